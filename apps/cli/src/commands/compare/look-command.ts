import type { Command } from 'commander';
import { answersWith } from '../../frame/answer.ts';
import { forModel, recorded } from '../registry/options.ts';

const examples = `
Only live predictions count: the first of each day that both versions made on the same data. The verdict follows from the plan
alone; the other tests are told and decide nothing.

Examples:
  $ regimekit compare
  $ regimekit compare 1.1.0 --html comparison.html --csv days.csv
  $ regimekit compare look 3f9a2c --json
  $ regimekit compare 1.1.0 --attach --reason "second look"
`;

export function registerLook(compare: Command): void {
  const look = recorded(forModel(compare.command('look', { isDefault: true })))
    .description('one look at what both have predicted since the plan: the verdict, and why (the default)')
    .argument('[plan-or-candidate]', 'digest or file of a plan, or a version (default: the newest plan)')
    .option('--attach', 'attach the record to the candidate, as evidence of kind shadow')
    .option('--delay <sessions>', 'of the 0/1 strategy: from the close that decides to the close that trades', '1')
    .option('--cost <bps>', 'of the 0/1 strategy: cost of a unit of turnover in basis points', '5')
    .option('--risk-free <series>', 'yearly rate of cash in percent (default: risk_free where there is one, else 0)')
    .option('--html <file>', 'write the report, one file that loads nothing')
    .option('--csv <file>', 'write the paired days')
    .addHelpText('after', examples);
  answersWith(look, async () => (await import('./look.ts')).look);
}
