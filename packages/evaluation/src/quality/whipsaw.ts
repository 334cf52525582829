import type { OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { DEFAULT_PERIODS_PER_YEAR } from '../metrics/periods.ts';
import { checkLabels, type Labels } from './check-labels.ts';

/** What acting on a label means, and what counts as a whipsaw. */
export interface WhipsawOptions {
  /** K: exposure held in each label; its length is the number of labels. */
  readonly exposures: readonly number[];
  /** Cost of a unit of exposure traded, as a share: 0.0005 is five basis points. */
  readonly cost: number;
  /** Longest excursion in days that is a whipsaw. @default 21 */
  readonly within?: number;
  /** Sessions from the decision to the close at which it is traded. @default 1 */
  readonly delay?: number;
  /** @default 252 */
  readonly periodsPerYear?: number;
}

const OPTIONS: OptionNames<WhipsawOptions> = {
  exposures: true,
  cost: true,
  within: true,
  delay: true,
  periodsPerYear: true,
};

/** What the whipsaws took; below zero where an excursion was lucky. */
export interface WhipsawReport {
  readonly whipsaws: number;
  readonly perYear: number;
  /** Cost of going there and back, a share of wealth a year (sum, not compounded). */
  readonly tradingCostPerYear: number;
  /** Returns missed by being elsewhere meanwhile, a year. */
  readonly missedReturnPerYear: number;
  readonly totalPerYear: number;
}

/**
 * Whipsaw cost: what was lost by excursions a, b, a of at most `within` days against having stayed in a. An excursion of the
 * days s..e costs 2 c |w_a - w_b| and misses the sum of (w_a - w_b) r over the days s + d + 1 .. e + d + 1 (a label of the
 * close of t is held, with delay d, from the close of t + d to that of t + d + 1). An excursion can be lucky; only the cost is sure.
 *
 * @param labels - as they were called at the close of each day
 * @param excessReturns - simple returns less cash of the same days, from the close before
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function whipsawCost(labels: Labels, excessReturns: Series, options: WhipsawOptions): WhipsawReport {
  checkOptions(options, OPTIONS, 'whipsawCost');
  const { cost, within = 21, delay = 1, periodsPerYear = DEFAULT_PERIODS_PER_YEAR } = options;
  const exposures = checkSeries('exposures', options.exposures);
  checkNumber('cost', cost, { atLeast: 0 });
  checkWhole('within', within, 1);
  checkWhole('delay', delay, 0);
  checkNumber('periodsPerYear', periodsPerYear, { above: 0 });
  const x = checkLabels('labels', labels, exposures.length);
  const r = checkSeries('excessReturns', excessReturns);
  checkSameLength('excessReturns', r.length, 'labels', x.length);
  let [whipsaws, traded, missed] = [0, 0, 0];
  for (const { from, to } of excursions(x, within)) {
    const gap = exposures[x[from - 1]!]! - exposures[x[from]!]!;
    whipsaws++;
    traded += 2 * cost * Math.abs(gap);
    for (let t = from; t < to; t++) missed += gap * (r[t + delay + 1] ?? 0);
  }
  const yearly = (value: number) => (periodsPerYear * value) / x.length;
  return {
    whipsaws,
    perYear: yearly(whipsaws),
    tradingCostPerYear: yearly(traded),
    missedReturnPerYear: yearly(missed),
    totalPerYear: yearly(traded + missed),
  };
}

/** Runs [from, to) of at most `within` days between two runs of one label; the second of these is none itself. */
function excursions(x: Int32Array, within: number): { from: number; to: number }[] {
  const starts = Array.from(x.keys()).filter((t) => t === 0 || x[t] !== x[t - 1]);
  const found: { from: number; to: number }[] = [];
  for (let i = 1; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i]!, starts[i + 1]!];
    if (x[from - 1] !== x[to] || to - from > within) continue;
    found.push({ from, to });
    i++;
  }
  return found;
}
