import { conditionNumber } from '../math/small-matrix.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import { stateCovariance } from '../model/state-covariance.ts';
import type { SampleFinding } from './review-sample.ts';

/** A condition index of 30, the square root of this, is where Belsley, Kuh and Welsch (1980) see strong dependence begin. */
export const LARGEST_CONDITION = 900;

/**
 * Condition number of each state's covariance in units in which all variances are one, so that it is about dependence and
 * not about units: the largest over the smallest eigenvalue of the correlation matrix, length K (length 1 for `tied`).
 */
export function covarianceConditions(model: GaussianHmm): number[] {
  const { nStates, nFeatures: D, covarianceType } = model;
  if (covarianceType !== 'full' && covarianceType !== 'tied') return [];
  return Array.from({ length: covarianceType === 'tied' ? 1 : nStates }, (_, k) => {
    const sigma = stateCovariance(model, k);
    const correlation = sigma.map((value, p) => {
      const [i, j] = [Math.floor(p / D), p % D];
      return i === j ? 1 : value / Math.sqrt(sigma[i * (D + 1)]! * sigma[j * (D + 1)]!);
    });
    return conditionNumber(correlation, D);
  });
}

/** A finding for each covariance that is nearly singular. */
export function reviewCondition(model: GaussianHmm): SampleFinding[] {
  return covarianceConditions(model).flatMap((condition, k): SampleFinding[] => {
    if (condition <= LARGEST_CONDITION) return [];
    const tied = model.covarianceType === 'tied';
    const size = Number.isFinite(condition) ? condition.toPrecision(2) : 'infinite';
    return [
      {
        code: 'ILL_CONDITIONED_COVARIANCE',
        severity: 'warning',
        ...(tied ? {} : { state: k }),
        measured: condition,
        threshold: LARGEST_CONDITION,
        message: `The correlations ${tied ? 'of all states' : `of state ${k}`} have a condition number of ${size}, above ${LARGEST_CONDITION}.`,
        reason:
          'One feature is nearly a function of the others there; the density hangs on the small rest, which is noise.',
        advice: [
          'Leave out one of the features that move together.',
          "Use covarianceType 'diag' or 'tied', or shrinkage.",
        ],
      },
    ];
  });
}
