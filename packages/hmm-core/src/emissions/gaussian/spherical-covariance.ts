import { diagonalLogDensitiesInto, diagonalMomentsInto, diagonalScatter, factorDiagonal } from './diagonal-kernels.ts';
import { diagCovariance, SMALLEST_DENOMINATOR } from './diag-covariance.ts';
import { EMPTY_WEIGHT, type CovarianceStructure } from './covariance-structure.ts';

/** One variance per state, the same for every feature. */
export const sphericalCovariance: CovarianceStructure = {
  covarianceType: 'spherical',
  covarianceShape: (nStates) => [nStates],
  priorShape: (nStates, nFeatures) => [nStates, nFeatures],
  createFactors: diagCovariance.createFactors,
  createMoments: diagCovariance.createMoments,

  variance: ({ covariances }, k) => covariances[k]!,

  factorInto(factors, { nStates, nFeatures, covariances }) {
    for (let k = 0; k < nStates; k++) {
      if (!factorDiagonal(factors, k, nFeatures, () => covariances[k]!)) return k;
    }
    return -1;
  },

  logDensitiesInto: diagonalLogDensitiesInto,
  momentsInto: diagonalMomentsInto,

  // sigma^2 = mean over the features of (c + diag C_k) / max(max(v - 1, 0) + N_k, 1e-5)
  estimateInto(next, moments, previous, priors) {
    const { nStates, nFeatures } = next;
    const priorWeight = Math.max(priors.covariancesWeight - 1, 0);
    let empty = 0;
    for (let k = 0; k < nStates; k++) {
      const weight = priorWeight + moments.weights[k]!;
      if (weight < SMALLEST_DENOMINATOR) empty++;
      let sum = 0;
      for (let p = k * nFeatures; p < (k + 1) * nFeatures; p++) {
        const scatter = diagonalScatter(
          moments,
          p,
          k,
          previous.means[p]!,
          next.means[p]!,
          priors.means[p]!,
          priors.meansWeight[p]!,
        );
        sum += priors.covariances[p]! + scatter;
      }
      next.covariances[k] =
        weight <= EMPTY_WEIGHT ? previous.covariances[k]! : sum / (nFeatures * Math.max(weight, SMALLEST_DENOMINATOR));
    }
    return empty;
  },

  // The mean of the features' floors, since the variance is the mean of theirs.
  raiseToFloor({ covariances }, floor) {
    const smallest = floor.reduce((sum, value) => sum + value, 0) / floor.length;
    let raised = 0;
    for (let k = 0; k < covariances.length; k++) {
      if (covariances[k]! >= smallest) continue;
      covariances[k] = smallest;
      raised++;
    }
    return raised;
  },

  // -1/2 sum_kd [ w (mu - m)^2 / sigma^2 + max(v - 1, 0) log sigma^2 + c / sigma^2 ], sigma^2 that of the state
  logPrior({ means, covariances, nFeatures }, _factors, priors) {
    const priorWeight = Math.max(priors.covariancesWeight - 1, 0);
    let penalty = 0;
    for (let p = 0; p < means.length; p++) {
      const pull = means[p]! - priors.means[p]!;
      const variance = covariances[Math.floor(p / nFeatures)]!;
      penalty += (priors.meansWeight[p]! * pull * pull + priors.covariances[p]!) / variance;
      penalty += priorWeight * Math.log(variance);
    }
    return -0.5 * penalty;
  },
};
