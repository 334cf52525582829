import { inverseCholeskyInto, traceOfSolve, triangleSize } from '../../math/cholesky.ts';
import { LOG_2_PI } from './diagonal-kernels.ts';
import type { DensityFactors, GaussianParameters, GaussianPriors, Moments } from './covariance-structure.ts';

// The loops that tied and full share, on flat buffers. Rows go through in tiles of four: each element of L^-1 (or of the
// moments) is then loaded once for four rows. Every row keeps its own sums in the order of a single row, so a row has the
// same bits alone and in a batch.

const TILE = 4;

/** Factors the covariance at `offset` into the slot of state `k`; returns whether it is positive definite. */
export function factorMatrix(
  factors: DensityFactors,
  k: number,
  slot: number,
  nFeatures: number,
  covariances: Float64Array,
  offset: number,
): boolean {
  const logDeterminant = inverseCholeskyInto(
    covariances,
    offset,
    nFeatures,
    factors.scales,
    slot * triangleSize(nFeatures),
  );
  factors.logNorms[k] = -0.5 * (nFeatures * LOG_2_PI + logDeterminant);
  return !Number.isNaN(logDeterminant);
}

/**
 * log N(x; mu, L L') = norm - |L^-1 (x - mu)|^2 / 2, for every row and state.
 *
 * @param stride distance between the factors of two states; 0 when they share one
 */
export function factoredLogDensitiesInto(
  out: Float64Array,
  x: Float64Array,
  nSteps: number,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
  stride: number,
): void {
  const centred = centredRows(nFeatures);
  const whole = nSteps - (nSteps % TILE);
  for (let t = 0; t < whole; t += TILE) {
    for (let k = 0; k < nStates; k++) {
      centreTile(centred, x, t * nFeatures, nFeatures, means, k * nFeatures);
      densityTile(out, t * nStates + k, nStates, centred, nFeatures, scales, k * stride, logNorms[k]!);
    }
  }
  for (let t = whole; t < nSteps; t++) {
    for (let k = 0; k < nStates; k++) {
      for (let d = 0; d < nFeatures; d++) centred[d] = x[t * nFeatures + d]! - means[k * nFeatures + d]!;
      out[t * nStates + k] = logNorms[k]! - 0.5 * squaredDistance(centred, nFeatures, scales, k * stride);
    }
  }
}

// Kept from call to call: for a single row an allocation would take longer than its densities.
let scratch = new Float64Array(0);

function centredRows(nFeatures: number): Float64Array {
  if (scratch.length < TILE * nFeatures) scratch = new Float64Array(TILE * nFeatures);
  return scratch;
}

// centred[4 d + r] = x[t + r][d] - mean[d]
function centreTile(
  centred: Float64Array,
  x: Float64Array,
  start: number,
  nFeatures: number,
  means: Float64Array,
  meanOffset: number,
): void {
  for (let d = 0, a = start, o = 0; d < nFeatures; d++, a++, o += TILE) {
    const mean = means[meanOffset + d]!;
    centred[o] = x[a]! - mean;
    centred[o + 1] = x[a + nFeatures]! - mean;
    centred[o + 2] = x[a + 2 * nFeatures]! - mean;
    centred[o + 3] = x[a + 3 * nFeatures]! - mean;
  }
}

function densityTile(
  out: Float64Array,
  at: number,
  nStates: number,
  centred: Float64Array,
  nFeatures: number,
  factor: Float64Array,
  factorOffset: number,
  logNorm: number,
): void {
  let q0 = 0;
  let q1 = 0;
  let q2 = 0;
  let q3 = 0;
  for (let i = 0, p = factorOffset; i < nFeatures; i++) {
    let y0 = 0;
    let y1 = 0;
    let y2 = 0;
    let y3 = 0;
    for (let o = 0, end = TILE * i; o <= end; o += TILE, p++) {
      const l = factor[p]!;
      y0 += l * centred[o]!;
      y1 += l * centred[o + 1]!;
      y2 += l * centred[o + 2]!;
      y3 += l * centred[o + 3]!;
    }
    q0 += y0 * y0;
    q1 += y1 * y1;
    q2 += y2 * y2;
    q3 += y3 * y3;
  }
  out[at] = logNorm - 0.5 * q0;
  out[at + nStates] = logNorm - 0.5 * q1;
  out[at + 2 * nStates] = logNorm - 0.5 * q2;
  out[at + 3 * nStates] = logNorm - 0.5 * q3;
}

/** |L^-1 a|^2 for one centred row a. */
function squaredDistance(centred: Float64Array, nFeatures: number, factor: Float64Array, offset: number): number {
  let distance = 0;
  for (let i = 0, p = offset; i < nFeatures; i++) {
    let y = 0;
    for (let j = 0; j <= i; j++, p++) y += factor[p]! * centred[j]!;
    distance += y * y;
  }
  return distance;
}

/** Weights, first moments and the packed lower triangles of the second moments about the means of `centre`. */
export function factoredMomentsInto(
  moments: Moments,
  x: Float64Array,
  nSteps: number,
  weights: Float64Array,
  { nStates, nFeatures, means }: GaussianParameters,
): void {
  moments.weights.fill(0);
  moments.first.fill(0);
  moments.second.fill(0);
  const centred = new Float64Array(TILE * nFeatures);
  const whole = nSteps - (nSteps % TILE);
  for (let t = 0; t < whole; t += TILE) {
    for (let k = 0; k < nStates; k++) {
      centreTile(centred, x, t * nFeatures, nFeatures, means, k * nFeatures);
      const at = t * nStates + k;
      momentTile(
        moments,
        k,
        centred,
        nFeatures,
        weights[at]!,
        weights[at + nStates]!,
        weights[at + 2 * nStates]!,
        weights[at + 3 * nStates]!,
      );
    }
  }
  for (let t = whole; t < nSteps; t++) {
    for (let k = 0; k < nStates; k++) {
      // A tile whose other three rows weigh nothing.
      centred.fill(0);
      for (let d = 0; d < nFeatures; d++) centred[TILE * d] = x[t * nFeatures + d]! - means[k * nFeatures + d]!;
      momentTile(moments, k, centred, nFeatures, weights[t * nStates + k]!, 0, 0, 0);
    }
  }
}

function momentTile(
  { weights, first, second }: Moments,
  k: number,
  centred: Float64Array,
  nFeatures: number,
  w0: number,
  w1: number,
  w2: number,
  w3: number,
): void {
  if (w0 === 0 && w1 === 0 && w2 === 0 && w3 === 0) return;
  weights[k]! += w0 + w1 + w2 + w3;
  let p = k * triangleSize(nFeatures);
  for (let i = 0, o = 0; i < nFeatures; i++, o += TILE) {
    const g0 = w0 * centred[o]!;
    const g1 = w1 * centred[o + 1]!;
    const g2 = w2 * centred[o + 2]!;
    const g3 = w3 * centred[o + 3]!;
    first[k * nFeatures + i]! += g0 + g1 + g2 + g3;
    for (let c = 0; c <= o; c += TILE, p++) {
      second[p]! += g0 * centred[c]! + g1 * centred[c + 1]! + g2 * centred[c + 2]! + g3 * centred[c + 3]!;
    }
  }
}

/**
 * Adds C_k = w d d' + sum_t g_t(k) (x_t - mu)(x_t - mu)' to the full matrix at `offset` of `out`, for the new mean mu and
 * d = mu - m, from moments about the old mean: with e = mu - centre the sum is Q - S e' - e S' + N e e'. The lower
 * triangle is computed and mirrored, so the result is symmetric to the bit.
 */
export function addScatter(
  out: Float64Array,
  offset: number,
  moments: Moments,
  k: number,
  centre: Float64Array,
  means: Float64Array,
  priors: GaussianPriors,
  nFeatures: number,
): void {
  const { first, second } = moments;
  const n = moments.weights[k]!;
  const row = k * nFeatures;
  const weight = priors.meansWeight[row]!;
  for (let i = 0, p = k * triangleSize(nFeatures); i < nFeatures; i++) {
    const ei = means[row + i]! - centre[row + i]!;
    const di = means[row + i]! - priors.means[row + i]!;
    for (let j = 0; j <= i; j++, p++) {
      const ej = means[row + j]! - centre[row + j]!;
      const dj = means[row + j]! - priors.means[row + j]!;
      const spread = second[p]! - first[row + i]! * ej - ei * first[row + j]! + n * ei * ej;
      const value = out[offset + i * nFeatures + j]! + weight * di * dj + spread;
      out[offset + i * nFeatures + j] = value;
      out[offset + j * nFeatures + i] = value;
    }
  }
}

/** w (mu - m)' A^-1 (mu - m), the pull of the prior on the mean of state `k`. */
export function meanPull(
  { nFeatures, means }: GaussianParameters,
  k: number,
  { scales }: DensityFactors,
  slot: number,
  priors: GaussianPriors,
): number {
  const row = k * nFeatures;
  const weight = priors.meansWeight[row]!;
  if (weight === 0) return 0;
  const d = Float64Array.from({ length: nFeatures }, (_, j) => means[row + j]! - priors.means[row + j]!);
  return weight * squaredDistance(d, nFeatures, scales, slot * triangleSize(nFeatures));
}

/** v' log |A| + trace(A^-1 c): minus twice the log prior of one covariance matrix, without constants. */
export function matrixPenalty(
  nFeatures: number,
  logNorm: number,
  { scales }: DensityFactors,
  slot: number,
  priors: GaussianPriors,
  offset: number,
): number {
  const logDeterminant = -2 * logNorm - nFeatures * LOG_2_PI;
  const trace = traceOfSolve(scales, slot * triangleSize(nFeatures), nFeatures, priors.covariances, offset);
  return Math.max(priors.covariancesWeight - nFeatures, 0) * logDeterminant + trace;
}
