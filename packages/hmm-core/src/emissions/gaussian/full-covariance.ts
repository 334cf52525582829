import { triangleSize } from '../../math/cholesky.ts';
import { raiseEigenvalues } from '../../math/eigenvalue-floor.ts';
import { EMPTY_WEIGHT, type CovarianceStructure } from './covariance-structure.ts';
import {
  addScatter,
  factoredLogDensitiesInto,
  factoredMomentsInto,
  factorMatrix,
  matrixPenalty,
  meanPull,
} from './factored-kernels.ts';

/** One covariance matrix per state. */
export const fullCovariance: CovarianceStructure = {
  covarianceType: 'full',
  covarianceShape: (nStates, nFeatures) => [nStates, nFeatures, nFeatures],
  priorShape: (nStates, nFeatures) => [nStates, nFeatures, nFeatures],
  createFactors: (nStates, nFeatures) => ({
    scales: new Float64Array(nStates * triangleSize(nFeatures)),
    logNorms: new Float64Array(nStates),
  }),
  createMoments: (nStates, nFeatures) => ({
    weights: new Float64Array(nStates),
    first: new Float64Array(nStates * nFeatures),
    second: new Float64Array(nStates * triangleSize(nFeatures)),
  }),

  variance: ({ covariances, nFeatures }, k, d) => covariances[(k * nFeatures + d) * nFeatures + d]!,

  factorInto(factors, { nStates, nFeatures, covariances }) {
    for (let k = 0; k < nStates; k++) {
      if (!factorMatrix(factors, k, k, nFeatures, covariances, k * nFeatures * nFeatures)) return k;
    }
    return -1;
  },

  logDensitiesInto(out, x, nSteps, parameters, factors) {
    factoredLogDensitiesInto(out, x, nSteps, parameters, factors, triangleSize(parameters.nFeatures));
  },
  momentsInto: factoredMomentsInto,

  // covariance_k = (c + C_k) / (max(v - D, 0) + N_k)
  estimateInto(next, moments, previous, priors) {
    const { nStates, nFeatures, covariances } = next;
    const size = nFeatures * nFeatures;
    const priorWeight = Math.max(priors.covariancesWeight - nFeatures, 0);
    let empty = 0;
    covariances.set(priors.covariances);
    for (let k = 0; k < nStates; k++) {
      const weight = priorWeight + moments.weights[k]!;
      addScatter(covariances, k * size, moments, k, previous.means, next.means, priors, nFeatures);
      if (weight <= EMPTY_WEIGHT) empty++;
      for (let p = k * size; p < (k + 1) * size; p++) {
        covariances[p] = weight <= EMPTY_WEIGHT ? previous.covariances[p]! : covariances[p]! / weight;
      }
    }
    return empty;
  },

  raiseToFloor({ nStates, nFeatures, covariances }, floor) {
    let raised = 0;
    for (let k = 0; k < nStates; k++) {
      raised += raiseEigenvalues(covariances, k * nFeatures * nFeatures, nFeatures, floor);
    }
    return raised;
  },

  // -1/2 sum_k [ w d' A^-1 d + max(v - D, 0) log |A| + trace(A^-1 c) ], d = mu - m, A the covariance of the state
  logPrior(parameters, factors, priors) {
    const { nStates, nFeatures } = parameters;
    let penalty = 0;
    for (let k = 0; k < nStates; k++) {
      penalty += meanPull(parameters, k, factors, k, priors);
      penalty += matrixPenalty(nFeatures, factors.logNorms[k]!, factors, k, priors, k * nFeatures * nFeatures);
    }
    return -0.5 * penalty;
  },
};
