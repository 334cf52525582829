import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { GaussianParameters, Moments } from '../emissions/gaussian/covariance-structure.ts';
import { triangleSize } from '../math/cholesky.ts';
import type { Marginal } from './marginal.ts';

/**
 * Adds what the rows of one pattern tell, given the moments of their observed columns (about the same means): the expected
 * complete-data moments E[a | x_o, k] and E[a a' | x_o, k], summed with the weights g_t(k). With a = x - mu_k and
 *
 *     B = Sigma_mo Sigma_oo^-1,  C = Sigma_mm - B Sigma_om
 *     E[a_m | x_o] = B a_o,      E[a_m a_m' | x_o] = B a_o a_o' B' + C
 *
 * (Little and Rubin 2002, section 11.2; Ghahramani and Jordan 1994). B and C are the same for all rows of the
 * pattern, so the sums over rows of a_o and a_o a_o' are enough.
 *
 * @param whole the parameters that the marginal was made from
 */
export function addConditionalMoments(
  moments: Moments,
  observed: Moments,
  marginal: Marginal,
  whole: GaussianParameters,
  regression: Regression,
): void {
  const { covarianceType } = marginal;
  const diagonal = covarianceType === 'spherical' || covarianceType === 'diag';
  let regressed = false;
  for (let k = 0; k < whole.nStates; k++) {
    const weight = observed.weights[k]!;
    if (weight === 0) continue;
    moments.weights[k]! += weight;
    if (diagonal) {
      addDiagonal(moments, observed, marginal, whole, k);
      continue;
    }
    // States that share one covariance share one regression.
    if (covarianceType === 'full' || !regressed) regressInto(regression, marginal, whole, k);
    regressed = true;
    addFirst(moments, observed, marginal, whole.nFeatures, k, regression);
    addSecond(moments, observed, marginal, whole.nFeatures, k, regression);
  }
}

/** The regression of the missing columns on the observed ones, in one state. Row-major; nothing depends on T. */
export interface Regression {
  /** L^-1 Sigma_om, where Sigma_oo = L L'; observed x missing. */
  readonly whitened: Float64Array;
  /** B, missing x observed. */
  readonly slopes: Float64Array;
  /** C, missing x missing, its lower triangle. */
  readonly covariance: Float64Array;
  /** B times a sum of a_o a_o', missing x observed. */
  readonly product: Float64Array;
}

/** Buffers for any pattern of `nFeatures` columns. */
export function createRegression(nFeatures: number): Regression {
  const size = nFeatures * nFeatures;
  return {
    whitened: new Float64Array(size),
    slopes: new Float64Array(size),
    covariance: new Float64Array(size),
    product: new Float64Array(size),
  };
}

/** G = L^-1 Sigma_om, B = G' L^-1, C = Sigma_mm - G' G: no second factorisation, no matrix inverted. */
function regressInto(
  { whitened, slopes, covariance }: Regression,
  { covarianceType, pattern: { observed, missing }, factors: { scales } }: Marginal,
  { nFeatures, covariances }: GaussianParameters,
  k: number,
): void {
  const nObserved = observed.length;
  const nMissing = missing.length;
  const matrix = covarianceType === 'full' ? k * nFeatures * nFeatures : 0;
  const factor = covarianceType === 'full' ? k * triangleSize(nObserved) : 0;
  for (let i = 0; i < nObserved; i++) {
    for (let j = 0; j < nMissing; j++) {
      let sum = 0;
      for (let c = 0; c <= i; c++) {
        sum += scales[factor + triangleSize(i) + c]! * covariances[matrix + observed[c]! * nFeatures + missing[j]!]!;
      }
      whitened[i * nMissing + j] = sum;
    }
  }
  for (let j = 0; j < nMissing; j++) {
    for (let c = 0; c < nObserved; c++) {
      let sum = 0;
      for (let i = c; i < nObserved; i++) sum += whitened[i * nMissing + j]! * scales[factor + triangleSize(i) + c]!;
      slopes[j * nObserved + c] = sum;
    }
    for (let l = 0; l <= j; l++) {
      let rest = covariances[matrix + missing[j]! * nFeatures + missing[l]!]!;
      for (let i = 0; i < nObserved; i++) rest -= whitened[i * nMissing + j]! * whitened[i * nMissing + l]!;
      covariance[j * nMissing + l] = rest;
    }
  }
}

/** Features that are independent given the state: a missing one has its mean and variance, whatever the others say. */
function addDiagonal(
  { first, second }: Moments,
  of: Moments,
  { covarianceType, pattern: { observed, missing } }: Marginal,
  whole: GaussianParameters,
  k: number,
): void {
  const row = k * whole.nFeatures;
  for (let i = 0, p = k * observed.length; i < observed.length; i++, p++) {
    first[row + observed[i]!]! += of.first[p]!;
    second[row + observed[i]!]! += of.second[p]!;
  }
  const structure = covarianceStructures[covarianceType];
  for (const d of missing) second[row + d]! += of.weights[k]! * structure.variance(whole, k, d);
}

function addFirst(
  { first }: Moments,
  of: Moments,
  { pattern: { observed, missing } }: Marginal,
  nFeatures: number,
  k: number,
  { slopes }: Regression,
): void {
  const nObserved = observed.length;
  const sums = k * nObserved;
  for (let i = 0; i < nObserved; i++) first[k * nFeatures + observed[i]!]! += of.first[sums + i]!;
  for (let j = 0; j < missing.length; j++) {
    let expected = 0;
    for (let i = 0; i < nObserved; i++) expected += slopes[j * nObserved + i]! * of.first[sums + i]!;
    first[k * nFeatures + missing[j]!]! += expected;
  }
}

/** The blocks oo, mo and mm of the packed lower triangle: Q, B Q and B Q B' + N C for Q = sum_t g_t(k) a_o a_o'. */
function addSecond(
  { second }: Moments,
  of: Moments,
  { pattern: { observed, missing } }: Marginal,
  nFeatures: number,
  k: number,
  { slopes, covariance, product }: Regression,
): void {
  const nObserved = observed.length;
  const nMissing = missing.length;
  const into = k * triangleSize(nFeatures);
  const from = k * triangleSize(nObserved);
  for (let i = 0, p = from; i < nObserved; i++) {
    for (let c = 0; c <= i; c++, p++) second[into + packed(observed[i]!, observed[c]!)]! += of.second[p]!;
  }
  for (let j = 0; j < nMissing; j++) {
    for (let i = 0; i < nObserved; i++) {
      let sum = 0;
      for (let c = 0; c < nObserved; c++) sum += slopes[j * nObserved + c]! * of.second[from + packed(i, c)]!;
      product[j * nObserved + i] = sum;
      second[into + packed(missing[j]!, observed[i]!)]! += sum;
    }
    for (let l = 0; l <= j; l++) {
      let sum = of.weights[k]! * covariance[j * nMissing + l]!;
      for (let i = 0; i < nObserved; i++) sum += product[j * nObserved + i]! * slopes[l * nObserved + i]!;
      second[into + packed(missing[j]!, missing[l]!)]! += sum;
    }
  }
}

/** Index of element (i, j) of a symmetric matrix in its packed lower triangle. */
function packed(i: number, j: number): number {
  return i >= j ? triangleSize(i) + j : triangleSize(j) + i;
}
