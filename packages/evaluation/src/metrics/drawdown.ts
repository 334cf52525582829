import { checkSeries, type Series } from '../check-series.ts';

/** The deepest fall of wealth, and how long falls lasted. Times count returns: 0 is the start, N after the last one. */
export interface Drawdown {
  /** Wealth at the trough over wealth at the peak, minus one: from -1 (ruin) to 0 (wealth never fell). */
  readonly depth: number;
  /** When the peak stood from which it fell deepest. */
  readonly peak: number;
  /** When it was deepest. */
  readonly trough: number;
  /** When the peak was reached again; `undefined` when it was not. */
  readonly recovery: number | undefined;
  /** Days from the peak of the deepest fall until it was reached again, or until the end. */
  readonly length: number;
  /** Days of the longest fall, from its peak until that was reached again, or until the end. */
  readonly longest: number;
  /** Share of the days that closed below an earlier peak. */
  readonly timeUnderWater: number;
}

/**
 * Maximum drawdown of the wealth prod(1 + r), which includes its starting value of 1: a fall on the first day counts. A
 * return of -1 or less is ruin: depth -1, never recovered.
 *
 * @param returns - N simple returns
 * @throws InvalidSeriesError
 *
 * @example
 * ```ts
 * import { maximumDrawdown } from '@regimekit/evaluation';
 *
 * maximumDrawdown([-0.5, 1, 0.1, -0.2]); // depth -0.5, peak 0, trough 1, recovery 2, length 2, timeUnderWater 0.5
 * ```
 */
export function maximumDrawdown(returns: Series): Drawdown {
  const r = checkSeries('returns', returns);
  let level = 1; // wealth over its highest so far
  let peakAt = 0;
  let [depth, peak, trough, longest, under] = [0, 0, 0, 0, 0];
  let recovery: number | undefined;
  for (let t = 1; t <= r.length; t++) {
    level *= Math.max(1 + r[t - 1]!, 0);
    if (level >= 1) {
      // A day that reaches the peak ends the fall; it is only one when a day lay below.
      if (t - peakAt > 1) longest = Math.max(longest, t - peakAt);
      if (depth < 0 && peak === peakAt) recovery = t;
      level = 1;
      peakAt = t;
    } else {
      under++;
      if (level - 1 < depth) [depth, peak, trough, recovery] = [level - 1, peakAt, t, undefined];
    }
  }
  if (peakAt < r.length) longest = Math.max(longest, r.length - peakAt);
  const length = depth === 0 ? 0 : (recovery ?? r.length) - peak;
  return { depth, peak, trough, recovery, length, longest, timeUnderWater: under / r.length };
}
