import { Option, type Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { SIGN_WITH } from '../../frame/words.ts';

const examples = `
Without --register nothing is written: the answer is the fit itself.

Examples:
  $ regimekit train
  $ regimekit train --from 1997-01-01 --to 2014-12-31 --register --promote
  $ regimekit train --follow production --register
  $ regimekit train --states 2 --features vol2 --restarts 50 --json
  $ regimekit train --model jump --jump-penalty 50 --register --promote
  $ regimekit train --model jump --jump-variant sparse --jump-kappa-squared 3
`;

export function registerTrain(program: Command): void {
  const train = program
    .command('train')
    .description("fit a regime model on the warehouse's history")
    .option('--from <day>', 'first day of the training')
    .option('--to <day>', 'last day of the training')
    .addOption(
      new Option('--model <kind>', 'a hidden Markov model, or a statistical jump model')
        .choices(['hmm', 'jump'])
        .default('hmm'),
    )
    .option('--states <number>', 'number of regimes (default: 3; 2 for --model jump)')
    .addOption(
      new Option('--covariance <type>', 'shape of the covariances of an HMM (default: diag)').choices([
        'spherical',
        'diag',
        'tied',
        'full',
      ]),
    )
    .option('--features <set>', 'feature set (default: the configured one, regime9; jump9 for --model jump)')
    .option(
      '--restarts <number>',
      'starts to run, each to its end (default: many short runs, the best to the end; 100 for --model jump)',
    )
    .option('--jump-penalty <number>', 'what a switch costs a jump model (default: 50; 600 for continuous)')
    .addOption(
      new Option(
        '--jump-variant <kind>',
        'each day in one regime, with a share of each, or by few features (default: discrete)',
      ).choices(['discrete', 'continuous', 'sparse']),
    )
    .option('--jump-kappa-squared <number>', 'about how many features a sparse jump model may use')
    .option('--jump-grid <step>', 'step of the shares of a continuous jump model (default: 0.05)')
    .option(
      '--clip <deviations>',
      'bring features within so many standard deviations (default: no; 3 for --model jump)',
    )
    .option('--skip-sample-validation', 'fit with less data than the sample-size rule asks for, at your own risk')
    .option(
      '--follow <version>',
      'start from a version (or stage, such as production), so that regimes keep their names',
    )
    .option('--register', 'keep the model as a new version in the registry')
    .option('--promote', 'put the new version into production, after its checks')
    .option('--reason <text>', 'why, for the audit trail')
    .option('--key <name>', SIGN_WITH)
    .addHelpText('after', examples);
  answersWith(train, async () => (await import('./train.ts')).train);
}
