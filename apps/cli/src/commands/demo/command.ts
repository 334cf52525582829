import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';

const examples = `
Invents a market whose true regimes are known, and goes the whole way on it: import, features, training, registry,
prediction, monitoring, and a report with pictures. Everything lies in <home>/demo, which the next demo replaces; data
and models of your own are not touched.

Examples:
  $ regimekit demo
  $ regimekit demo --seed 7 --out demo.html
  $ regimekit predict --home .regimekit/demo        look around in what it left
`;

export function registerDemo(program: Command): void {
  const demo = program
    .command('demo')
    .description('the whole way on an invented market, with a report')
    .option('--days <number>', 'length of the market, from 1500 to 5000 trading days (default: 2004 to 2023)')
    .option('--out <file>', 'where the report goes (default: report.html in the folder of the demo)')
    .addHelpText('after', examples);
  answersWith(demo, async () => (await import('./demo.ts')).demo);
}
