import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Examples:
  $ regimekit hmm fit returns.csv --states 2 --out model.json
  $ regimekit hmm fit returns.csv --columns ret,vol --covariance full --restarts 50
  $ regimekit hmm score model.json gaps.csv --missing
  $ regimekit hmm decode model.json returns.csv --json
  $ regimekit hmm forecast model.json returns.csv --steps 20
  $ regimekit hmm sample model.json --steps 500 --seed 7
`;

export function registerHmm(program: Command): void {
  const hmm = program
    .command('hmm')
    .description('the plain Gaussian hidden Markov model, on any CSV of numbers')
    .addHelpText('after', examples);

  const fit = withColumns(hmm.command('fit'))
    .description('fit a model with seeded restarts')
    .argument('<csv>', 'a file with a header and numeric columns')
    .option('--states <number>', 'number of states', '2')
    .addOption(
      new Option('--covariance <type>', 'shape of the covariances')
        .choices(['spherical', 'diag', 'tied', 'full'])
        .default('diag'),
    )
    .option('--restarts <number>', 'seeded starts, of which the best is kept', '20')
    .option('--max-iterations <number>', 'EM iterations of one run at the most', '500')
    .option('--out <file>', 'write the model as JSON');
  answersWith(fit, async () => (await import('./fit.ts')).fit);

  const score = withColumns(hmm.command('score'))
    .description('log-likelihood of a file under a model')
    .argument('<model>', 'a model that fit wrote')
    .argument('<csv>', 'a file with the same columns');
  answersWith(score, async () => (await import('./score.ts')).score);

  const decode = withColumns(hmm.command('decode'))
    .description('state of each row: filtered (known on the day) and Viterbi (in hindsight)')
    .argument('<model>', 'a model that fit wrote')
    .argument('<csv>', 'a file with the same columns');
  answersWith(decode, async () => (await import('./decode.ts')).decode);

  const forecast = withColumns(hmm.command('forecast'))
    .description('where the state goes from the last row, and how long the present one will last')
    .argument('<model>', 'a model that fit wrote')
    .argument('<csv>', 'a file with the same columns, up to today')
    .option('--steps <number>', 'how many rows to look ahead', '10');
  answersWith(forecast, async () => (await import('./forecast.ts')).forecast);

  const sample = hmm
    .command('sample')
    .description('draw states and observations from a model, as CSV')
    .argument('<model>', 'a model that fit wrote')
    .option('--steps <number>', 'rows to draw', '100');
  answersWith(sample, async () => (await import('./sample.ts')).drawSample);
}

function withColumns(command: Command): Command {
  return command
    .option('--columns <names>', "which columns, separated by commas (default: the model's, or every numeric one)")
    .option('--missing', 'an empty cell, NA, NaN or . is a missing value, and is integrated out');
}
