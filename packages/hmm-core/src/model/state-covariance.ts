import type { GaussianHmm } from './gaussian-hmm.ts';

/** The covariance of state `k` as a full symmetric matrix, flat D x D, whatever the model's covariance type. */
export function stateCovariance({ covarianceType, covariances, nFeatures: D }: GaussianHmm, k: number): Float64Array {
  switch (covarianceType) {
    case 'full':
      return covariances.slice(k * D * D, (k + 1) * D * D);
    case 'tied':
      return covariances.slice();
    case 'diag':
      return diagonal(covariances.subarray(k * D, (k + 1) * D));
    default:
      return diagonal(new Float64Array(D).fill(covariances[k]!));
  }
}

function diagonal(variances: Float64Array): Float64Array {
  const D = variances.length;
  const matrix = new Float64Array(D * D);
  for (let d = 0; d < D; d++) matrix[d * D + d] = variances[d]!;
  return matrix;
}
