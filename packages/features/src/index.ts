// Dated series and the inputs they make up.
export { isIsoDate, type IsoDate } from './dates.ts';
export {
  createMarketSeries,
  type MarketSeries,
  type MarketSeriesColumns,
  type MarketSeriesRow,
} from './market-series.ts';
export type { MarketInputs } from './market-inputs.ts';

// One calendar for all of them: who knew what when.
export { alignSeries } from './alignment/align-series.ts';
export { defaultLagSessions, type AlignmentOptions } from './alignment/alignment-options.ts';
export type { MarketFrame, SessionRow } from './alignment/market-frame.ts';
export type {
  AlignmentReport,
  CarriedValue,
  DroppedDay,
  MissingCause,
  MissingReason,
  SequenceGap,
  SeriesSummary,
  WarmUp,
} from './alignment/alignment-report.ts';

// Features and their definitions.
export {
  describeFeature,
  featureDefinition,
  featureDefinitions,
  jumpFeatureDefinitions,
  type FeatureDescription,
  type LookbackOptions,
} from './definitions/catalog.ts';
export {
  defineFeature,
  type FeatureDefinition,
  type FeatureMemory,
  type FeatureRecord,
  type FeatureWindow,
  type MissingPolicy,
} from './definitions/feature-definition.ts';
export type { InputWindow } from './definitions/input-window.ts';

// Named, fingerprinted sets of them.
export {
  FeatureSet,
  featureSetNames,
  namedFeatureSet,
  regimeFeatureSet,
  type FeatureSetName,
  type FeatureSetRecord,
} from './feature-set.ts';
export { assertSameFeatureSet, describeFeatureSetDifference } from './feature-set-difference.ts';

// From series to a matrix, whole or one session at a time.
export { FeatureCalculator, type FeatureCalculatorOptions } from './feature-calculator.ts';
export { FeatureMatrix, type FeatureMatrixParts } from './feature-matrix.ts';
export type { FeatureOutcome, FeatureUpdate } from './incremental.ts';
export type { FeatureState } from './feature-state.ts';

// What can go wrong.
export {
  DuplicateDateError,
  FeatureComputationError,
  FeatureSetMismatchError,
  FeatureStateError,
  FeatureWindowError,
  InvalidDateError,
  InvalidFeatureError,
  InvalidOptionError,
  InvalidSeriesValueError,
  MissingSeriesError,
  NotEnoughHistoryError,
  SeriesShapeError,
  UnknownFeatureError,
  UnknownFeatureSetError,
  UnsortedDatesError,
  type MissingSeries,
} from './errors.ts';
