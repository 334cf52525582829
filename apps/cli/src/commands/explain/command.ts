import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
What a model believes (its regimes in the units of the features, how long they last, where they lead) and how far to trust
it: rows behind each regime, luck of the search, intervals, and whether the days are such as it foresees them.

Examples:
  $ regimekit explain production
  $ regimekit explain 1.1.0 --picture model.html
  $ regimekit explain production --bootstrap 200
  $ regimekit explain ./first --no-data
`;

export function registerExplain(program: Command): void {
  const explain = program
    .command('explain')
    .description('what a model believes, and how far to trust it')
    .argument('<version>', 'a version or stage in the registry, or the folder of a bundle')
    .option('--model <name>', 'name of the model in the registry')
    .option('--picture <file>', 'write all of it with pictures as one HTML page')
    .option('--bootstrap <number>', 'intervals from so many drawn data sets instead of the curvature of the likelihood')
    .option('--lags <number>', 'lags of the tests of memory', '10')
    .option('--no-data', 'look at the model alone, not at the days in the warehouse')
    .addHelpText('after', examples);
  answersWith(explain, async () => (await import('./explain.ts')).explain);
}
