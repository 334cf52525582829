import { covarianceTypes } from '../emissions/gaussian/covariance-structures.ts';
import { InvalidOptionError } from '../errors.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';

/**
 * Tells a model from what else a caller without types may hand over: a fit, parsed JSON, nothing. What is in its arrays
 * was checked by `createGaussianHmm`.
 *
 * @throws InvalidOptionError
 */
export function checkModel(model: GaussianHmm, name = 'model'): void {
  const given = model as Partial<GaussianHmm> | null | undefined;
  const complete =
    ArrayBuffer.isView(given?.initialProbs) &&
    ArrayBuffer.isView(given.transitionMatrix?.data) &&
    ArrayBuffer.isView(given.means?.data) &&
    ArrayBuffer.isView(given.covariances) &&
    covarianceTypes.includes(given.covarianceType!);
  if (complete) return;
  throw new InvalidOptionError(
    name,
    'a Gaussian HMM',
    model,
    'Make one with createGaussianHmm, or with parseGaussianHmm from JSON; a fit has it under fit.model.',
  );
}
