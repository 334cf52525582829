// What a strategy did, and what that may cost.
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { checkSameLength, checkSeries, returnForEachDay, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';
import { excessReturns } from './ratios.ts';
import { PERIOD_OPTIONS, periodsOf, type ExcessOptions, type PeriodOptions } from './periods.ts';
import { meanOf } from './moments.ts';

/**
 * Turnover a year: P mean(turnover), a day's turnover being half of the sum of |weight - drifted weight| over all assets,
 * cash included (so selling everything for cash is 1).
 *
 * @throws InvalidSeriesError when it is empty or a value is below 0
 */
export function annualTurnover(turnover: Series, options: PeriodOptions = {}): number {
  const periods = periodsOf(options, PERIOD_OPTIONS, 'annualTurnover');
  return periods * meanOf(nonNegative('turnover', turnover));
}

/** Mean exposure: the mean over the days of the sum of the weights of all assets but cash. @throws InvalidSeriesError */
export function meanExposure(exposure: Series): number {
  return meanOf(checkSeries('exposure', exposure));
}

/**
 * Hit rate: among the days whose return differs from that of cash, the share above it. Days in cash are left out, or a
 * strategy out of the market would hit every day.
 *
 * @returns `undefined` when every day earned the return of cash
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function hitRate(returns: Series, options: Pick<ExcessOptions, 'riskFree'> = {}): number | undefined {
  checkOptions(options, { riskFree: true }, 'hitRate');
  const e = excessReturns(returns, options.riskFree ?? 0);
  let hits = 0;
  let days = 0;
  for (let t = 0; t < e.length; t++) {
    if (e[t]! > 0) hits++;
    if (e[t]! !== 0) days++;
  }
  return days === 0 ? undefined : hits / days;
}

/** For the break-even cost. */
export interface BreakEvenOptions {
  /**
   * What the strategy must still earn: a return a day for all days, or one for each, such as those of buy and hold.
   *
   * @default 0
   */
  readonly benchmark?: number | Series;
}

const BREAK_EVEN_OPTIONS: OptionNames<BreakEvenOptions> = { benchmark: true };

/**
 * Break-even cost: the cost of a unit of turnover at which the whole gain over the benchmark is gone,
 * sum(gross - benchmark) / sum(turnover). To first order: costs are taken from returns, not compounded. Times 1e4 it is in
 * basis points. Below zero: it lost before any cost.
 *
 * @param grossReturns - before costs
 * @param turnover - of the same days, see {@link annualTurnover}
 * @returns `undefined` when nothing was traded
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function breakEvenCost(
  grossReturns: Series,
  turnover: Series,
  options: BreakEvenOptions = {},
): number | undefined {
  checkOptions(options, BREAK_EVEN_OPTIONS, 'breakEvenCost');
  const r = checkSeries('grossReturns', grossReturns);
  const traded = nonNegative('turnover', turnover);
  checkSameLength('turnover', traded.length, 'grossReturns', r.length);
  const { benchmark = 0 } = options;
  const b = returnForEachDay('benchmark', benchmark, r.length);
  let gain = 0;
  let sum = 0;
  for (let t = 0; t < r.length; t++) {
    gain += r[t]! - b[t]!;
    sum += traded[t]!;
  }
  return sum === 0 ? undefined : gain / sum;
}

/** @throws InvalidSeriesError when a value is below 0 */
export function nonNegative(name: string, values: Series): Float64Array {
  const checked = checkSeries(name, values);
  const index = checked.findIndex((value) => value < 0);
  if (index >= 0) throw new InvalidSeriesError(name, 'at least 0 on every day', `${checked[index]} at index ${index}`);
  return checked;
}
