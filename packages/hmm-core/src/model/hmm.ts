import { MatrixView, type JsonValue, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { specOf } from '../emissions/family-spec.ts';
import type { EmissionFamily, EmissionParameters, Emissions } from '../emissions/emission-family.ts';
import {
  readParameters,
  sizeOf,
  storedShape,
  writeParameters,
  type GivenParameters,
} from '../emissions/parameter-layout.ts';
import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import { flatten, type NestedArray } from '../math/nested-numbers.ts';
import { checkProbabilities } from '../math/simplex.ts';

/** Version of the JSON that `toJSON` of such a model writes. */
export const HMM_FORMAT_VERSION = 1;

/**
 * A hidden Markov model with K states and emissions of any family (Rabiner 1989; Zucchini, MacDonald and Langrock 2016).
 * A `GaussianHmm` is one. All inference takes it.
 */
export interface HiddenMarkovModel {
  /** K. */
  readonly nStates: number;
  /** D. */
  readonly nFeatures: number;
  /** p(z_1 = k), length K. */
  readonly initialProbs: Float64Array;
  /** Element (i, j) is p(z_{t+1} = j given z_t = i); K x K, rows sum to one. */
  readonly transitionMatrix: MatrixView;
  /** The family and the parameters of its states. */
  readonly emissions: Emissions;
  /** Plain nested arrays, from which the model can be read again. */
  toJSON(): unknown;
}

/** What a model is made of. */
export interface HmmParameters {
  /** p(z_1 = k), length K. */
  readonly initialProbs: ArrayLike<number>;
  /** p(z_{t+1} = j given z_t = i), K x K. */
  readonly transitionMatrix: MatrixInput | ArrayLike<number>;
  readonly emissions: {
    readonly family: EmissionFamily;
    /** By name, as the family's layout has them; nested, flat, typed. A product takes an object for each block. */
    readonly parameters: GivenParameters;
  };
}

/** The JSON of a model of any family. Numbers survive the round trip to the bit. */
export interface HmmJson {
  readonly formatVersion: number;
  readonly initialProbs: number[];
  readonly transitionMatrix: number[][];
  readonly emissions: {
    readonly family: string;
    readonly options: { readonly [key: string]: JsonValue };
    readonly nFeatures: number;
    readonly parameters: Readonly<Record<string, NestedArray | number>>;
  };
}

const names: OptionNames<HmmParameters & Pick<HiddenMarkovModel, 'nStates' | 'nFeatures' | 'toJSON'>> = {
  initialProbs: true,
  transitionMatrix: true,
  emissions: true,
  nStates: true,
  nFeatures: true,
  toJSON: true,
};

/**
 * Makes a model of any family and checks that it is one: shapes agree, probabilities sum to one (to 1e-8), every
 * parameter lies in its domain. Values are kept as given.
 *
 * @throws InvalidOptionError, DimensionMismatchError, InvalidProbabilitiesError, InvalidEmissionsError
 *
 * @example
 * ```ts
 * import { createHmm, forward, poisson } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   emissions: { family: poisson(), parameters: { rates: [[15], [26]] } },
 * });
 * forward(model, [[13], [14], [30]]).filteredProbs.get(2, 1); // close to 1
 * ```
 */
export function createHmm(parameters: HmmParameters): HiddenMarkovModel {
  checkOptions(parameters, names, 'createHmm');
  for (const name of ['initialProbs', 'transitionMatrix', 'emissions'] as const) {
    const value: unknown = parameters[name];
    if (typeof value !== 'object' || value === null) throw new InvalidOptionError(name, 'given', value);
  }
  const { family, parameters: given } = parameters.emissions;
  checkFamily(family);
  return buildHmm(
    parameters,
    family,
    given,
    family.nFeatures ?? inferFeatures(family, given, parameters.initialProbs.length),
  );
}

/** @param nFeatures D, which decides the shapes of the layout. Internal. */
export function buildHmm(
  { initialProbs, transitionMatrix }: Pick<HmmParameters, 'initialProbs' | 'transitionMatrix'>,
  family: EmissionFamily,
  given: GivenParameters,
  nFeatures: number,
): HiddenMarkovModel {
  const nStates = initialProbs.length;
  if (!(nStates >= 1)) {
    throw new DimensionMismatchError(`A model needs at least one state, received ${nStates} initial probabilities.`, {
      code: 'SHAPE_MISMATCH',
    });
  }
  const probs = flatten(initialProbs, [nStates], 'initialProbs');
  const matrix = flatten(transitionMatrix, [nStates, nStates], 'transitionMatrix');
  checkProbabilities(probs, 1, nStates, 'initialProbs');
  checkProbabilities(matrix, nStates, nStates, 'transitionMatrix');
  const parameters = readParameters(given, family.layout(nFeatures), nStates);
  family.checkParameters?.(parameters, nStates, nFeatures);
  return new HmmRecord(probs, new MatrixView(nStates, nStates, matrix), nFeatures, family, parameters);
}

/** @throws InvalidOptionError unless it has what every family has */
export function checkFamily(family: EmissionFamily, name = 'family'): void {
  const complete =
    typeof family?.name === 'string' &&
    typeof family.layout === 'function' &&
    typeof family.logDensitiesInto === 'function';
  if (complete) return;
  throw new InvalidOptionError(
    name,
    'an emission family',
    family,
    'Give what poisson(), studentT(), ... return, or an object with name, layout and logDensitiesInto.',
  );
}

/** D from the size of the given parameters: by the first whose size grows with it. */
function inferFeatures(family: EmissionFamily, given: GivenParameters, nStates: number): number {
  const one = family.layout(1);
  const two = family.layout(2);
  for (const [name, block] of Object.entries(one)) {
    const value: unknown = given?.[name];
    const size = sizeOf(storedShape(block, nStates));
    if (size === sizeOf(storedShape(two[name]!, nStates)) || value === undefined) continue;
    const D = isFlat(value) ? value.length / size : lastExtent(value);
    if (Number.isSafeInteger(D) && D! >= 1) return D!;
  }
  return 1;
}

function isFlat(value: unknown): value is ArrayLike<number> {
  const { length, 0: first } = (value ?? {}) as Partial<ArrayLike<unknown>>;
  return length !== undefined && typeof first === 'number';
}

function lastExtent(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { columns, length, 0: first } = value as { columns?: number; length?: number; 0?: unknown };
  return columns ?? (typeof first === 'object' ? lastExtent(first) : length);
}

class HmmRecord implements HiddenMarkovModel {
  readonly nStates: number;
  readonly nFeatures: number;
  readonly initialProbs: Float64Array;
  readonly transitionMatrix: MatrixView;
  readonly emissions: Emissions;

  constructor(
    initialProbs: Float64Array,
    transitionMatrix: MatrixView,
    nFeatures: number,
    family: EmissionFamily,
    parameters: EmissionParameters,
  ) {
    this.nStates = initialProbs.length;
    this.nFeatures = nFeatures;
    this.initialProbs = initialProbs;
    this.transitionMatrix = transitionMatrix;
    this.emissions = Object.freeze({ family, parameters: Object.freeze(parameters) });
    Object.freeze(this);
  }

  toJSON(): HmmJson {
    const { family, parameters } = this.emissions;
    const { name, options } = specOf(family);
    return {
      formatVersion: HMM_FORMAT_VERSION,
      initialProbs: Array.from(this.initialProbs),
      transitionMatrix: this.transitionMatrix.to2DArray(),
      emissions: {
        family: name,
        options,
        nFeatures: this.nFeatures,
        parameters: writeParameters(parameters, family.layout(this.nFeatures), this.nStates),
      },
    };
  }
}

/** A model from parts that are known to be sound; the arrays are not copied. Internal. */
export function hmmFrom(
  chain: { readonly initialProbs: Float64Array; readonly transitionMatrix: Float64Array },
  nFeatures: number,
  family: EmissionFamily,
  parameters: EmissionParameters,
): HiddenMarkovModel {
  const K = chain.initialProbs.length;
  return new HmmRecord(chain.initialProbs, new MatrixView(K, K, chain.transitionMatrix), nFeatures, family, parameters);
}
