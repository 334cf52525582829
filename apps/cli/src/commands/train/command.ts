import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { SIGN_WITH } from '../../frame/words.ts';
import { addModelOptions } from '../../workflows/model-option-flags.ts';

const examples = `
Without --register nothing is written: the answer is the fit itself.

Examples:
  $ regimekit train
  $ regimekit train --from 1997-01-01 --to 2014-12-31 --register --promote
  $ regimekit train --follow production --register
  $ regimekit train --states 2 --features vol2 --restarts 50 --json
  $ regimekit train --covariance full --shrinkage 250
  $ regimekit train --model jump --jump-penalty 50 --register --promote
  $ regimekit train --model jump --jump-variant sparse --jump-kappa-squared 3
`;

export function registerTrain(program: Command): void {
  const train = program
    .command('train')
    .description("fit a regime model on the warehouse's history")
    .option('--from <day>', 'first day of the training')
    .option('--to <day>', 'last day of the training');
  addModelOptions(train)
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
