import { checkSeries, type Series } from '../check-series.ts';

/** Mean block lengths that make the variance of the resampled mean most exact. */
export interface BlockLength {
  /** For the stationary bootstrap, at least 1; not a whole number. */
  readonly stationary: number;
  /** For the circular block bootstrap, at least 1; round it up. */
  readonly circular: number;
  /** M: autocovariances up to this lag were used, the farther half of them tapered. */
  readonly bandwidth: number;
  /** Largest length that is given out, ceil(min(3 sqrt n, n / 3)). Both lengths at this limit: the series hardly forgets. */
  readonly limit: number;
}

/**
 * Block length of Politis and White (2004) with the correction of Patton, Politis and White (2009):
 * b = (2 g^2 n / d)^(1/3), with g = sum h(k / M) |k| R(k), sigma^2 = sum h(k / M) R(k) over lags -M..M, R the
 * autocovariances, h(x) = min(1, 2 (1 - |x|)), d = 2 sigma^4 (stationary) or 4/3 sigma^4 (circular). M is twice the
 * first lag from which max(5, log10 n) autocorrelations in a row lie inside 2 sqrt(log10 n / n). Details as in
 * bashtage/arch (`optimal_block_length`), with which it agrees.
 *
 * It is made for the mean of `values`. For a Sharpe ratio give the returns, for a volatility their squares: that one is
 * longer. A length below 1 is given as 1; so is the length of a constant series.
 *
 * @param values - at least 20
 * @throws InvalidSeriesError
 *
 * @example
 * ```ts
 * import { optimalBlockLength } from '@regimekit/evaluation';
 *
 * const trend = Array.from({ length: 200 }, (_, t) => Math.sin(t / 10) + ((t * 7919) % 13) / 26);
 * optimalBlockLength(trend).stationary > 10; // true
 * ```
 */
export function optimalBlockLength(values: Series): BlockLength {
  const x = checkSeries('values', values, 20);
  const n = x.length;
  const limit = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const inARow = Math.max(5, Math.trunc(Math.log10(n)));
  const maxLag = Math.ceil(Math.sqrt(n)) + inARow;
  const eps = centred(x);
  const covariances = autocovariances(eps, maxLag);
  if (!(covariances[0]! > 0)) return { stationary: 1, circular: 1, bandwidth: 0, limit };
  const quiet = firstQuietLag(eps, covariances, inARow, maxLag);
  const bandwidth = Math.min(quiet === undefined ? maxLag : 2 * Math.max(quiet, 1), maxLag);
  let g = 0;
  let longRunVariance = covariances[0]!;
  for (let k = 1; k <= bandwidth; k++) {
    const weight = Math.min(1, 2 * (1 - k / bandwidth));
    g += 2 * weight * k * covariances[k]!;
    longRunVariance += 2 * weight * covariances[k]!;
  }
  const length = (d: number) => Math.max(1, Math.min(Math.cbrt((2 * g * g * n) / d), limit));
  const square = longRunVariance ** 2;
  return { stationary: length(2 * square), circular: length((4 / 3) * square), bandwidth, limit };
}

/** The first lag that, with those after it, makes `inARow` autocorrelations inside the band; lag 0 never is. */
function firstQuietLag(
  eps: Float64Array,
  covariances: Float64Array,
  inARow: number,
  maxLag: number,
): number | undefined {
  const n = eps.length;
  const band = 2 * Math.sqrt(Math.log10(n) / n);
  let run = 0;
  for (let k = 1; k < maxLag; k++) {
    // The squares that arch takes: one day fewer than the products have.
    const scale = Math.sqrt(sumOfSquares(eps, k + 1, n) * sumOfSquares(eps, 0, n - k - 1));
    run = Math.abs(covariances[k]! * n) / scale < band ? run + 1 : 0;
    if (run === inARow) return k - inARow + 1;
  }
  return undefined;
}

/** R(0..maxLag), with n in the denominator, of a centred series. */
export function autocovariances(eps: Float64Array, maxLag: number): Float64Array {
  const n = eps.length;
  return Float64Array.from({ length: maxLag + 1 }, (_, k) => {
    let sum = 0;
    for (let t = k; t < n; t++) sum += eps[t]! * eps[t - k]!;
    return sum / n;
  });
}

/** The series less its mean; exact zeros when it is constant. */
export function centred(x: Float64Array): Float64Array {
  let mean = 0;
  for (let t = 0; t < x.length; t++) mean += x[t]! - x[0]!;
  mean = x[0]! + mean / x.length;
  return x.map((value) => value - mean);
}

function sumOfSquares(x: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let t = from; t < to; t++) sum += x[t]! * x[t]!;
  return sum;
}
