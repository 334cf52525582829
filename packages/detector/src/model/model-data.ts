import type { JsonValue, MatrixView } from '@regimekit/numerics';
import type { StandardScaler } from '../data/standard-scaler.ts';
import type { FittedJump } from './fitted-jump.ts';
import type { FittedRegimeModel } from './fitted-regime-model.ts';

/** Version of the layout below; a reader refuses one it does not know. */
export const MODEL_DATA_VERSION = 1;
export const MODEL_KIND = 'regime-detector';

/** What a reader takes at most: checking a model costs the third power of both. */
export const MAX_STATES = 256;
export const MAX_FEATURES = 1000;

/**
 * The arrays of a model, each with its shape (K states, D features); of a jump model those of its moments, the means being
 * its centers.
 */
export const arrayNames = [
  /** p(state of the first training row); K. A prediction begins at the stationary distribution instead. */
  'initial_probs',
  /** p(next = j | now = i); K x K. */
  'transition_matrix',
  /** In standardised units; K x D. */
  'means',
  /** In standardised units; K (spherical), K x D (diag), D x D (tied), K x D x D (full). */
  'covariances',
  /** Mean of each feature over the training rows, in its own unit; D. */
  'scaler_mean',
  /** Standard deviation of each feature over the training rows, in its own unit; D. */
  'scaler_scale',
  /** Share of the training rows that each regime explains; K. */
  'occupancy',
] as const;

export type ArrayName = (typeof arrayNames)[number];
type JsonObject = { readonly [key: string]: JsonValue };

/** Numbers in row-major order with their shape. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * A fitted detector as plain data: JSON and numbers, never code. It has the form of `ModelData` of
 * `@regimekit/persistence`, so `saveModel(folder, detector.toModelData())` writes it.
 */
export interface RegimeModelData {
  readonly kind: typeof MODEL_KIND;
  /** What defines the model beside its numbers: sizes, regimes, feature names and set, options of the fit. */
  readonly config: JsonObject;
  readonly arrays: Readonly<Record<ArrayName, NamedArray>>;
  /** What is told of the training (span, rows, fingerprints, diagnostics) or of the import. Whoever stores it may add to it. */
  readonly metadata: JsonObject;
}

export function toModelData(model: FittedRegimeModel): RegimeModelData {
  return { kind: MODEL_KIND, config: writeConfig(model), arrays: writeArrays(model), metadata: writeMetadata(model) };
}

/** Shape of the covariances by type. */
export function covarianceShape(
  model: Pick<FittedRegimeModel, 'covarianceType' | 'nStates' | 'nFeatures'>,
): readonly number[] {
  const { covarianceType, nStates: K, nFeatures: D } = model;
  return { spherical: [K], diag: [K, D], tied: [D, D], full: [K, D, D] }[covarianceType];
}

function writeConfig(model: FittedRegimeModel): JsonObject {
  return plain({
    version: MODEL_DATA_VERSION,
    nStates: model.nStates,
    nFeatures: model.nFeatures,
    covarianceType: model.covarianceType,
    regimes: model.regimes,
    labelRule: model.labelRule,
    featureNames: model.featureNames,
    featureSet: model.featureSet,
    ...(model.fitOptions === null ? {} : { fitOptions: model.fitOptions }),
    ...(model.jump === null ? {} : writeJump(model.jump)),
    ...writeBounds(model.scaler),
  });
}

/** What makes it a jump model; its centers are the array `means`. */
function writeJump({ model, fitOptions }: FittedJump): object {
  const { variant, jumpPenalty, gridStep, modePenalty, kappaSquared, featureWeights } = model;
  const settings = { variant, jumpPenalty, gridStep, modePenalty, kappaSquared };
  return { model: 'jump', jump: { ...settings, featureWeights: Array.from(featureWeights), fitOptions } };
}

function writeBounds({ bounds }: StandardScaler): object {
  if (bounds === undefined) return {};
  return { clip: { lower: Array.from(bounds.lower), upper: Array.from(bounds.upper) } };
}

function writeMetadata(model: FittedRegimeModel): JsonObject {
  const { featureSet } = model;
  const features = featureSet === null ? {} : { featureSetFingerprint: featureSet.fingerprint };
  if (model.imported !== null) return plain({ ...features, imported: model.imported });
  const { training, diagnostics, fitOptions, jump } = model;
  const { from, to } = training;
  const span = {
    ...features,
    ...(from === null || to === null ? {} : { trainingSpan: { from, to } }),
    trainingRows: training.rows,
    trainingSequences: training.sequences,
    dataFingerprint: training.dataFingerprint,
  };
  if (diagnostics === null) return plain({ ...span, ...writeJumpMetadata(jump!) });
  return plain({
    ...span,
    stopReason: diagnostics.stopReason,
    logLikelihood: diagnostics.logLikelihood,
    seed: fitOptions.seed,
    diagnostics,
  });
}

function writeJumpMetadata({ diagnostics, fitOptions }: FittedJump): object {
  const { stopReason, objective } = diagnostics;
  return { stopReason, objective, seed: fitOptions.seed, diagnostics };
}

function writeArrays({ moments, scaler, occupancy, ...sizes }: FittedRegimeModel): Record<ArrayName, NamedArray> {
  return {
    initial_probs: vector(moments.initialProbs),
    transition_matrix: matrix(moments.transitionMatrix),
    means: matrix(moments.means),
    covariances: { shape: covarianceShape(sizes), data: Float64Array.from(moments.covariances) },
    scaler_mean: vector(scaler.means),
    scaler_scale: vector(scaler.scales),
    occupancy: vector(occupancy),
  };
}

function vector(values: Float64Array): NamedArray {
  return { shape: [values.length], data: Float64Array.from(values) };
}

function matrix({ rows, columns, data }: MatrixView): NamedArray {
  return { shape: [rows, columns], data: Float64Array.from(data) };
}

// A copy through JSON: nothing in it is shared with the model, and nothing in it is more than JSON can say.
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
