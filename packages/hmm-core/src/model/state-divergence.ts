import { inverseCholeskyInto, triangleSize } from '../math/cholesky.ts';
import { InvalidEmissionsError } from '../errors.ts';
import { checkGaussianModel } from './check-model.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';
import { stateCovariance } from './state-covariance.ts';

/**
 * The Bhattacharyya distance between the emissions of two states, with S = (S_a + S_b) / 2 and d = mu_a - mu_b:
 *
 *     d' S^-1 d / 8 + (log |S| - (log |S_a| + log |S_b|) / 2) / 2
 *
 * Symmetric, 0 for equal Gaussians only, and the same in any units both models share. Where one variance has collapsed it
 * grows with the logarithm of the ratio only; the Jeffreys divergence, which grows with the ratio itself, would let such
 * a feature decide alone.
 *
 * Source: Bhattacharyya (1943); Kailath (1967), The divergence and Bhattacharyya distance measures in signal selection,
 * IEEE Transactions on Communication Technology 15, eq. 61.
 */
export function stateDivergence(a: GaussianHmm, stateA: number, b: GaussianHmm, stateB: number): number {
  checkGaussianModel(a, 'a');
  checkGaussianModel(b, 'b');
  const D = a.nFeatures;
  const sigmaA = stateCovariance(a, stateA);
  const sigmaB = stateCovariance(b, stateB);
  const middle = sigmaA.map((value, p) => (value + sigmaB[p]!) / 2);
  const meanA = a.means.row(stateA);
  const meanB = b.means.row(stateB);
  const factor = new Float64Array(triangleSize(D));
  const own = (logDeterminantOf(sigmaA, D, factor) + logDeterminantOf(sigmaB, D, factor)) / 2;
  const shared = logDeterminantOf(middle, D, factor);
  let distance = 0;
  for (let i = 0, p = 0; i < D; i++) {
    let y = 0;
    for (let j = 0; j <= i; j++, p++) y += factor[p]! * (meanA[j]! - meanB[j]!);
    distance += y * y;
  }
  return distance / 8 + Math.max(shared - own, 0) / 2;
}

function logDeterminantOf(sigma: Float64Array, D: number, factor: Float64Array): number {
  const value = inverseCholeskyInto(sigma, 0, D, factor, 0);
  if (!Number.isNaN(value)) return value;
  throw new InvalidEmissionsError('A covariance is singular to working precision, so its states cannot be compared.', {
    code: 'COVARIANCE_NOT_POSITIVE_DEFINITE',
  });
}
