// The model.
export {
  createGaussianHmm,
  GAUSSIAN_HMM_FORMAT_VERSION,
  type GaussianHmm,
  type GaussianHmmJson,
  type GaussianHmmParameters,
} from './model/gaussian-hmm.ts';
export { canonicalOrder, relabel } from './model/relabel.ts';
export {
  parameterVector,
  withParameterVector,
  type ParameterVector,
  type ParameterVectorOptions,
} from './model/parameter-vector.ts';
export { alignStates, type StateAlignment } from './model/align-states.ts';
export { relabelledShare, type RelabelledShare, type RelabelledShareOptions } from './model/relabelled-share.ts';
export { rescale, type UnitChange } from './model/rescale.ts';
export { stateDivergence } from './model/state-divergence.ts';
export { gaussianHmmSchema, parseGaussianHmm } from './model/gaussian-hmm-schema.ts';
export {
  createHmm,
  HMM_FORMAT_VERSION,
  type HiddenMarkovModel,
  type HmmJson,
  type HmmParameters,
} from './model/hmm.ts';
export { parseHmm, type ParseHmmOptions } from './model/parse-hmm.ts';
export type { CovarianceType } from './emissions/gaussian/covariance-structure.ts';
export type { NestedArray, NestedNumbers } from './math/nested-numbers.ts';

// Emission families.
export { bernoulli } from './emissions/discrete/bernoulli.ts';
export { categorical, type CategoricalOptions } from './emissions/discrete/categorical.ts';
export { poisson, SMALLEST_RATE } from './emissions/discrete/poisson.ts';
export { gaussian, type GaussianOptions } from './emissions/gaussian/gaussian.ts';
export { gaussianMixture, type GaussianMixtureOptions } from './emissions/gaussian-mixture.ts';
export { linearRegression, type LinearRegressionOptions } from './emissions/regression/linear-regression.ts';
export type { RegressionPart } from './emissions/regression/parts.ts';
export { product, type ProductBlock, type ProductOptions } from './emissions/product.ts';
export { DEGREES_OF_FREEDOM_BOUNDS, studentT, type StudentTOptions } from './emissions/student-t/student-t.ts';
export type {
  EmissionData,
  EmissionFamily,
  EmissionParameters,
  EmissionRepairs,
  Emissions,
  EstimateSettings,
  ParameterBlock,
  ParameterDomain,
  ParameterLayout,
  SampleContext,
  StartSettings,
  StateMoments,
} from './emissions/emission-family.ts';
export type { FamilyMaker } from './emissions/built-in-families.ts';
export type { FamilySpec } from './emissions/family-spec.ts';
export type { GivenParameters } from './emissions/parameter-layout.ts';

// Models of hmmlearn, both ways.
export { fromHmmlearn, toHmmlearn, type HmmlearnJson, type HmmlearnParameters } from './convert/hmmlearn.ts';
export type { HmmlearnArray } from './convert/hmmlearn-arrays.ts';

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
export type { Optimum } from './training/optima.ts';
export type { SearchOptions, SearchSettings } from './training/search.ts';
export { fitHmm, fitHmmAsync, type AsyncHmmFitOptions, type HmmFit } from './training/fit-hmm.ts';
export type { HmmFitOptions, HmmFitSettings } from './training/hmm-fit-plan.ts';
export type { HmmBaumWelchOptions, HmmTrainingOptions } from './training/family-settings.ts';
export type { HmmParameterName } from './training/family-em.ts';
export type { FitSummary } from './training/fit-result.ts';
export type { ExecutorOptions } from './training/run-search-async.ts';
export { baumWelch, type BaumWelchResult } from './training/baum-welch.ts';
export type { ConstraintOptions, Constraints, ParameterName } from './training/constraints.ts';
export type { Acceleration, BaumWelchOptions, FitProgress, OnProgress } from './training/em-settings.ts';
export type { Degeneracy, FitReport, Repairs } from './training/fit-report.ts';
export { DECREASE_TOLERANCE, type StopReason } from './training/convergence.ts';
export {
  dirichletNiwPriors,
  type DirichletNiwOptions,
  type DirichletNiwPriors,
  type NormalInverseWishart,
} from './training/dirichlet-niw.ts';
export type { PriorOptions, Shrinkage } from './training/prior-settings.ts';
export { hmmlearnPriors, maximumLikelihoodPriors, type ChainPriorOptions, type Priors } from './training/priors.ts';

// Kernels.
export type { KernelChoice, KernelName } from './kernels/kernel.ts';

// The fit explained.
export { explainFit } from './report/explain-fit.ts';
export { groupFindings, type FindingGroup, type FindingNames } from './report/group-findings.ts';
export { reviewFit, type FitFinding, type FitFindingCode } from './report/review-fit.ts';

// Is the model right? What comes next?
export {
  LARGEST_RESIDUAL,
  pseudoResiduals,
  type DiscreteResiduals,
  type PseudoResidualOptions,
  type PseudoResiduals,
} from './checking/pseudo-residuals.ts';
export {
  testResiduals,
  type ResidualTest,
  type ResidualTestName,
  type ResidualTestOptions,
} from './checking/test-residuals.ts';
export {
  describeResiduals,
  type ResidualPictureOptions,
  type ResidualPictures,
} from './checking/describe-residuals.ts';
export {
  forecastObservations,
  type ObservationForecast,
  type ObservationForecastOptions,
} from './checking/forecast-observations.ts';

// How well are the parameters known?
export { standardErrors, type StandardErrorOptions, type StandardErrors } from './uncertainty/standard-errors.ts';
export {
  bootstrapErrors,
  type BootstrapErrors,
  type BootstrapEstimate,
  type BootstrapOptions,
  type BootstrapProgress,
} from './uncertainty/bootstrap-errors.ts';
export type { Interval, NoErrorReason, ParameterEstimate, UncertaintyFinding } from './uncertainty/estimate.ts';
export type { IntervalScale } from './uncertainty/quantities.ts';

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
export { sample, type HmmSample } from './model/sample.ts';
export type { SampleOptions } from './model/sample-options.ts';

// Can regimes be shown at all?
export { testNoRegimes, testNoRegimesAsync, type AsyncNoRegimesOptions } from './no-regimes/test-no-regimes.ts';
export {
  TEST_SEARCH,
  type NoRegimesOptions,
  type NoRegimesProgress,
  type NoRegimesSettings,
} from './no-regimes/no-regimes-options.ts';
export type { NoRegimesTest, NullModelReport } from './no-regimes/no-regimes-result.ts';
export type { AlternativeSettings } from './no-regimes/log-likelihood-ratio.ts';
export { LARGEST_RADIUS } from './no-regimes/stationary-null.ts';
export type { BootstrapStop } from './no-regimes/sequential-p-value.ts';
export type { NullKind } from './no-regimes/var1.ts';

// Model selection and sample size.
export { aic, bic, icl } from './selection/information-criteria.ts';
export { selectNStates, selectNStatesAsync, type AsyncSelectionOptions } from './selection/select-n-states.ts';
export {
  SELECTION_SEARCH,
  type OutOfSampleOptions,
  type SelectionCriterion,
  type SelectionOptions,
  type SelectionProgress,
} from './selection/selection-options.ts';
export type { Candidate, Disqualification, OutOfSampleScore } from './selection/candidate.ts';
export type { ModelSelection, OneStateBaseline, SelectionWarning } from './selection/selection-result.ts';
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

export { autocorrelationTime } from './selection/autocorrelation-time.ts';
export {
  FEWEST_VISITS,
  LONGEST_AUTOCORRELATION_TIME,
  reviewSample,
  type SampleFinding,
} from './selection/review-sample.ts';
export { covarianceConditions, LARGEST_CONDITION } from './selection/covariance-condition.ts';

// Errors.
export {
  DimensionMismatchError,
  FamilyMismatchError,
  HmmError,
  InvalidBlocksError,
  InvalidCovariatesError,
  InvalidEmissionsError,
  InvalidJsonError,
  InvalidLengthsError,
  InvalidObservationsError,
  InvalidOptionError,
  InvalidPriorsError,
  InvalidProbabilitiesError,
  TooManyStatesError,
} from './errors.ts';
