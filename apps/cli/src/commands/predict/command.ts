import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Dates choose what is shown, never what is used: the filter walks all earlier history and sees nothing later, so the answer
for a day is the same in any range.

When the answer is out, the versions in stage shadow are asked the same: each in a thread of its own, for the log alone,
where a comparison finds what they would have said. stdout and the exit code are the same with and without them; on
stderr one line says who answered, failed or ran out of time.

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
    .option(
      '--shadow-budget <ms>',
      'milliseconds for the versions in shadow, all together (default: the configured one)',
    )
    .option('--no-shadow', 'let no version in shadow answer beside this one')
    .addHelpText('after', examples);
  answersWith(predict, async () => (await import('./predict.ts')).predict);
}
