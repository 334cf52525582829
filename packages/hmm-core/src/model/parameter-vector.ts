import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { blockCoordinates } from '../emissions/block-coordinates.ts';
import type { ParameterBlock } from '../emissions/emission-family.ts';
import { storedShape } from '../emissions/parameter-layout.ts';
import { DimensionMismatchError } from '../errors.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { checkModel, isGaussianHmm } from './check-model.ts';
import { createGaussianHmm, gaussianEmissions } from './gaussian-hmm.ts';
import { hmmFrom, type HiddenMarkovModel } from './hmm.ts';

/** Which parameters are coordinates of their own. */
export interface ParameterVectorOptions {
  /**
   * Whether the initial probabilities are the long run of the transition matrix: they are then no coordinates of their own,
   * and follow it.
   *
   * @default false
   */
  readonly stationaryStart?: boolean | undefined;
}

const optionNames: OptionNames<ParameterVectorOptions> = { stationaryStart: true };

/** The free parameters of a model as a point in a space without borders. */
export interface ParameterVector {
  readonly values: Float64Array;
  /** What each coordinate moves, for instance `log rates[1,0]` or `log transitionMatrix[0,1]/[0,0]`. */
  readonly names: readonly string[];
}

/**
 * The free parameters of a model of any family as one flat vector in which every number is allowed: what numerical
 * derivatives (gradients, the observed information) and general optimisers ask for. Probabilities are log ratios to the
 * largest of their row, positive numbers logarithms, numbers between bounds log odds, covariances the packed Cholesky
 * factor with the logarithms of its diagonal. What is exactly zero, exactly on a bound, or fixed is no coordinate.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createHmm, parameterVector, poisson, withParameterVector } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [1, 0],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   emissions: { family: poisson(), parameters: { rates: [3, 12] } },
 * });
 * const { values, names } = parameterVector(model);
 * names; // ['log transitionMatrix[0,1]/[0,0]', 'log transitionMatrix[1,0]/[1,1]', 'log rates[0,0]', 'log rates[1,0]']
 * withParameterVector(model, values).emissions.parameters.rates; // [3, 12], but for rounding
 * ```
 */
export function parameterVector(model: HiddenMarkovModel, options: ParameterVectorOptions = {}): ParameterVector {
  checkModel(model);
  checkOptions(options, optionNames, 'parameterVector');
  const parts = partsOf(model, options);
  return {
    values: Float64Array.from(parts.flatMap(({ coordinates }) => coordinates.values)),
    names: parts.flatMap(({ coordinates }) => coordinates.names),
  };
}

/**
 * The model whose free parameters are these; what is no coordinate is taken from `model`.
 *
 * @param vector - as `parameterVector(model, options).values`, with numbers of your own
 * @throws DimensionMismatchError when the vector has another length; InvalidEmissionsError where numbers overflow
 */
export function withParameterVector<Model extends HiddenMarkovModel>(
  model: Model,
  vector: ArrayLike<number>,
  options: ParameterVectorOptions = {},
): Model {
  checkModel(model);
  checkOptions(options, optionNames, 'withParameterVector');
  const parts = partsOf(model, options);
  const size = parts.reduce((sum, { coordinates }) => sum + coordinates.values.length, 0);
  if (vector.length !== size) {
    throw new DimensionMismatchError(`The model has ${size} free coordinate(s), received ${vector.length}.`, {
      code: 'SHAPE_MISMATCH',
      details: { expected: size, received: vector.length },
    });
  }
  let at = 0;
  const read: Record<string, Float64Array> = {};
  for (const { name, coordinates } of parts) {
    const own = Array.from({ length: coordinates.values.length }, (_, i) => vector[at + i]!);
    at += own.length;
    read[name] = coordinates.decode(own);
  }
  return rebuild(model, read, options) as Model;
}

interface Part {
  readonly name: string;
  readonly coordinates: ReturnType<typeof blockCoordinates>;
}

function partsOf(model: HiddenMarkovModel, { stationaryStart = false }: ParameterVectorOptions): Part[] {
  const { nStates: K, nFeatures } = model;
  const emissions = isGaussianHmm(model) ? gaussianEmissions(model) : model.emissions;
  const simplex: ParameterBlock = { shape: [K], domain: 'simplex' };
  const part = (name: string, values: Float64Array, block: ParameterBlock, extents: readonly number[]): Part => {
    return { name, coordinates: blockCoordinates(values, block, name, extents) };
  };
  const chain = [
    ...(stationaryStart ? [] : [part('initialProbs', model.initialProbs, { ...simplex, shared: true }, [K])]),
    part('transitionMatrix', model.transitionMatrix.data, simplex, [K, K]),
  ];
  const blocks = Object.entries(emissions.family.layout(nFeatures)).filter(([, block]) => !block.fixed);
  const { parameters } = emissions;
  return [...chain, ...blocks.map(([name, block]) => part(name, parameters[name]!, block, storedShape(block, K)))];
}

function rebuild(
  model: HiddenMarkovModel,
  read: Readonly<Record<string, Float64Array>>,
  { stationaryStart = false }: ParameterVectorOptions,
): HiddenMarkovModel {
  const { nStates: K, nFeatures } = model;
  const { family, parameters } = isGaussianHmm(model) ? gaussianEmissions(model) : model.emissions;
  const transitionMatrix = read.transitionMatrix!;
  const matrix = new MatrixView(K, K, transitionMatrix);
  const initialProbs = stationaryStart ? stationaryDistribution(matrix) : read.initialProbs!;
  const own = Object.fromEntries(Object.keys(parameters).map((name) => [name, read[name] ?? parameters[name]!]));
  if (!isGaussianHmm(model)) return hmmFrom({ initialProbs, transitionMatrix }, nFeatures, family, own);
  const { covarianceType } = model;
  return createGaussianHmm({
    covarianceType,
    initialProbs,
    transitionMatrix: matrix,
    means: new MatrixView(K, nFeatures, own.means!),
    covariances: own.covariances!,
  });
}
