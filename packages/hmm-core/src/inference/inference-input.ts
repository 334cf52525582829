import type { MatrixInput, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { checkProbabilities } from '../math/simplex.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkModel } from '../model/check-model.ts';
import type { Observations } from '../observations.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Chain } from './chain.ts';
import { readModelData } from './model-data.ts';

/** What the first row of a sequence starts from: the model's initial probabilities, the long run, or given ones. */
export type InitialProbs = 'model' | 'stationary' | ArrayLike<number>;

/** How inference walks the rows: where sequences begin, what each starts from, what a missing value means. */
export interface InferenceOptions {
  /**
   * Rows of each sequence, one after the other.
   *
   * @default one sequence, or the lengths the observations carry
   */
  readonly lengths?: readonly number[] | undefined;
  /**
   * What the first row of every sequence starts from. The fitted initial probabilities describe the first day of the
   * training data and nothing else; for data from the middle of a history `'stationary'` is the honest start.
   *
   * @default 'model'
   */
  readonly initialProbs?: InitialProbs | undefined;
  /**
   * What a NaN means. `'marginalise'`: a missing value, integrated out exactly; a row without any value is a step of pure
   * prediction. Complete data gives the same bytes either way.
   *
   * @default 'error', which names row and column
   */
  readonly missing?: MissingPolicy | undefined;
  /** What a regression explains by: T x C, a row for each observation. @default none; needed where the family takes some */
  readonly covariates?: MatrixInput | undefined;
}

export const inferenceOptionNames: OptionNames<InferenceOptions> = {
  lengths: true,
  initialProbs: true,
  missing: true,
  covariates: true,
};

/** The first line of every inference function: a model, and options that it knows. */
export function checkCall(
  owner: string,
  model: HiddenMarkovModel,
  options: object,
  names: Readonly<Record<string, true>> = inferenceOptionNames,
): void {
  checkModel(model);
  checkOptions(options, names, owner);
}

/** What every recursion starts from: the chain, and log p(y_t given z_t = k) as T x K. */
export interface InferenceInput {
  readonly chain: Chain;
  readonly logDensities: Float64Array;
  readonly nSteps: number;
  readonly lengths: readonly number[];
}

/** Checks the data and evaluates the densities; from here on nobody knows which family they are of. */
export function prepareInference(
  model: HiddenMarkovModel,
  observations: Observations,
  { initialProbs, ...options }: InferenceOptions = {},
): InferenceInput {
  const { nSteps, lengths, logDensities } = readModelData(model, observations, options);
  return { logDensities: logDensities(), chain: createChain(model, initialProbs), nSteps, lengths };
}

export function createChain(model: HiddenMarkovModel, initialProbs: InitialProbs = 'model'): Chain {
  return {
    nStates: model.nStates,
    initialProbs: resolveInitialProbs(model, initialProbs),
    transitionMatrix: model.transitionMatrix.data,
  };
}

function resolveInitialProbs(model: HiddenMarkovModel, initialProbs: InitialProbs): Float64Array {
  if (initialProbs === 'model') return model.initialProbs;
  if (initialProbs === 'stationary') return stationaryDistribution(model.transitionMatrix);
  if (typeof initialProbs !== 'object' || initialProbs === null) {
    throw new InvalidOptionError('initialProbs', "'model', 'stationary' or an array", initialProbs);
  }
  if (initialProbs.length !== model.nStates) {
    throw new DimensionMismatchError(
      `initialProbs must have one entry for each of ${model.nStates} state(s), received ${initialProbs.length}.`,
      { code: 'SHAPE_MISMATCH', details: { expected: model.nStates, received: initialProbs.length } },
    );
  }
  checkProbabilities(initialProbs, 1, model.nStates, 'initialProbs');
  return Float64Array.from(initialProbs);
}
