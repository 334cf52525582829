// The commands that ask how far a model can be trusted, and which one to take.
import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const covariances = ['spherical', 'diag', 'tied', 'full'];

/** @param withColumns adds the options by which columns are chosen */
export function registerChecks(hmm: Command, withColumns: (command: Command) => Command): void {
  const select = withColumns(hmm.command('select'))
    .description('compare numbers of states, covariances and families, and choose with a reason')
    .argument('<csv>', 'a file with a header and numeric columns')
    .option('--states <numbers>', 'numbers of states to try, separated by commas', '1,2,3,4')
    .option('--covariance <types>', 'covariances to try with Gaussian states (default: diag)')
    .option('--families <names>', 'families to try beside them, such as student-t,gaussian-mixture')
    .addOption(
      new Option('--criterion <name>', 'what decides')
        .choices(['outOfSample', 'aic', 'bic', 'icl'])
        .default('outOfSample'),
    )
    .option('--folds <number>', 'spans to foresee; 0 leaves them out', '5')
    .option('--out <file>', 'write the chosen model as JSON');
  answersWith(select, async () => (await import('./select.ts')).select);

  const test = hmm
    .command('test')
    .description('can regimes be shown at all? against one state with memory, by simulation')
    .argument('<csv>', 'a file with a header and numeric columns, without gaps')
    .option('--columns <names>', 'which columns, separated by commas (default: every numeric one)')
    .option('--states <number>', 'states of the model that is tested', '2')
    .addOption(new Option('--covariance <type>', 'its covariances').choices(covariances).default('full'))
    .addOption(
      new Option('--against <null>', 'what holds without regimes: a vector autoregression, or independent rows')
        .choices(['var1', 'iid'])
        .default('var1'),
    )
    .option('--replicates <number>', 'series to simulate', '199')
    .option('--stop-after <number>', 'stop when so many of them do as well: a clear no is then quick');
  answersWith(test, async () => (await import('./no-regimes.ts')).testForRegimes);

  const residuals = withColumns(hmm.command('residuals'))
    .description('are the rows such as the model foresees them? tests, and pictures as one HTML page')
    .argument('<model>', 'a model that fit wrote')
    .argument('<csv>', 'a file with the same columns')
    .option('--lags <number>', 'lags of the tests of memory', '10')
    .addOption(
      new Option('--discrete <how>', 'whole numbers: drawn between their steps, or the middle')
        .choices(['randomised', 'mid'])
        .default('randomised'),
    )
    .option('--picture <file>', 'write the pictures as one HTML page');
  answersWith(residuals, async () => (await import('./residuals.ts')).residuals);

  const errors = withColumns(hmm.command('errors'))
    .description('how well the parameters are known: standard errors and intervals')
    .argument('<model>', 'a model that fit wrote')
    .argument('<csv>', 'the file it was fitted to')
    .option('--bootstrap <number>', 'draw so many data sets and refit each, instead of the curvature of the likelihood')
    .option('--level <percent>', 'coverage of the intervals', '95');
  answersWith(errors, async () => (await import('./standard-errors.ts')).errors);
}
