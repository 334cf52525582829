import { covarianceTypes } from '../emissions/gaussian/covariance-structures.ts';
import { FamilyMismatchError, InvalidOptionError } from '../errors.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';
import type { HiddenMarkovModel } from './hmm.ts';

/**
 * Whether a model is a Gaussian HMM, which has kernels of its own. A structured clone of one is one too: its data is all
 * there is to it.
 */
export function isGaussianHmm(model: HiddenMarkovModel): model is GaussianHmm {
  const given = model as Partial<GaussianHmm> | null | undefined;
  return (
    hasChain(given) &&
    ArrayBuffer.isView(given?.means?.data) &&
    ArrayBuffer.isView(given.covariances) &&
    covarianceTypes.includes(given.covarianceType!)
  );
}

function hasChain(given: Partial<HiddenMarkovModel> | null | undefined): boolean {
  return ArrayBuffer.isView(given?.initialProbs) && ArrayBuffer.isView(given.transitionMatrix?.data);
}

/**
 * Tells a model from what else a caller without types may hand over: a fit, parsed JSON, nothing. What is in its arrays
 * was checked when it was made.
 *
 * @throws InvalidOptionError
 */
export function checkModel(model: HiddenMarkovModel, name = 'model', kind = 'a hidden Markov model'): void {
  if (isGaussianHmm(model)) return;
  const given = model as Partial<HiddenMarkovModel> | null | undefined;
  if (hasChain(given) && typeof given?.emissions?.family?.logDensitiesInto === 'function') return;
  throw new InvalidOptionError(
    name,
    kind,
    model,
    'Make one with createGaussianHmm or createHmm, or from JSON with parseGaussianHmm or parseHmm; a fit has it under fit.model.',
  );
}

/**
 * For what only Gaussian HMMs can do.
 *
 * @throws FamilyMismatchError for a model of another family, InvalidOptionError for what is no model
 */
export function checkGaussianModel(model: GaussianHmm, name = 'model'): void {
  if (isGaussianHmm(model)) return;
  checkModel(model, name, 'a Gaussian HMM');
  const { family } = (model as HiddenMarkovModel).emissions;
  throw new FamilyMismatchError(`${name} must be a Gaussian HMM, received one of the family ${family.name}.`, {
    code: 'FAMILY_MISMATCH',
    hint:
      family.name === 'gaussian'
        ? 'Make it with createGaussianHmm instead of createHmm.'
        : 'This function needs means and covariances as createGaussianHmm has them.',
    details: { name, expected: 'gaussian', received: family.name },
  });
}
