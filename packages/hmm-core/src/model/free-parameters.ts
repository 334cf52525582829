import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';

/** What decides how many parameters a Gaussian HMM has. Every `GaussianHmm` is one. */
export interface HmmComplexity {
  /** K */
  readonly nStates: number;
  /** D */
  readonly nFeatures: number;
  readonly covarianceType: CovarianceType;
}

/**
 * Free parameters of a Gaussian HMM: (K - 1) initial probabilities, K (K - 1) transitions, K D means, and K (spherical),
 * K D (diag), D (D + 1) / 2 (tied) or K D (D + 1) / 2 (full) covariances. Structural zeros count as parameters.
 *
 * @param complexity - the three numbers, or a model
 * @throws InvalidOptionError unless K and D are whole numbers of at least 1 and the covariance type is one of the four
 *
 * @example
 * ```ts
 * import { countFreeParameters } from '@regimekit/hmm-core';
 *
 * countFreeParameters({ nStates: 3, nFeatures: 9, covarianceType: 'full' }); // 170
 * countFreeParameters({ nStates: 3, nFeatures: 9, covarianceType: 'diag' }); // 62
 * ```
 */
export function countFreeParameters(complexity: HmmComplexity): number {
  if (typeof complexity !== 'object' || complexity === null) {
    throw new InvalidOptionError(
      'complexity',
      'a model or an object with nStates, nFeatures, covarianceType',
      complexity,
    );
  }
  const { nStates: K, nFeatures: D, covarianceType } = complexity;
  checkWholeNumber(K, 'nStates');
  checkWholeNumber(D, 'nFeatures');
  return K - 1 + K * (K - 1) + K * D + countCovarianceParameters(K, D, covarianceType);
}

function countCovarianceParameters(K: number, D: number, covarianceType: CovarianceType): number {
  switch (covarianceType) {
    case 'spherical':
      return K;
    case 'diag':
      return K * D;
    case 'tied':
      return (D * (D + 1)) / 2;
    case 'full':
      return (K * D * (D + 1)) / 2;
    default:
      throw new InvalidOptionError('covarianceType', 'spherical, diag, tied or full', covarianceType);
  }
}
