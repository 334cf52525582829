import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { DimensionMismatchError, InvalidEmissionsError, InvalidOptionError } from '../errors.ts';
import { logDensitiesInWasm } from '../kernels/wasm/density-function.ts';
import { hasWasm } from '../kernels/wasm/module.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { checkProbabilities } from '../math/simplex.ts';
import { marginalLogDensitiesInto, marginalsOf } from '../missing/marginal-densities.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkModel } from '../model/check-model.ts';
import { gaussianParameters, type GaussianHmm } from '../model/gaussian-hmm.ts';
import { readObservations, type ObservedSequences, type Observations } from '../observations.ts';
import type { Chain } from './chain.ts';

/** What the first row of a sequence starts from: the model's initial probabilities, the long run, or given ones. */
export type InitialProbs = 'model' | 'stationary' | ArrayLike<number>;

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
}

export const inferenceOptionNames: OptionNames<InferenceOptions> = {
  lengths: true,
  initialProbs: true,
  missing: true,
};

/** The first line of every inference function: a model, and options that it knows. */
export function checkCall(
  owner: string,
  model: GaussianHmm,
  options: object,
  names: Readonly<Record<string, true>> = inferenceOptionNames,
): void {
  checkModel(model);
  checkOptions(options, names, owner);
}

/** Rows from which densities are computed in WebAssembly, where there is one. */
const FEWEST_FOR_WASM = 24;

/** What every recursion starts from: the chain, and log p(y_t given z_t = k) as T x K. */
export interface InferenceInput {
  readonly chain: Chain;
  readonly logDensities: Float64Array;
  readonly nSteps: number;
  readonly lengths: readonly number[];
}

/** Checks the data and evaluates the densities; from here on nobody knows that the emissions are Gaussian. */
export function prepareInference(
  model: GaussianHmm,
  observations: Observations,
  { lengths, initialProbs, missing }: InferenceOptions = {},
): InferenceInput {
  const observed = readObservations(observations, lengths, model.nFeatures, missing);
  const { nSteps } = observed;
  const logDensities = logDensitiesOf(model, observed);
  return { chain: createChain(model, initialProbs), logDensities, nSteps, lengths: observed.lengths };
}

/** log p(y_t given z_t = k), T x K; of what is there where values are missing. */
export function logDensitiesOf(model: GaussianHmm, { data, nSteps, missing }: ObservedSequences): Float64Array {
  const logDensities = new Float64Array(nSteps * model.nStates);
  const logDensitiesInto = createDensityFunction(model);
  if (missing === undefined) logDensitiesInto(logDensities, data, nSteps);
  else {
    const marginals = marginalsOf(model.covarianceType, model.nStates, missing.patterns);
    marginalLogDensitiesInto(logDensities, data, marginals, gaussianParameters(model));
  }
  return logDensities;
}

/** Factors the covariances once; the function it returns writes log densities of any rows and allocates next to nothing. */
export function createDensityFunction(
  model: GaussianHmm,
): (out: Float64Array, rows: Float64Array, nSteps: number) => void {
  const structure = covarianceStructures[model.covarianceType];
  const parameters = gaussianParameters(model);
  const factors = structure.createFactors(model.nStates, model.nFeatures);
  const unusable = structure.factorInto(factors, parameters);
  if (unusable >= 0) {
    throw new InvalidEmissionsError(`The covariance of state ${unusable} is no longer positive definite.`, {
      code: 'COVARIANCE_NOT_POSITIVE_DEFINITE',
      hint: 'Somebody wrote to the arrays of the model; make a new one with createGaussianHmm.',
      details: { state: unusable },
    });
  }
  return (out, rows, nSteps) => {
    // Both give the same bits: it is only a matter of time.
    if (nSteps >= FEWEST_FOR_WASM && hasWasm()) {
      logDensitiesInWasm(out, rows, nSteps, model.covarianceType, parameters, factors);
    } else structure.logDensitiesInto(out, rows, nSteps, parameters, factors);
  };
}

export function createChain(model: GaussianHmm, initialProbs: InitialProbs = 'model'): Chain {
  return {
    nStates: model.nStates,
    initialProbs: resolveInitialProbs(model, initialProbs),
    transitionMatrix: model.transitionMatrix.data,
  };
}

function resolveInitialProbs(model: GaussianHmm, initialProbs: InitialProbs): Float64Array {
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
