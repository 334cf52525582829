import type { StateMoments } from './emission-family.ts';

/** Mean and covariance of a mixture. */
export interface MixedMoments {
  /** Length D. */
  readonly mean: Float64Array;
  /** D x D, flat. */
  readonly covariance: Float64Array;
}

/**
 * sum_k w_k m_k and sum_k w_k (S_k + (m_k - m)(m_k - m)'): within the components, and between them. A component without
 * weight adds nothing, even where its covariance does not exist.
 */
export function mixMoments(weights: ArrayLike<number>, { means, covariances }: StateMoments, D: number): MixedMoments {
  const mean = new Float64Array(D);
  const covariance = new Float64Array(D * D);
  const K = weights.length;
  for (let k = 0; k < K; k++) {
    if (weights[k] === 0) continue;
    for (let d = 0; d < D; d++) mean[d]! += weights[k]! * means[k * D + d]!;
  }
  for (let k = 0; k < K; k++) {
    if (weights[k] === 0) continue;
    for (let i = 0; i < D; i++) {
      for (let j = 0; j < D; j++) {
        const between = (means[k * D + i]! - mean[i]!) * (means[k * D + j]! - mean[j]!);
        covariance[i * D + j]! += weights[k]! * (covariances[(k * D + i) * D + j]! + between);
      }
    }
  }
  return { mean, covariance };
}
