// The table behind `summarise` and the bootstrap: what each day adds to each headline number, made once.
import type { OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions } from '../check-options.ts';
import { checkSameLength, checkSeries, returnForEachDay, type Series } from '../check-series.ts';
import { DEFAULT_PERIODS_PER_YEAR, EXCESS_OPTIONS, type ExcessOptions } from './periods.ts';
import { nonNegative } from './trading.ts';
import { DEFAULT_MANIPULATION_AVERSION, DEFAULT_RISK_AVERSION, powerUtility } from './utility.ts';
import { meanOf } from './moments.ts';

/** Names of the headline numbers, in the order of {@link summariseInto}. */
export const metricNames = [
  'cagr',
  'volatility',
  'sharpe',
  'sortino',
  'calmar',
  'maxDrawdown',
  'maxDrawdownLength',
  'longestDrawdown',
  'timeUnderWater',
  'hitRate',
  'certaintyEquivalent',
  'manipulationProof',
  'probabilisticSharpe',
  'exposure',
  'turnover',
  'breakEvenCost',
  'fee1',
  'fee5',
  'fee10',
] as const;

export type MetricName = (typeof metricNames)[number];

/** What the headline numbers are taken over. */
export interface SummariseOptions extends ExcessOptions {
  /** Relative risk aversion of the certainty equivalent. @default 5 */
  readonly riskAversion?: number;
  /** Risk aversion of the manipulation-proof measure. @default 3 */
  readonly manipulationAversion?: number;
  /** Sum of the weights of all assets but cash, for each day; without it there is no `exposure`. */
  readonly exposure?: Series;
  /** Half of sum |weight - drifted weight| with cash, for each day; without it there is no `turnover`, `breakEvenCost`. */
  readonly turnover?: Series;
  /** Returns before costs; the break-even cost is of these. @default the returns themselves */
  readonly grossReturns?: Series;
  /** What an investor would hold instead: the fees are against it. Without it there are none. */
  readonly benchmark?: Series;
}

const SUMMARISE_OPTIONS: OptionNames<SummariseOptions> = {
  ...EXCESS_OPTIONS,
  riskAversion: true,
  manipulationAversion: true,
  exposure: true,
  turnover: true,
  grossReturns: true,
  benchmark: true,
};

/** Columns of the table. One row is one day, so a day drawn at random is one stretch of memory. */
export const COLUMN = {
  growth: 0,
  logGrowth: 1,
  return: 2,
  excess: 3,
  downside: 4,
  hit: 5,
  certainty: 6,
  manipulation: 7,
  exposure: 8,
  turnover: 9,
  gain: 10,
  benchmark: 11,
} as const;
export const COLUMNS = 12;

/** Days of one strategy, ready to be summed in any order. Plain data, so that it can go to a worker. */
export interface HeadlineTable {
  readonly n: number;
  /** n x 12, see {@link COLUMN}; returns and excess returns less their mean, which keeps the digits of their squares. */
  readonly rows: Float64Array;
  readonly meanReturn: number;
  readonly meanExcess: number;
  readonly meanBenchmark: number;
  /** Spreads below are rounding. */
  readonly largest: number;
  readonly periodsPerYear: number;
  readonly riskAversion: number;
  readonly manipulationAversion: number;
  readonly has: { readonly exposure: boolean; readonly turnover: boolean; readonly benchmark: boolean };
}

/**
 * @param returns - simple returns, at least two
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function headlineTable(returns: Series, options: SummariseOptions, owner: string): HeadlineTable {
  checkOptions(options, SUMMARISE_OPTIONS, owner);
  const { riskAversion = DEFAULT_RISK_AVERSION, manipulationAversion = DEFAULT_MANIPULATION_AVERSION } = options;
  const { periodsPerYear = DEFAULT_PERIODS_PER_YEAR } = options;
  checkNumber('periodsPerYear', periodsPerYear, { above: 0 });
  checkNumber('riskAversion', riskAversion, { atLeast: 0 });
  checkNumber('manipulationAversion', manipulationAversion, { atLeast: 0 });
  const days = checkedDays(returns, options);
  const { r, cash, benchmark } = days;
  const n = r.length;
  const meanReturn = meanOf(r);
  const meanCash = meanOf(cash);
  const meanBenchmark = benchmark === undefined ? 0 : meanOf(benchmark);
  const rows = new Float64Array(n * COLUMNS);
  let largest = 0;
  for (let t = 0; t < n; t++) {
    const growth = Math.max(1 + r[t]!, 0);
    const excess = r[t]! - cash[t]!;
    const traded = days.turnover?.[t] ?? 0;
    const gain = (days.gross[t] ?? 0) - cash[t]!;
    largest = Math.max(largest, Math.abs(r[t]!), Math.abs(cash[t]!));
    const row = [
      growth,
      growth === 0 ? Number.NEGATIVE_INFINITY : Math.log1p(r[t]!),
      r[t]! - meanReturn,
      excess - (meanReturn - meanCash),
      excess < 0 ? excess * excess : 0,
      Math.sign(excess),
      powerUtility(growth, riskAversion),
      powerUtility(growth / (1 + cash[t]!), manipulationAversion),
      days.exposure?.[t] ?? 0,
      traded,
      gain,
      benchmark === undefined ? 0 : benchmark[t]! - meanBenchmark,
    ];
    rows.set(row, t * COLUMNS);
  }
  const has = {
    exposure: days.exposure !== undefined,
    turnover: days.turnover !== undefined,
    benchmark: benchmark !== undefined,
  };
  const meanExcess = meanReturn - meanCash;
  return {
    n,
    rows,
    meanReturn,
    meanExcess,
    meanBenchmark,
    largest,
    periodsPerYear,
    riskAversion,
    manipulationAversion,
    has,
  };
}

function checkedDays(returns: Series, options: SummariseOptions) {
  const r = checkSeries('returns', returns, 2);
  const n = r.length;
  const same = (name: string, values: Float64Array): Float64Array => {
    checkSameLength(name, values.length, 'returns', n);
    return values;
  };
  const { exposure, turnover, grossReturns, benchmark } = options;
  return {
    r,
    cash: returnForEachDay('riskFree', options.riskFree ?? 0, n),
    gross: grossReturns === undefined ? r : same('grossReturns', checkSeries('grossReturns', grossReturns)),
    exposure: exposure === undefined ? undefined : same('exposure', checkSeries('exposure', exposure)),
    turnover: turnover === undefined ? undefined : same('turnover', nonNegative('turnover', turnover)),
    benchmark: benchmark === undefined ? undefined : same('benchmark', checkSeries('benchmark', benchmark)),
  };
}
