// The features' inner weights of a sparse model.

/** Halvings after which an interval of doubles holds nothing between its ends. */
const MAX_HALVINGS = 200;

/**
 * Between-cluster sum of squares of each feature: sum_k mass_k (center_kd - mean_d)^2, by how much the states tell apart.
 *
 * @param centers K x D, of the unweighted features
 * @param mass length K
 * @param means length D, of all rows
 */
export function betweenSumOfSquares(centers: Float64Array, mass: Float64Array, means: Float64Array): Float64Array {
  const D = means.length;
  const result = new Float64Array(D);
  for (let k = 0; k < mass.length; k++) {
    for (let d = 0; d < D; d++) result[d]! += mass[k]! * (centers[k * D + d]! - means[d]!) ** 2;
  }
  return result;
}

/**
 * The weights w >= 0 with Euclidean norm 1 and a sum of at most `kappa` that make sum_d w_d a_d largest: a soft threshold
 * of a, scaled to norm 1, the threshold as low as the sum allows. Where several features share the largest a and kappa
 * is too small for them all, they share the weight and the sum exceeds kappa: nothing says which of them to leave out.
 *
 * Source: Witten, Tibshirani (2010), A framework for feature selection in clustering, section 3.
 *
 * @param a length D, >= 0 and not all zero
 * @param kappa >= 1
 */
export function lassoWeights(a: Float64Array, kappa: number): Float64Array {
  const sumAt = (threshold: number): number => sum(thresholded(a, threshold));
  if (sumAt(0) <= kappa) return thresholded(a, 0);
  let low = 0;
  let high = secondLargest(a);
  if (sumAt(high) > kappa) return thresholded(a, high);
  for (let i = 0; i < MAX_HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (sumAt(middle) > kappa) low = middle;
    else high = middle;
  }
  return thresholded(a, high);
}

function thresholded(a: Float64Array, threshold: number): Float64Array {
  const rest = a.map((value) => Math.max(0, value - threshold));
  const norm = Math.sqrt(sum(rest.map((value) => value * value)));
  return rest.map((value) => value / norm);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The largest value below the largest; 0 when all are equal. */
function secondLargest(a: Float64Array): number {
  const largest = Math.max(...a);
  return Math.max(0, ...a.filter((value) => value < largest));
}
