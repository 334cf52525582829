// What was earned for a unit of risk.
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { checkSeries, returnForEachDay, type Series } from '../check-series.ts';
import { maximumDrawdown } from './drawdown.ts';
import { cagrBySessions } from './growth.ts';
import { moments } from './moments.ts';
import { EXCESS_OPTIONS, PERIOD_OPTIONS, periodsOf, type ExcessOptions, type PeriodOptions } from './periods.ts';

/**
 * Annualised volatility: sd(r) sqrt(P), ddof 1; 0 for a constant series.
 *
 * @param returns - at least two
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function volatility(returns: Series, options: PeriodOptions = {}): number {
  const periods = periodsOf(options, PERIOD_OPTIONS, 'volatility');
  return moments(checkSeries('returns', returns, 2)).standardDeviation * Math.sqrt(periods);
}

/**
 * Sharpe ratio: sqrt(P) mean(e) / sd(e) of the excess returns e = r - riskFree, ddof 1 (Sharpe 1994).
 *
 * @param returns - at least two
 * @returns `undefined` when the excess returns never vary: there is no risk to divide by
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { sharpeRatio } from '@regimekit/evaluation';
 *
 * sharpeRatio([0.01, -0.005, 0.02], { periodsPerYear: 3 })?.toFixed(4); // '1.1471'
 * sharpeRatio([0.01, 0.01]); // undefined
 * ```
 */
export function sharpeRatio(returns: Series, options: ExcessOptions = {}): number | undefined {
  const periods = periodsOf(options, EXCESS_OPTIONS, 'sharpeRatio');
  const { mean, standardDeviation } = moments(excessReturns(returns, options.riskFree ?? 0, 2));
  return standardDeviation === 0 ? undefined : (Math.sqrt(periods) * mean) / standardDeviation;
}

/** For the Sortino ratio. */
export interface SortinoOptions extends PeriodOptions {
  /**
   * The return a day below which a return counts as bad (MAR); one for all days or one for each.
   *
   * @default 0
   */
  readonly minimumReturn?: number | Series;
}

const SORTINO_OPTIONS: OptionNames<SortinoOptions> = { periodsPerYear: true, minimumReturn: true };

/**
 * Sortino ratio: sqrt(P) mean(r - MAR) / sqrt(mean(min(r - MAR, 0)^2)), the mean of the squares being over ALL N returns,
 * not only over the bad ones (Sortino and Price 1994).
 *
 * @returns `undefined` when no return lies below the minimum
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function sortinoRatio(returns: Series, options: SortinoOptions = {}): number | undefined {
  const periods = periodsOf(options, SORTINO_OPTIONS, 'sortinoRatio');
  const e = excessReturns(returns, options.minimumReturn ?? 0, 1, 'minimumReturn');
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < e.length; t++) {
    sum += e[t]!;
    if (e[t]! < 0) squares += e[t]! * e[t]!;
  }
  return squares === 0 ? undefined : (Math.sqrt(periods) * (sum / e.length)) / Math.sqrt(squares / e.length);
}

/**
 * Calmar ratio: CAGR (by sessions) / |maximum drawdown|, both over the whole series (Young 1991 takes the last 36 months).
 *
 * @returns `undefined` when wealth never fell
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function calmarRatio(returns: Series, options: PeriodOptions = {}): number | undefined {
  checkOptions(options, PERIOD_OPTIONS, 'calmarRatio');
  const { depth } = maximumDrawdown(returns);
  return depth === 0 ? undefined : cagrBySessions(returns, options) / -depth;
}

/**
 * r - riskFree, day by day.
 *
 * @param least - fewest returns
 * @param name - of what is taken off, for messages
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function excessReturns(returns: Series, riskFree: number | Series, least = 1, name = 'riskFree'): Float64Array {
  const r = checkSeries('returns', returns, least);
  const cash = returnForEachDay(name, riskFree, r.length);
  return r.map((value, t) => value - cash[t]!);
}
