import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { countFree } from '../emissions/parameter-layout.ts';
import type { HiddenMarkovModel } from './hmm.ts';
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
 * Of a model of any other family: those of the chain, and what its layout leaves free (a distribution over C kinds has
 * C - 1, fixed parameters none).
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
export function countFreeParameters(complexity: HmmComplexity | HiddenMarkovModel): number {
  if (typeof complexity !== 'object' || complexity === null) {
    throw new InvalidOptionError(
      'complexity',
      'a model or an object with nStates, nFeatures, covarianceType',
      complexity,
    );
  }
  // Not asked for its emissions first: a Gaussian HMM would make them.
  if (!('covarianceType' in complexity) && 'emissions' in complexity) {
    const { nStates, nFeatures, emissions } = complexity;
    return nStates * nStates - 1 + countFree(emissions.family.layout(nFeatures), nStates);
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
