import type { CovarianceType } from './covariance-structure.ts';

/** The covariances of all states as full matrices, K x D x D, whatever their type. */
export function fullCovariances(type: CovarianceType, covariances: Float64Array, K: number, D: number): Float64Array {
  if (type === 'full') return covariances.slice();
  const full = new Float64Array(K * D * D);
  for (let k = 0; k < K; k++) {
    if (type === 'tied') full.set(covariances, k * D * D);
    else for (let d = 0; d < D; d++) full[k * D * D + d * (D + 1)] = covariances[type === 'diag' ? k * D + d : k]!;
  }
  return full;
}

/** Independent features: K x D variances as diagonals. */
export function diagonalCovariances(variances: Float64Array, K: number, D: number): Float64Array {
  return fullCovariances('diag', variances, K, D);
}
