// What a stream of returns is worth to someone who minds risk.
import type { OptionNames } from '@regimekit/numerics';
import { checkNumber } from '../check-options.ts';
import { checkSameLength, checkSeries, returnForEachDay, type Series } from '../check-series.ts';
import { EXCESS_OPTIONS, PERIOD_OPTIONS, periodsOf, type ExcessOptions, type PeriodOptions } from './periods.ts';

/** How much risk is minded. */
export interface RiskAversion {
  /** Relative risk aversion: 0 minds none, 1 is the logarithm, 10 minds a lot. */
  readonly riskAversion?: number;
}

const CERTAINTY_OPTIONS: OptionNames<PeriodOptions & RiskAversion> = { ...PERIOD_OPTIONS, riskAversion: true };
const MANIPULATION_OPTIONS: OptionNames<ExcessOptions & RiskAversion> = { ...EXCESS_OPTIONS, riskAversion: true };

/** Risk aversion of the certainty equivalent, where none is said. */
export const DEFAULT_RISK_AVERSION = 5;
/** Risk aversion of the manipulation-proof measure, where none is said. */
export const DEFAULT_MANIPULATION_AVERSION = 3;
/** Risk aversions under which the performance fee is reported. */
export const FEE_AVERSIONS = [1, 5, 10] as const;

/**
 * Certainty equivalent under constant relative risk aversion g: the sure return a year that is worth as much as the daily
 * returns, (mean (1 + r)^(1 - g))^(P / (1 - g)) - 1, and exp(P mean log(1 + r)) - 1 at g = 1 (which is CAGR by sessions).
 * A return of -1 or less makes it -1 for g of 1 and above.
 *
 * @param options - `riskAversion` is 5 by default
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function certaintyEquivalent(returns: Series, options: PeriodOptions & RiskAversion = {}): number {
  const periods = periodsOf(options, CERTAINTY_OPTIONS, 'certaintyEquivalent');
  const { riskAversion = DEFAULT_RISK_AVERSION } = options;
  checkNumber('riskAversion', riskAversion, { atLeast: 0 });
  const r = checkSeries('returns', returns);
  let sum = 0;
  for (let t = 0; t < r.length; t++) sum += powerUtility(Math.max(1 + r[t]!, 0), riskAversion);
  return certaintyFromMean(sum / r.length, riskAversion, periods);
}

/**
 * Manipulation-proof performance measure: ln(mean ((1 + r) / (1 + riskFree))^(1 - rho)) / ((1 - rho) dt), dt = 1 / P: the
 * continuously compounded excess return a year that is worth as much. No use of options or of leverage raises it without
 * skill (Goetzmann, Ingersoll, Spiegel, Welch 2007, equation 7).
 *
 * @param options - `riskAversion` (rho) is 3 by default
 * @returns `undefined` after a return of -1 or less: it would be minus infinity (for rho of 1 and above)
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function manipulationProofMeasure(
  returns: Series,
  options: ExcessOptions & RiskAversion = {},
): number | undefined {
  const periods = periodsOf(options, MANIPULATION_OPTIONS, 'manipulationProofMeasure');
  const { riskAversion = DEFAULT_MANIPULATION_AVERSION, riskFree = 0 } = options;
  checkNumber('riskAversion', riskAversion, { atLeast: 0 });
  const r = checkSeries('returns', returns);
  const cash = returnForEachDay('riskFree', riskFree, r.length);
  let sum = 0;
  for (let t = 0; t < r.length; t++) sum += powerUtility(Math.max(1 + r[t]!, 0) / (1 + cash[t]!), riskAversion);
  return finite(logEquivalent(sum / r.length, riskAversion) * periods);
}

/**
 * Performance fee of Fleming, Kirby and Ostdiek (2001): the return a year that an investor with quadratic utility and
 * relative risk aversion g would give up to have a instead of b. It is 252 times the D of
 * sum[(R_a - D) - g / (2 (1 + g)) (R_a - D)^2] = sum[R_b - g / (2 (1 + g)) R_b^2], with gross returns R = 1 + r.
 *
 * @param returns - simple returns of a
 * @param benchmark - simple returns of b on the same days
 * @param options - `riskAversion` is 5 by default; the literature reports 1, 5 and 10
 * @returns `undefined` when no fee makes them equal, because b lies above the best that such a utility knows
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { performanceFee } from '@regimekit/evaluation';
 *
 * performanceFee([0.011, 0.021], [0.01, 0.02], { riskAversion: 5 })?.toFixed(3); // '0.252'
 * ```
 */
export function performanceFee(
  returns: Series,
  benchmark: Series,
  options: PeriodOptions & RiskAversion = {},
): number | undefined {
  const periods = periodsOf(options, CERTAINTY_OPTIONS, 'performanceFee');
  const { riskAversion = DEFAULT_RISK_AVERSION } = options;
  checkNumber('riskAversion', riskAversion, { atLeast: 0 });
  const a = checkSeries('returns', returns);
  const b = checkSeries('benchmark', benchmark);
  checkSameLength('benchmark', b.length, 'returns', a.length);
  const sums = [0, 0, 0, 0];
  for (let t = 0; t < a.length; t++) {
    sums[0]! += a[t]!;
    sums[1]! += a[t]! * a[t]!;
    sums[2]! += b[t]!;
    sums[3]! += b[t]! * b[t]!;
  }
  const [meanA, squareA, meanB, squareB] = sums.map((sum) => sum / a.length);
  return finite(feeFromMeans(meanA!, squareA!, meanB!, squareB!, riskAversion) * periods);
}

/**
 * D from the means of r and r^2 of both. With k = g / (2 (1 + g)) and R = 1 + r, the mean utility is
 * (1 - k) + (1 - 2k) r - k r^2, so k D^2 + (1 - 2k - 2k mean(r_a)) D = u_a - u_b; the root next to zero, without cancellation.
 *
 * @returns NaN when there is none
 */
export function feeFromMeans(meanA: number, squareA: number, meanB: number, squareB: number, g: number): number {
  const k = g / (2 * (1 + g));
  const gain = (1 - 2 * k) * (meanA - meanB) - k * (squareA - squareB);
  const slope = 1 - 2 * k - 2 * k * meanA;
  const root = slope * slope + 4 * k * gain;
  return slope > 0 && root >= 0 ? (2 * gain) / (slope + Math.sqrt(root)) : Number.NaN;
}

/** x^(1 - g), or log x at g = 1: utility up to constants that the certainty equivalent takes out again. */
export function powerUtility(x: number, g: number): number {
  return g === 1 ? Math.log(x) : x ** (1 - g);
}

/** log of the sure x whose utility is the mean one. */
export function logEquivalent(meanUtility: number, g: number): number {
  return g === 1 ? meanUtility : Math.log(meanUtility) / (1 - g);
}

/** A year's certainty equivalent from the mean of {@link powerUtility}. */
export function certaintyFromMean(meanUtility: number, g: number, periods: number): number {
  return Math.expm1(logEquivalent(meanUtility, g) * periods);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
