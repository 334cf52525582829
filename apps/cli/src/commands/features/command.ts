import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Examples:
  $ regimekit features list
  $ regimekit features show vix_percentile
  $ regimekit features build --from 2008-09-01 --to 2008-12-31
  $ regimekit features build --set vol2 --out features.csv
`;

export function registerFeatures(program: Command): void {
  const features = program
    .command('features')
    .description('the columns that models see: their definitions and their values')
    .addHelpText('after', examples);

  const list = features.command('list').description('every known feature and the named sets');
  answersWith(list, async () => (await import('./list.ts')).list);

  const show = features
    .command('show')
    .description('one definition: version, inputs, window, unit, lag')
    .argument('<name>', 'name of the feature');
  answersWith(show, async () => (await import('./show.ts')).show);

  const build = features
    .command('build')
    .description('compute the features from the warehouse')
    .option('--set <name>', 'feature set (default: the configured one, regime9)')
    .option('--from <day>', 'first day to show')
    .option('--to <day>', 'last day to show')
    .option('--out <file>', 'write the rows as CSV');
  answersWith(build, async () => (await import('./build.ts')).build);
}
