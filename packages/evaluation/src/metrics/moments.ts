import { checkSeries, type Series } from '../check-series.ts';

/** A standard deviation below this share of the largest value is rounding: the series counts as constant. */
const CONSTANT = 1e-12;

/** What the shape of a series comes to. */
export interface Moments {
  /** Number of values. */
  readonly n: number;
  readonly mean: number;
  /** With n - 1 in the denominator; 0 for a constant series. */
  readonly standardDeviation: number;
  /** g1 = m3 / m2^1.5, with n in the denominators; `undefined` for a constant series. */
  readonly skewness: number | undefined;
  /** RAW kurtosis m4 / m2^2 (3 for a normal law), not the excess; `undefined` for a constant series. */
  readonly kurtosis: number | undefined;
}

/**
 * Mean, standard deviation (ddof 1), skewness and raw kurtosis in two passes, which keep their digits where one would not.
 *
 * @param values - at least two
 * @throws InvalidSeriesError
 */
export function moments(values: Series): Moments {
  const x = checkSeries('values', values, 2);
  const n = x.length;
  let mean = 0;
  let largest = 0;
  for (let t = 0; t < n; t++) {
    mean += x[t]!;
    largest = Math.max(largest, Math.abs(x[t]!));
  }
  mean /= n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let t = 0; t < n; t++) {
    const d = x[t]! - mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  const standardDeviation = Math.sqrt(second / (n - 1));
  if (isConstant(standardDeviation, largest)) {
    return { n, mean, standardDeviation: 0, skewness: undefined, kurtosis: undefined };
  }
  const m2 = second / n;
  return { n, mean, standardDeviation, skewness: third / n / m2 ** 1.5, kurtosis: fourth / n / (m2 * m2) };
}

/** Whether a spread is only rounding beside the size of the values. */
export function isConstant(standardDeviation: number, largest: number): boolean {
  return standardDeviation <= CONSTANT * largest;
}

/** Sum over length, of at least one value. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t]!;
  return sum / values.length;
}
