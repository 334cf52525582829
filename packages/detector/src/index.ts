// The detector: fit, predict, describe.
export { RegimeDetector, type LoadedDetectorOptions, type OutlookOptions } from './regime-detector.ts';
export type { RegimeDetectorOptions } from './options/detector-options.ts';
export type { DetectorJumpOptions } from './options/jump-options.ts';
export type { FeatureInput } from './data/feature-table.ts';
export { prepareFeatures, type PredictionInput, type PreparedFeatures } from './data/prepared-features.ts';
export type { RangeOptions } from './data/shown-range.ts';
export type { FitAsyncOptions, FitOptions } from './model/fit-regime-model.ts';
export type { PreviousFit } from './model/align-with-previous.ts';
export type { ImportedHmm } from './model/import-regime-model.ts';

// Regimes and how states become them.
export { Regime, regimeNames } from './labels/regimes.ts';
export type { LabelRule, LabelsOption } from './labels/label-states.ts';
export { scoreByStress } from './labels/stress-score.ts';
export { regimeScores } from './labels/regime-scores.ts';
export { matchRegimes } from './labels/match-regimes.ts';
export type { StateProfile } from './labels/state-profile.ts';

// What a prediction says.
export type { PredictionBasis, RegimePrediction, RegimeProbabilities } from './predict/regime-prediction.ts';
export type { DecodedRegime } from './predict/decode-history.ts';
export type { RegimeLogScore } from './predict/score-history.ts';
export type { PredictionMetadata } from './predict/prediction-metadata.ts';
export type { HorizonOutlook, RegimeOutlook } from './predict/regime-outlook.ts';
export type { OnlineRegimeFilter, OnlineRegimeState, OnlineRowOptions } from './predict/online-regime-filter.ts';

// Many symbols, and histories asked about more than once.
export type { HistoriesBySymbol } from './predict/predict-batch.ts';
export {
  createPredictionCache,
  type PredictionCache,
  type PredictionCacheOptions,
  type PredictionCacheStats,
} from './predict/prediction-cache.ts';

// What is known of a fitted model.
export type {
  FittedRegimeModel,
  ModelKind,
  FitOptionsRecord,
  RegimeModelNumbers,
  RegimeModelOrigin,
} from './model/fitted-regime-model.ts';
export type { FittedJump, JumpDiagnostics, JumpFitOptionsRecord } from './model/fitted-jump.ts';
export type { FitDiagnostics, ImportRecord, RefitReport, RestartSummary, TrainingSpan } from './model/fit-record.ts';
export type {
  FeatureCharacteristics,
  RegimeCharacteristics,
  StateCharacteristics,
} from './describe/state-characteristics.ts';
export type { FeatureEvidence } from './describe/feature-evidence.ts';
export type { StandardScaler } from './data/standard-scaler.ts';

// The model as plain data.
export {
  createRegimeModelSchema,
  regimeModelSchema,
  type RegimeModelSchema,
  type RegimeModelSchemaOptions,
  type UncheckedModelData,
} from './model/regime-model-schema.ts';
export type { NamedArray, RegimeModelData } from './model/model-data.ts';

// Errors.
export {
  BatchHistoryError,
  ClippedScoreError,
  ConstantColumnError,
  EmptyDataError,
  FeatureDimensionError,
  ImportedModelError,
  InvalidModelDataError,
  InvalidOptionsError,
  ModelKindError,
  ModelFeatureSetError,
  NonFiniteError,
  NotFittedError,
  OnlineStateError,
} from './errors.ts';
export { InsufficientSamplesError } from './insufficient-samples-error.ts';
export { FeatureSetMismatchError } from '@regimekit/features';
