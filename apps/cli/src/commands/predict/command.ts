import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Dates choose what is shown, never what is used: the filter walks all earlier history and sees nothing later, so the answer
for a day is the same in any range.

Examples:
  $ regimekit predict
  $ regimekit predict --date 2008-10-24
  $ regimekit predict --from 2008-09-01 --to 2008-12-31 --json
`;

export function registerPredict(program: Command): void {
  const predict = program
    .command('predict')
    .description('the regime of the newest day, of one day or of a range')
    .option('--date <day>', 'one day')
    .option('--from <day>', 'first day of a range')
    .option('--to <day>', 'last day of a range')
    .option('--model-version <version>', 'a version or a stage', 'production')
    .option('--no-log', 'answer without adding to the prediction log, as where nothing may be written')
    .addHelpText('after', examples);
  answersWith(predict, async () => (await import('./predict.ts')).predict);
}
