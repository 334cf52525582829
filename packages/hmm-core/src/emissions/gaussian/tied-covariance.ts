import { triangleSize } from '../../math/cholesky.ts';
import { raiseEigenvalues } from '../../math/eigenvalue-floor.ts';
import type { CovarianceStructure } from './covariance-structure.ts';
import {
  addScatter,
  factoredLogDensitiesInto,
  factoredMomentsInto,
  factorMatrix,
  matrixPenalty,
  meanPull,
} from './factored-kernels.ts';
import { fullCovariance } from './full-covariance.ts';

/** One covariance matrix that all states share. */
export const tiedCovariance: CovarianceStructure = {
  covarianceType: 'tied',
  covarianceShape: (_nStates, nFeatures) => [nFeatures, nFeatures],
  priorShape: (_nStates, nFeatures) => [nFeatures, nFeatures],
  createFactors: (nStates, nFeatures) => ({
    scales: new Float64Array(triangleSize(nFeatures)),
    logNorms: new Float64Array(nStates),
  }),
  createMoments: fullCovariance.createMoments,

  variance: ({ covariances, nFeatures }, _k, d) => covariances[d * nFeatures + d]!,

  factorInto(factors, { nFeatures, covariances }) {
    if (!factorMatrix(factors, 0, 0, nFeatures, covariances, 0)) return 0;
    factors.logNorms.fill(factors.logNorms[0]!);
    return -1;
  },

  logDensitiesInto(out, x, nSteps, parameters, factors) {
    factoredLogDensitiesInto(out, x, nSteps, parameters, factors, 0);
  },
  momentsInto: factoredMomentsInto,

  // covariance = (c + sum_k C_k) / (max(v - D, 0) + sum_k N_k); the weights of all states sum to T, so none is empty here
  estimateInto(next, moments, previous, priors) {
    const { nStates, nFeatures, covariances } = next;
    let weight = Math.max(priors.covariancesWeight - nFeatures, 0);
    covariances.set(priors.covariances);
    for (let k = 0; k < nStates; k++) {
      weight += moments.weights[k]!;
      addScatter(covariances, 0, moments, k, previous.means, next.means, priors, nFeatures);
    }
    for (let p = 0; p < covariances.length; p++) covariances[p] = covariances[p]! / weight;
    return 0;
  },

  raiseToFloor: ({ nFeatures, covariances }, floor) => raiseEigenvalues(covariances, 0, nFeatures, floor),

  // -1/2 [ sum_k w d_k' A^-1 d_k + max(v - D, 0) log |A| + trace(A^-1 c) ]: the prior of A enters once
  logPrior(parameters, factors, priors) {
    let penalty = matrixPenalty(parameters.nFeatures, factors.logNorms[0]!, factors, 0, priors, 0);
    for (let k = 0; k < parameters.nStates; k++) penalty += meanPull(parameters, k, factors, 0, priors);
    return -0.5 * penalty;
  },
};
