import { diagonalLogDensitiesInto, diagonalMomentsInto, diagonalScatter, factorDiagonal } from './diagonal-kernels.ts';
import { EMPTY_WEIGHT, type CovarianceStructure } from './covariance-structure.ts';

/** hmmlearn never divides by less in the M step of diag and spherical (docs/formulas.md). */
export const SMALLEST_DENOMINATOR = 1e-5;

/** One variance per state and feature. */
export const diagCovariance: CovarianceStructure = {
  covarianceType: 'diag',
  covarianceShape: (nStates, nFeatures) => [nStates, nFeatures],
  priorShape: (nStates, nFeatures) => [nStates, nFeatures],
  createFactors: (nStates, nFeatures) => ({
    scales: new Float64Array(nStates * nFeatures),
    logNorms: new Float64Array(nStates),
  }),
  createMoments: (nStates, nFeatures) => ({
    weights: new Float64Array(nStates),
    first: new Float64Array(nStates * nFeatures),
    second: new Float64Array(nStates * nFeatures),
  }),

  variance: ({ covariances, nFeatures }, k, d) => covariances[k * nFeatures + d]!,

  factorInto(factors, { nStates, nFeatures, covariances }) {
    for (let k = 0; k < nStates; k++) {
      if (!factorDiagonal(factors, k, nFeatures, (d) => covariances[k * nFeatures + d]!)) return k;
    }
    return -1;
  },

  logDensitiesInto: diagonalLogDensitiesInto,
  momentsInto: diagonalMomentsInto,

  // sigma^2 = (c + diag C_k) / max(max(v - 1, 0) + N_k, 1e-5)
  estimateInto(next, moments, previous, priors) {
    const { nStates, nFeatures } = next;
    const priorWeight = Math.max(priors.covariancesWeight - 1, 0);
    let empty = 0;
    for (let k = 0; k < nStates; k++) {
      const weight = priorWeight + moments.weights[k]!;
      if (weight < SMALLEST_DENOMINATOR) empty++;
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
        next.covariances[p] =
          weight <= EMPTY_WEIGHT
            ? previous.covariances[p]!
            : (priors.covariances[p]! + scatter) / Math.max(weight, SMALLEST_DENOMINATOR);
      }
    }
    return empty;
  },

  raiseToFloor({ covariances, nFeatures }, floor) {
    let raised = 0;
    for (let p = 0; p < covariances.length; p++) {
      const smallest = floor[p % nFeatures]!;
      if (covariances[p]! >= smallest) continue;
      covariances[p] = smallest;
      raised++;
    }
    return raised;
  },

  // -1/2 sum_kd [ w (mu - m)^2 / sigma^2 + max(v - 1, 0) log sigma^2 + c / sigma^2 ]
  logPrior({ means, covariances }, _factors, priors) {
    const priorWeight = Math.max(priors.covariancesWeight - 1, 0);
    let penalty = 0;
    for (let p = 0; p < means.length; p++) {
      const pull = means[p]! - priors.means[p]!;
      const variance = covariances[p]!;
      penalty += (priors.meansWeight[p]! * pull * pull + priors.covariances[p]!) / variance;
      penalty += priorWeight * Math.log(variance);
    }
    return -0.5 * penalty;
  },
};
