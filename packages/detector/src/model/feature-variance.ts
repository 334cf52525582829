import type { CovarianceType, GaussianHmm } from '@regimekit/hmm-core';

/** Where the variance of feature j inside state k lies in the flat covariances; D features. */
const position: Record<CovarianceType, (k: number, j: number, D: number) => number> = {
  spherical: (k) => k,
  diag: (k, j, D) => k * D + j,
  tied: (_, j, D) => j * D + j,
  full: (k, j, D) => (k * D + j) * D + j,
};

/** Variance of feature `j` inside `state`, whatever the covariance type; in the units the model was fitted in. */
export function featureVariance(model: GaussianHmm, state: number, j: number): number {
  return model.covariances[position[model.covarianceType](state, j, model.nFeatures)]!;
}
