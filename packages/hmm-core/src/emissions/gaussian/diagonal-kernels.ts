import { SMALLEST_NORMAL } from '../../math/cholesky.ts';
import type { DensityFactors, GaussianParameters, Moments } from './covariance-structure.ts';

// The loops that spherical and diag share, on flat buffers. Sums run over the features in order, row by row, so that a
// row has the same bits alone and in a batch.

export const LOG_2_PI = Math.log(2 * Math.PI);

/** Writes 1 / sd per feature and the log norm of state `k`; returns whether every variance can be divided by. */
export function factorDiagonal(
  factors: DensityFactors,
  k: number,
  nFeatures: number,
  variance: (d: number) => number,
): boolean {
  let logDeterminant = 0;
  for (let d = 0; d < nFeatures; d++) {
    const value = variance(d);
    if (!(value >= SMALLEST_NORMAL && value < Infinity)) return false;
    factors.scales[k * nFeatures + d] = 1 / Math.sqrt(value);
    logDeterminant += Math.log(value);
  }
  factors.logNorms[k] = -0.5 * (nFeatures * LOG_2_PI + logDeterminant);
  return true;
}

/** log N(x; mu, diag(sd^2)) = norm - sum_d ((x_d - mu_d) / sd_d)^2 / 2, for every row and state. */
export function diagonalLogDensitiesInto(
  out: Float64Array,
  x: Float64Array,
  nSteps: number,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
): void {
  for (let t = 0; t < nSteps; t++) {
    const row = t * nFeatures;
    for (let k = 0, p = 0; k < nStates; k++) {
      let distance = 0;
      for (let d = 0; d < nFeatures; d++, p++) {
        const z = (x[row + d]! - means[p]!) * scales[p]!;
        distance += z * z;
      }
      out[t * nStates + k] = logNorms[k]! - 0.5 * distance;
    }
  }
}

/** Weights, first moments and diagonal second moments about the means of `centre`. */
export function diagonalMomentsInto(
  { weights: total, first, second }: Moments,
  x: Float64Array,
  nSteps: number,
  weights: Float64Array,
  { nStates, nFeatures, means }: GaussianParameters,
): void {
  total.fill(0);
  first.fill(0);
  second.fill(0);
  for (let t = 0; t < nSteps; t++) {
    const row = t * nFeatures;
    for (let k = 0; k < nStates; k++) {
      const weight = weights[t * nStates + k]!;
      if (weight === 0) continue;
      total[k]! += weight;
      for (let d = 0, p = k * nFeatures; d < nFeatures; d++, p++) {
        const a = x[row + d]! - means[p]!;
        const weighted = weight * a;
        first[p]! += weighted;
        second[p]! += weighted * a;
      }
    }
  }
}

/**
 * Element d of diag C_k = w (mu - m)^2 + sum_t g_t(k) (x_t - mu)^2 for the new mean mu, from moments about the old one:
 * with e = mu - centre the sum is Q - 2 e S + N e^2.
 */
export function diagonalScatter(
  moments: Moments,
  p: number,
  k: number,
  centre: number,
  mean: number,
  priorMean: number,
  priorWeight: number,
): number {
  const shift = mean - centre;
  const spread = moments.second[p]! - 2 * shift * moments.first[p]! + moments.weights[k]! * shift * shift;
  const pull = mean - priorMean;
  // Rounding may leave a negative zero-to-be where a feature is constant inside the state.
  return priorWeight * pull * pull + Math.max(spread, 0);
}
