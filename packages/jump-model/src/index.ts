// Models.
export {
  createJumpModel,
  type JumpModel,
  type JumpModelJson,
  type JumpModelParameters,
  type JumpOptions,
  type JumpSettings,
  type JumpVariant,
} from './model/jump-model.ts';
export { parseJumpModel } from './model/jump-model-schema.ts';

// Fitting.
export { fitJumpModel, fitJumpModelAsync, type AsyncJumpFitOptions } from './training/fit.ts';
export type { JumpFitOptions, JumpFitProgress, OnJumpFitProgress } from './training/fit-plan.ts';
export type { JumpModelFit, JumpRestartReport } from './training/fit-result.ts';

// States: by what was known at each row, and in hindsight.
export {
  createJumpFilter,
  filterJumpStates,
  type FilteredJumpStates,
  type JumpFilter,
  type JumpFilterOptions,
  type JumpFilterState,
  type JumpFilterStep,
} from './inference/online-filter.ts';
export { decodeJumpStates, type DecodedStates, type SequenceOptions } from './inference/decode.ts';

// Choosing the penalty.
export {
  selectJumpPenalty,
  type PenaltyScore,
  type PenaltySelection,
  type PenaltySelectionOptions,
  type PenaltyTrial,
} from './selection/select-jump-penalty.ts';
export type { Split, SplitOptions } from './selection/splits.ts';

// Errors.
export {
  ConstantFeatureError,
  DimensionMismatchError,
  GridStepError,
  InvalidJsonError,
  InvalidLengthsError,
  InvalidObservationsError,
  InvalidOptionError,
  JumpModelError,
  JumpPenaltyError,
  KappaError,
  TooManyStatesError,
} from './errors.ts';
