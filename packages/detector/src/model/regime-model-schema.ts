import { FeatureSet } from '@regimekit/features';
import { createGaussianHmm, type CovarianceType, type GaussianHmm } from '@regimekit/hmm-core';
import { MatrixView, type JsonValue } from '@regimekit/numerics';
import type { StandardScaler } from '../data/standard-scaler.ts';
import { InvalidModelDataError, InvalidOptionsError } from '../errors.ts';
import { regimeNames, type Regime } from '../labels/regimes.ts';
import { refuseUnknownKeys } from '../options/detector-options.ts';
import {
  createFittedRegimeModel,
  type FittedRegimeModel,
  type FittedRegimeModelParts,
  type RegimeModelOrigin,
} from './fitted-regime-model.ts';
import { readJump } from './jump-records.ts';
import { requireConsistentFeatureSet, requireKnownFeatureSet } from './known-feature-set.ts';
import {
  arrayNames,
  covarianceShape,
  MODEL_KIND,
  type ArrayName,
  type NamedArray,
  type RegimeModelData,
} from './model-data.ts';
import { readConfig, readJumpOrigin, readOrigin, type RegimeModelConfig } from './model-records.ts';

/** Room for the rounding of a sum of K probabilities that were divided by their sum. */
const SUM_TOLERANCE = 1e-9;

/** Model data before it is checked; arrays may be plain arrays, as they come from JSON. */
export interface UncheckedModelData {
  readonly kind: string;
  readonly config: { readonly [key: string]: JsonValue };
  readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>;
  readonly metadata: { readonly [key: string]: JsonValue };
}

export interface RegimeModelSchemaOptions {
  /**
   * Feature sets of your own that models may have been trained on, beside those of `@regimekit/features`.
   * @default []
   */
  readonly featureSets?: readonly FeatureSet[] | undefined;
}

/** The form of `ModelSchema` of `@regimekit/persistence`, for stored detectors. */
export interface RegimeModelSchema {
  readonly kind: typeof MODEL_KIND;
  readonly arrayNames: readonly ArrayName[];
  /** @throws InvalidModelDataError naming the field that does not hold, or ModelFeatureSetError naming the difference */
  parse(data: UncheckedModelData): RegimeModelData;
}

/**
 * What must hold of a stored detector whose features are your own; see {@link regimeModelSchema} for the rest.
 *
 * @throws InvalidOptionsError for an option that does not exist
 *
 * @example
 * ```ts
 * import { createRegimeModelSchema } from '@regimekit/detector';
 * import { featureDefinition, FeatureSet } from '@regimekit/features';
 *
 * const mine = new FeatureSet({ name: 'mine', version: 1, definitions: [featureDefinition('drawdown')] });
 * const schema = createRegimeModelSchema({ featureSets: [mine] }); // for loadModel(folder, schema)
 * console.log(schema.kind); // regime-detector
 * ```
 */
export function createRegimeModelSchema(options: RegimeModelSchemaOptions = {}): RegimeModelSchema {
  refuseUnknownKeys(options, ['featureSets'], 'createRegimeModelSchema');
  const own = readFeatureSets(options.featureSets);
  return Object.freeze({
    kind: MODEL_KIND,
    arrayNames,
    parse(data: UncheckedModelData): RegimeModelData {
      const { featureSet } = parseRegimeModel(data);
      requireKnownFeatureSet(featureSet, own);
      const arrays = Object.fromEntries(arrayNames.map((name) => [name, readArray(data, name)]));
      return { ...data, kind: MODEL_KIND, arrays: arrays as Record<ArrayName, NamedArray> };
    },
  });
}

/**
 * What must hold of a stored detector, in the form of `ModelSchema` of `@regimekit/persistence`:
 * `loadModel(folder, regimeModelSchema)` gives data for `RegimeDetector.fromModelData`.
 *
 * `parse` throws InvalidModelDataError, naming the field, unless every array is there with its shape and finite numbers,
 * probabilities sum to one, covariances are positive definite, scales are positive, there is one regime for each state
 * and one name for each feature, the record of the fit is complete, and the feature set is what its fingerprint says.
 * ModelFeatureSetError, unless this software computes that set as it was computed for the training; for a set of your
 * own see {@link createRegimeModelSchema}.
 *
 * It reads both kinds of model: data with `config.model: 'jump'` hold a jump model, all others a hidden Markov model.
 */
export const regimeModelSchema = createRegimeModelSchema();

/** @throws InvalidModelDataError naming the field that does not hold */
export function parseRegimeModel(data: UncheckedModelData): FittedRegimeModel {
  requireKind(data);
  const config = readConfig(data.config);
  const { labelRule, featureSet } = config;
  const regimes = requireRegimes(config);
  const arrays = readArrays(data, config);
  const hmm = readHmm(config.covarianceType, arrays);
  const fit = readFit(data, config, hmm);
  const featureNames = requireFeatureNames(config);
  requireConsistentFeatureSet(featureSet, featureNames, data.metadata['featureSetFingerprint']);
  return createFittedRegimeModel({
    ...fit,
    regimes,
    labelRule,
    featureNames,
    featureSet,
    scaler: readScaler(config, arrays),
    hmm,
    occupancy: requireDistribution(arrays.occupancy.data, 'occupancy'),
  });
}

/** The record of the fit of either kind of model, or of the import. */
function readFit(
  data: UncheckedModelData,
  config: RegimeModelConfig,
  hmm: GaussianHmm,
): RegimeModelOrigin & Pick<FittedRegimeModelParts, 'jump'> {
  const origin = readJumpOrigin(data.metadata, config);
  if (origin === null) return readOrigin(data.metadata, config);
  const jump = readJump(origin.config, origin.diagnostics, hmm.means);
  return { jump, imported: null, fitOptions: null, diagnostics: null, training: origin.training };
}

function readScaler({ clip, nFeatures }: RegimeModelConfig, arrays: Record<ArrayName, NamedArray>): StandardScaler {
  const scaler = { means: arrays.scaler_mean.data, scales: requirePositive(arrays.scaler_scale.data, 'scaler_scale') };
  if (clip === undefined) return scaler;
  const { lower, upper } = clip;
  if (lower.length === nFeatures && upper.length === nFeatures && lower.every((bound, j) => bound < upper[j]!)) {
    return { ...scaler, bounds: { lower: Float64Array.from(lower), upper: Float64Array.from(upper) } };
  }
  throw new InvalidModelDataError(
    'config.clip',
    `must have a lower and a greater upper bound for each of ${nFeatures} features.`,
  );
}

function readFeatureSets(sets: readonly FeatureSet[] = []): readonly FeatureSet[] {
  if (Array.isArray(sets) && sets.every((set: unknown) => set instanceof FeatureSet)) return [...sets];
  throw new InvalidOptionsError(['featureSets must be an array of FeatureSet.']);
}

function requireKind(data: UncheckedModelData): void {
  if (typeof data !== 'object' || data === null || typeof data.arrays !== 'object' || data.arrays === null) {
    throw new InvalidModelDataError('the data', 'must be an object with kind, config, arrays and metadata.');
  }
  if (data.kind === MODEL_KIND) return;
  throw new InvalidModelDataError('kind', `must be ${MODEL_KIND}, received ${data.kind}.`);
}

function requireRegimes({ regimes, nStates }: RegimeModelConfig): Regime[] {
  const expected = regimeNames(nStates);
  if (regimes.length === nStates && expected.every((regime, k) => regimes[k] === regime)) return expected;
  throw new InvalidModelDataError('config.regimes', `must be ${expected.join(', ')}, received ${regimes.join(', ')}.`);
}

function requireFeatureNames({ featureNames, nFeatures }: RegimeModelConfig): readonly string[] {
  if (featureNames.length === nFeatures && new Set(featureNames).size === nFeatures) return featureNames;
  throw new InvalidModelDataError(
    'config.featureNames',
    `must be ${nFeatures} different names, received ${featureNames.length} (${featureNames.join(', ')}).`,
  );
}

function readArrays(data: UncheckedModelData, config: RegimeModelConfig): Record<ArrayName, NamedArray> {
  const unknown = Object.keys(data.arrays).filter((name) => !(arrayNames as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidModelDataError('arrays', `may not hold ${unknown.join(', ')}.`);
  const { nStates: K, nFeatures: D } = config;
  const shapes: Record<ArrayName, readonly number[]> = {
    initial_probs: [K],
    transition_matrix: [K, K],
    means: [K, D],
    covariances: covarianceShape(config),
    scaler_mean: [D],
    scaler_scale: [D],
    occupancy: [K],
  };
  const entries = arrayNames.map((name) => [name, requireShape(readArray(data, name), name, shapes[name])] as const);
  return Object.fromEntries(entries) as Record<ArrayName, NamedArray>;
}

function readArray(data: UncheckedModelData, name: ArrayName): NamedArray {
  const array = Object.hasOwn(data.arrays, name) ? data.arrays[name] : undefined;
  if (array === undefined) throw new InvalidModelDataError(name, 'is missing.');
  return { shape: [...array.shape], data: Float64Array.from(array.data) };
}

function requireShape(array: NamedArray, name: ArrayName, shape: readonly number[]): NamedArray {
  const size = shape.reduce((product, length) => product * length, 1);
  if (array.shape.length !== shape.length || shape.some((length, i) => array.shape[i] !== length)) {
    throw new InvalidModelDataError(name, `must have shape ${shape.join(' x ')}, received ${array.shape.join(' x ')}.`);
  }
  if (array.data.length !== size) {
    throw new InvalidModelDataError(name, `must hold ${size} numbers, received ${array.data.length}.`);
  }
  const wrong = array.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new InvalidModelDataError(name, `must be finite, received ${array.data[wrong]} at position ${wrong}.`);
  }
  return array;
}

function requirePositive(values: Float64Array, name: string): Float64Array {
  const wrong = values.findIndex((value) => value <= 0);
  if (wrong < 0) return values;
  throw new InvalidModelDataError(name, `must be above 0, received ${values[wrong]} at position ${wrong}.`);
}

function requireDistribution(values: Float64Array, name: string): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  const wrong = values.find((value) => value < 0);
  if (wrong !== undefined) throw new InvalidModelDataError(name, `must not be negative, received ${wrong}.`);
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return values;
  throw new InvalidModelDataError(name, `must sum to 1, received a sum of ${sum}.`);
}

function readHmm(covarianceType: CovarianceType, arrays: Record<ArrayName, NamedArray>): GaussianHmm {
  const [nStates, nFeatures] = arrays.means.shape as [number, number];
  const transitionMatrix = new MatrixView(nStates, nStates, arrays.transition_matrix.data);
  const initialProbs = requireDistribution(arrays.initial_probs.data, 'initial_probs');
  for (let i = 0; i < nStates; i++) requireDistribution(transitionMatrix.row(i), `transition_matrix, row ${i},`);
  const means = new MatrixView(nStates, nFeatures, arrays.means.data);
  const covariances = arrays.covariances.data;
  try {
    return createGaussianHmm({ covarianceType, initialProbs, transitionMatrix, means, covariances });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidModelDataError('covariances', `cannot be used: ${reason}`, { covarianceType }, cause);
  }
}
