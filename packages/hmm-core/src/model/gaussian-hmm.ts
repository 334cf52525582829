import { MatrixView, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { covarianceTypes, covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import type { Emissions } from '../emissions/emission-family.ts';
import { gaussian } from '../emissions/gaussian/gaussian.ts';
import { DimensionMismatchError, InvalidEmissionsError, InvalidOptionError } from '../errors.ts';
import { flatten, nest, type NestedArray, type NestedNumbers } from '../math/nested-numbers.ts';
import { checkProbabilities } from '../math/simplex.ts';
import type { HiddenMarkovModel } from './hmm.ts';

/** Version of the JSON that `toJSON` writes. */
export const GAUSSIAN_HMM_FORMAT_VERSION = 1;

/**
 * A hidden Markov model with K states and Gaussian emissions in D dimensions (Rabiner 1989; Bishop 2006, ch. 13). A
 * frozen record with private copies of its arrays, checked once by `createGaussianHmm`; nothing in this package writes
 * to them.
 */
export interface GaussianHmm extends HiddenMarkovModel {
  readonly covarianceType: CovarianceType;
  /** K. */
  readonly nStates: number;
  /** D. */
  readonly nFeatures: number;
  /** p(z_1 = k), length K. */
  readonly initialProbs: Float64Array;
  /** Element (i, j) is p(z_{t+1} = j given z_t = i); K x K, rows sum to one. */
  readonly transitionMatrix: MatrixView;
  /** Row k is the mean of state k in the units of the observations; K x D. */
  readonly means: MatrixView;
  /** Flat and row-major: K (spherical), K x D (diag), D x D (tied), K x D x D (full). */
  readonly covariances: Float64Array;
  /** The same means and covariances as emissions of the family `gaussian`; made when asked for. */
  readonly emissions: Emissions;
  /** Plain nested arrays under the names that `createGaussianHmm` takes. */
  toJSON(): GaussianHmmJson;
}

/** The JSON of a model. Numbers survive the round trip to the bit. */
export interface GaussianHmmJson {
  readonly formatVersion: number;
  readonly covarianceType: CovarianceType;
  readonly initialProbs: number[];
  readonly transitionMatrix: number[][];
  readonly means: number[][];
  /** Nested to the shape of the covariance type. */
  readonly covariances: NestedArray;
}

/** What a model is made of; arrays may be nested, flat, typed, or matrices. */
export interface GaussianHmmParameters {
  /** @default 'diag' */
  readonly covarianceType?: CovarianceType;
  /** p(z_1 = k), length K. */
  readonly initialProbs: ArrayLike<number>;
  /** p(z_{t+1} = j given z_t = i), K x K. */
  readonly transitionMatrix: MatrixInput | ArrayLike<number>;
  /** K x D. */
  readonly means: MatrixInput | ArrayLike<number>;
  /** K (spherical), K x D (diag), D x D (tied) or K x D x D (full). */
  readonly covariances: NestedNumbers;
}

// A model, and the JSON of one, are parameters as well.
const parameterNames: OptionNames<GaussianHmmParameters & GaussianHmm & GaussianHmmJson> = {
  covarianceType: true,
  initialProbs: true,
  transitionMatrix: true,
  means: true,
  covariances: true,
  nStates: true,
  nFeatures: true,
  emissions: true,
  formatVersion: true,
  toJSON: true,
};

/**
 * Makes a model and checks that it is one: shapes agree, probabilities sum to one (to 1e-8), means are finite,
 * covariances symmetric and positive definite. Values are kept as given; nothing is normalised or repaired.
 *
 * @throws InvalidOptionError, DimensionMismatchError, InvalidProbabilitiesError, InvalidEmissionsError
 *
 * @example
 * ```ts
 * import { createGaussianHmm } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   covarianceType: 'diag',
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[0.01], [-0.02]],
 *   covariances: [[0.0001], [0.0009]],
 * });
 * model.nStates; // 2
 * ```
 */
export function createGaussianHmm(parameters: GaussianHmmParameters): GaussianHmm {
  checkOptions(parameters, parameterNames, 'createGaussianHmm');
  checkPresent(parameters);
  const covarianceType = parameters.covarianceType ?? 'diag';
  if (!covarianceTypes.includes(covarianceType)) {
    throw new InvalidOptionError('covarianceType', `one of ${covarianceTypes.join(', ')}`, covarianceType);
  }
  const nStates = parameters.initialProbs.length;
  const nFeatures = countFeatures(parameters.means, nStates);
  const structure = covarianceStructures[covarianceType];
  const model = new GaussianHmmRecord(
    covarianceType,
    flatten(parameters.initialProbs, [nStates], 'initialProbs'),
    new MatrixView(nStates, nStates, flatten(parameters.transitionMatrix, [nStates, nStates], 'transitionMatrix')),
    new MatrixView(nStates, nFeatures, flatten(parameters.means, [nStates, nFeatures], 'means')),
    flatten(
      parameters.covariances,
      structure.covarianceShape(nStates, nFeatures),
      `covariances of type '${covarianceType}'`,
    ),
  );
  checkProbabilities(model.initialProbs, 1, nStates, 'initialProbs');
  checkProbabilities(model.transitionMatrix.data, nStates, nStates, 'transitionMatrix');
  checkMeans(model.means);
  checkCovariances(model);
  return model;
}

function checkPresent(parameters: GaussianHmmParameters): void {
  for (const name of ['initialProbs', 'transitionMatrix', 'means', 'covariances'] as const) {
    const value: unknown = parameters[name];
    if (typeof value !== 'object' || value === null) throw new InvalidOptionError(name, 'given as an array', value);
  }
}

class GaussianHmmRecord implements GaussianHmm {
  readonly covarianceType: CovarianceType;
  readonly nStates: number;
  readonly nFeatures: number;
  readonly initialProbs: Float64Array;
  readonly transitionMatrix: MatrixView;
  readonly means: MatrixView;
  readonly covariances: Float64Array;

  constructor(
    covarianceType: CovarianceType,
    initialProbs: Float64Array,
    transitionMatrix: MatrixView,
    means: MatrixView,
    covariances: Float64Array,
  ) {
    this.covarianceType = covarianceType;
    this.nStates = means.rows;
    this.nFeatures = means.columns;
    this.initialProbs = initialProbs;
    this.transitionMatrix = transitionMatrix;
    this.means = means;
    this.covariances = covariances;
    Object.freeze(this);
  }

  // On the prototype: a structured clone for a worker thread carries data only.
  get emissions(): Emissions {
    return gaussianEmissions(this);
  }

  toJSON(): GaussianHmmJson {
    const shape = covarianceStructures[this.covarianceType].covarianceShape(this.nStates, this.nFeatures);
    return {
      formatVersion: GAUSSIAN_HMM_FORMAT_VERSION,
      covarianceType: this.covarianceType,
      initialProbs: Array.from(this.initialProbs),
      transitionMatrix: this.transitionMatrix.to2DArray(),
      means: this.means.to2DArray(),
      covariances: nest(this.covariances, shape),
    };
  }
}

function countFeatures(means: MatrixInput | ArrayLike<number>, nStates: number): number {
  const matrix = means as { columns?: number; length?: number; 0?: unknown };
  const first = matrix[0] as number | ArrayLike<number> | undefined;
  const nFeatures = matrix.columns ?? (typeof first === 'number' ? matrix.length! / nStates : (first?.length ?? 0));
  if (nStates >= 1 && Number.isSafeInteger(nFeatures) && nFeatures >= 1) return nFeatures;
  throw new DimensionMismatchError(
    `A model needs at least one state and one feature: received ${nStates} initial probabilities and means of ${nFeatures} feature(s).`,
    { code: 'SHAPE_MISMATCH', details: { nStates, nFeatures } },
  );
}

function checkMeans({ data, columns }: MatrixView): void {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index < 0) return;
  const state = Math.floor(index / columns);
  const feature = index % columns;
  throw new InvalidEmissionsError(
    `means must be finite, received ${data[index]} for state ${state}, feature ${feature}.`,
    { code: 'INVALID_MEAN', details: { state, feature, value: String(data[index]) } },
  );
}

function checkCovariances(model: GaussianHmm): void {
  const { covarianceType, nFeatures, covariances } = model;
  const parameters = gaussianParameters(model);
  const structure = covarianceStructures[covarianceType];
  if (covarianceType === 'tied' || covarianceType === 'full') checkSymmetry(covariances, nFeatures, covarianceType);
  const state = structure.factorInto(structure.createFactors(model.nStates, nFeatures), parameters);
  if (state < 0) return;
  const variances = Array.from({ length: nFeatures }, (_, d) => structure.variance(parameters, state, d));
  const whose = covarianceType === 'tied' ? 'The tied covariance' : `The covariance of state ${state}`;
  throw new InvalidEmissionsError(
    `${whose} is not positive definite to working precision; its variances are ${variances.join(', ')}.`,
    {
      code: 'COVARIANCE_NOT_POSITIVE_DEFINITE',
      hint: 'Every variance must be positive, and no feature a combination of the others.',
      details: { state, variances: variances.map(String) },
    },
  );
}

// Relative to the two variances, so that units do not matter.
const SYMMETRY_TOLERANCE = 1e-8;

function checkSymmetry(covariances: Float64Array, n: number, covarianceType: CovarianceType): void {
  for (let offset = 0; offset < covariances.length; offset += n * n) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const lower = covariances[offset + i * n + j]!;
        const upper = covariances[offset + j * n + i]!;
        const scale = Math.sqrt(Math.abs(covariances[offset + i * n + i]! * covariances[offset + j * n + j]!));
        if (Math.abs(lower - upper) <= SYMMETRY_TOLERANCE * scale) continue;
        const state = offset / (n * n);
        const whose = covarianceType === 'tied' ? 'The tied covariance' : `The covariance of state ${state}`;
        throw new InvalidEmissionsError(
          `${whose} must be symmetric, received ${lower} at (${i}, ${j}) and ${upper} at (${j}, ${i}).`,
          { code: 'COVARIANCE_NOT_SYMMETRIC', details: { state, row: i, column: j } },
        );
      }
    }
  }
}

/** The emissions of a model as a family among the others. Internal: a structured clone of a model has lost its getter. */
export function gaussianEmissions({ covarianceType, means, covariances }: GaussianHmm): Emissions {
  return { family: gaussian({ covarianceType }), parameters: { means: means.data, covariances } };
}

/** The emission part of a model as the covariance structures read it. Internal. */
export function gaussianParameters(model: GaussianHmm) {
  const { nStates, nFeatures, covariances } = model;
  return { nStates, nFeatures, means: model.means.data, covariances };
}
