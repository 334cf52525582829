import { checkOptions } from '../check-options.ts';
import { makeFamily, type FamilyMaker } from '../emissions/built-in-families.ts';
import { InvalidJsonError } from '../errors.ts';
import { buildHmm, checkFamily, HMM_FORMAT_VERSION, type HiddenMarkovModel, type HmmJson } from './hmm.ts';

/** Families that `parseHmm` knows beside those of this package: what makes each from its options, by name. */
export interface ParseHmmOptions {
  readonly families?: Readonly<Record<string, FamilyMaker>> | undefined;
}

/**
 * The model that `model.toJSON()` described, after every check of shape and value.
 *
 * @throws InvalidJsonError when the value has not the shape of such JSON, or names a family that nobody knows; otherwise
 *   as `createHmm`
 *
 * @example
 * ```ts
 * import { createHmm, parseHmm, poisson } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [1],
 *   transitionMatrix: [[1]],
 *   emissions: { family: poisson(), parameters: { rates: [[2]] } },
 * });
 * parseHmm(JSON.parse(JSON.stringify(model))).emissions.parameters.rates; // Float64Array [2]
 * ```
 */
export function parseHmm(json: unknown, options: ParseHmmOptions = {}): HiddenMarkovModel {
  checkOptions(options, { families: true }, 'parseHmm');
  const refuse = (why: string): never => {
    throw new InvalidJsonError(`This is not the JSON of a hidden Markov model: ${why}.`, {
      code: 'INVALID_MODEL_JSON',
      hint: 'Give parseHmm what model.toJSON() of createHmm wrote; parseGaussianHmm reads that of createGaussianHmm.',
    });
  };
  const { formatVersion, initialProbs, transitionMatrix, emissions } = (json ?? {}) as Partial<HmmJson>;
  if (formatVersion !== HMM_FORMAT_VERSION) refuse(`expected format version 1, received ${String(formatVersion)}`);
  if (!Array.isArray(initialProbs) || !Array.isArray(transitionMatrix)) refuse('expected the arrays of a chain');
  if (typeof emissions?.family !== 'string' || typeof emissions.parameters !== 'object') refuse('expected emissions');
  const { family: name, parameters, nFeatures } = emissions!;
  const { options: own = {} } = emissions as { options?: HmmJson['emissions']['options'] };
  const family = makeFamily({ name, options: own }, (spec) => options.families?.[spec.name]);
  checkFamily(family);
  if (!Number.isSafeInteger(nFeatures) || nFeatures < 1) refuse(`expected nFeatures, received ${String(nFeatures)}`);
  return buildHmm({ initialProbs: initialProbs!, transitionMatrix: transitionMatrix! }, family, parameters, nFeatures);
}
