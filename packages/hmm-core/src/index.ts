// The model.
export {
  createGaussianHmm,
  GAUSSIAN_HMM_FORMAT_VERSION,
  type GaussianHmm,
  type GaussianHmmJson,
  type GaussianHmmParameters,
} from './model/gaussian-hmm.ts';
export { canonicalOrder, relabel } from './model/relabel.ts';
export { gaussianHmmSchema, parseGaussianHmm } from './model/gaussian-hmm-schema.ts';
export type { CovarianceType } from './emissions/emission-family.ts';
export type { NestedArray, NestedNumbers } from './math/nested-numbers.ts';

// Data.
export { ObservationMatrix, type Observations } from './observations.ts';
export { countObservedRows } from './missing/count-observed-rows.ts';
export type { MissingPolicy } from './missing/patterns.ts';

// Inference.
export { forward, logLikelihood, type ForwardResult } from './inference/forward.ts';
export { forwardBackward, type ForwardBackwardResult } from './inference/forward-backward.ts';
export { viterbi, type ViterbiOptions, type ViterbiResult } from './inference/viterbi.ts';
export {
  createOnlineFilter,
  type OnlineFilter,
  type OnlineFilterOptions,
  type OnlineFilterState,
  type OnlineFilterStep,
} from './inference/online-filter.ts';
export {
  createBatchFilter,
  type BatchFilter,
  type BatchFilterOptions,
  type BatchFilterStep,
  type BatchUpdateOptions,
} from './inference/batch-filter.ts';
export type { BatchFilterState } from './inference/batch-filter-state.ts';
export { smoothFixedLag, type FixedLagOptions, type FixedLagResult } from './inference/smooth-fixed-lag.ts';
export {
  createFixedLagSmoother,
  type FixedLagSmoother,
  type FixedLagSmootherOptions,
  type FixedLagSmootherState,
  type FixedLagStep,
} from './inference/fixed-lag-smoother.ts';
export { samplePaths, type SamplePathsOptions } from './inference/sample-paths.ts';
export { expectedTransitionCounts, type ExpectedTransitionCounts } from './inference/expected-transition-counts.ts';
export { pathEntropy, type PathEntropy } from './inference/path-entropy.ts';
export { logScores } from './inference/log-scores.ts';
export type { InferenceOptions, InitialProbs } from './inference/inference-input.ts';

// Training.
export { fitGaussianHmm } from './training/fit.ts';
export { fitGaussianHmmAsync, type AsyncFitOptions } from './training/fit-async.ts';
export type { FitOptions, FitSettings } from './training/fit-plan.ts';
export type { GaussianHmmFit, RestartReport } from './training/fit-result.ts';
export type { StartKind } from './training/fit-restart.ts';
export { baumWelch, type BaumWelchResult } from './training/baum-welch.ts';
export type { BaumWelchOptions, FitProgress, OnProgress } from './training/em-settings.ts';
export type { Degeneracy, FitReport, Repairs } from './training/fit-report.ts';
export { DECREASE_TOLERANCE, type StopReason } from './training/convergence.ts';
export { hmmlearnPriors, maximumLikelihoodPriors, type Priors } from './training/priors.ts';

// Kernels.
export type { KernelChoice, KernelName } from './kernels/kernel.ts';

// The chain alone.
export { stationaryDistribution } from './markov-chain/stationary-distribution.ts';
export { expectedDurations } from './markov-chain/expected-durations.ts';
export { forecastStates, leavingProbability } from './markov-chain/forecast-states.ts';
export {
  timeToLeave,
  timeToLeaveProbs,
  type TimeToLeave,
  type TimeToLeaveOptions,
} from './markov-chain/time-to-leave.ts';

// Simulation.
export { sample, type HmmSample, type SampleOptions } from './model/sample.ts';

// Model selection and sample size.
export { aic, bic } from './selection/information-criteria.ts';
export { countFreeParameters, type HmmComplexity } from './model/free-parameters.ts';
export {
  ABSOLUTE_MIN_SAMPLES,
  calculateHmmParameters,
  calculateMinSamples,
  checkSampleSize,
  DEFAULT_SAMPLES_PER_PARAMETER,
  TRADING_DAYS_PER_YEAR,
  type SampleSizeFinding,
  type SampleSizeQuestion,
} from './selection/sample-size.ts';

// Errors.
export {
  DimensionMismatchError,
  HmmError,
  InvalidEmissionsError,
  InvalidJsonError,
  InvalidLengthsError,
  InvalidObservationsError,
  InvalidOptionError,
  InvalidPriorsError,
  InvalidProbabilitiesError,
  TooManyStatesError,
} from './errors.ts';
