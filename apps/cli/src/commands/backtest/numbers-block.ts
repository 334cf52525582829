import type { BacktestDocument, JudgedStrategy } from '@regimekit/evaluation';
import type { ReportBlock, TableCell } from '@regimekit/report';
import { percentText, withRange } from '../../workflows/report/number-words.ts';

type MetricName = keyof JudgedStrategy['metrics'];
type Show = (value: number) => string;

const percent: Show = (value) => percentText(value);
const ratio: Show = (value) => value.toFixed(2);
const days: Show = (value) => value.toFixed(0);
const points: Show = (value) => (1e4 * value).toFixed(0);

/** What each number is called, and how it is written. */
const NUMBERS: readonly (readonly [name: MetricName, words: string, show: Show])[] = [
  ['cagr', 'growth a year', percent],
  ['volatility', 'volatility', percent],
  ['sharpe', 'Sharpe ratio', ratio],
  ['probabilisticSharpe', 'chance that it is above 0', percent],
  ['sortino', 'Sortino ratio', ratio],
  ['calmar', 'Calmar ratio', ratio],
  ['maxDrawdown', 'worst fall', percent],
  ['maxDrawdownLength', 'its length, days', days],
  ['longestDrawdown', 'longest fall, days', days],
  ['timeUnderWater', 'days below a high', percent],
  ['hitRate', 'days above cash', percent],
  ['exposure', 'invested', percent],
  ['turnover', 'turnover a year', ratio],
  ['breakEvenCost', 'break-even cost, bp', points],
  ['certaintyEquivalent', 'certainty equivalent', percent],
  ['manipulationProof', 'manipulation-proof', percent],
  ['fee1', 'fee at aversion 1', percent],
  ['fee5', 'fee at aversion 5', percent],
  ['fee10', 'fee at aversion 10', percent],
];

/** All numbers of the strategy, of its constant mix and of buy and hold, each with its interval. */
export function numbersBlock({ strategies, bootstrap }: BacktestDocument): ReportBlock {
  const shown = strategies.filter(({ role, name }) => role !== 'panel' || name === 'buy and hold');
  return {
    type: 'table',
    title: 'All numbers',
    subtitle: `With intervals of ${100 * bootstrap.level} %. Fees are over the constant mix, the certainty equivalent is at risk aversion 5; docs/evaluation.md has the formulas, and when not to believe each`,
    columns: ['', ...shown.map(({ name }) => name)].map((name) => ({ name, align: 'left' as const })),
    rows: NUMBERS.map(([name, words, show]): TableCell[] => [
      words,
      ...shown.map(({ metrics }) => (metrics[name].value === null ? null : withRange(metrics[name], show))),
    ]),
  };
}
