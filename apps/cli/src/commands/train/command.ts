import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Without --register nothing is written: the answer is the fit itself.

Examples:
  $ regimekit train
  $ regimekit train --from 1997-01-01 --to 2014-12-31 --register --promote
  $ regimekit train --follow production --register
  $ regimekit train --states 2 --features vol2 --restarts 50 --json
`;

export function registerTrain(program: Command): void {
  const train = program
    .command('train')
    .description("fit a regime model on the warehouse's history")
    .option('--from <day>', 'first day of the training')
    .option('--to <day>', 'last day of the training')
    .option('--states <number>', 'number of regimes', '3')
    .addOption(
      new Option('--covariance <type>', 'shape of the covariances')
        .choices(['spherical', 'diag', 'tied', 'full'])
        .default('diag'),
    )
    .option('--features <set>', 'feature set (default: the configured one, regime9)')
    .option('--restarts <number>', 'starts to run, each to its end (default: many short runs, the best to the end)')
    .option('--skip-sample-validation', 'fit with less data than the sample-size rule asks for, at your own risk')
    .option(
      '--follow <version>',
      'start from a version (or stage, such as production), so that regimes keep their names',
    )
    .option('--register', 'keep the model as a new version in the registry')
    .option('--promote', 'put the new version into production, after its checks')
    .option('--reason <text>', 'why, for the audit trail')
    .addHelpText('after', examples);
  answersWith(train, async () => (await import('./train.ts')).train);
}
