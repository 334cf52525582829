import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { registerChecks } from './checks-command.ts';

const examples = `
Examples:
  $ regimekit hmm fit returns.csv --states 2 --out model.json
  $ regimekit hmm fit returns.csv --columns ret,vol --covariance full --shrinkage 250
  $ regimekit hmm fit newer.csv --start-from model.json --out newer.json
  $ regimekit hmm fit counts.csv --family poisson --out counts.json
  $ regimekit hmm select returns.csv --states 1,2,3 --families gaussian,student-t
  $ regimekit hmm test returns.csv --stop-after 20
  $ regimekit hmm score model.json gaps.csv --missing
  $ regimekit hmm residuals model.json returns.csv --picture residuals.html
  $ regimekit hmm errors model.json returns.csv --bootstrap 200
  $ regimekit hmm decode model.json returns.csv --json
  $ regimekit hmm forecast model.json returns.csv --steps 20
  $ regimekit hmm sample model.json --steps 500 --seed 7

A walk from a first fit to one that can be trusted: docs/hmm.md
`;

export function registerHmm(program: Command): void {
  const hmm = program
    .command('hmm')
    .description('hidden Markov models of any family, on any CSV of numbers')
    .addHelpText('after', examples);

  const fit = withColumns(hmm.command('fit'))
    .description('fit a model by a seeded search, and explain the fit')
    .argument('<csv>', 'a file with a header and numeric columns')
    .option('--states <number>', 'number of states (default: 2)')
    .addOption(
      new Option('--covariance <type>', 'shape of the covariances (default: diag)').choices([
        'spherical',
        'diag',
        'tied',
        'full',
      ]),
    )
    .addOption(
      new Option('--family <name>', 'what the states emit (default: gaussian)').choices([
        'gaussian',
        'student-t',
        'gaussian-mixture',
        'poisson',
        'bernoulli',
        'categorical',
        'linear-regression',
      ]),
    )
    .option('--components <number>', 'gaussian-mixture: components of each state (default: 2)')
    .option('--lags <number>', 'linear-regression: earlier values of the column itself (default: 1)')
    .option('--freedom <how>', 'student-t: degrees of freedom, state, shared or a number (default: state)')
    .option('--starts <number>', 'seeded starts, each tried for a few iterations (default: 80)')
    .option('--keep <number>', 'how many of them are run to their end (default: 12)')
    .option('--restarts <number>', 'instead of both: so many starts, each run to its end')
    .option(
      '--start-from <model>',
      'the model this refit follows: one more start (with --starts 0 the only one), and the states keep its numbers',
    )
    .option('--shrinkage <rows>', 'draw covariances towards that of all rows, by a weight of so many rows', '0')
    .option('--stickiness <rows>', 'a prior of so many stays in each state', '0')
    .option('--max-iterations <number>', 'EM iterations of one run at the most', '500')
    .addOption(
      new Option('--kernel <name>', 'which code computes: WebAssembly where it pays, or always one of the two')
        .choices(['auto', 'wasm', 'typescript'])
        .default('auto'),
    )
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
    .option('--steps <number>', 'how many rows to look ahead', '10')
    .option('--quantiles <percents>', 'of each column, separated by commas', '5,25,50,75,95');
  answersWith(forecast, async () => (await import('./forecast.ts')).forecast);

  registerChecks(hmm, withColumns);

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
