// Filled part by part: metrics, resampling, tests, quality, walk-forward, strategies, comparison, backtest.
export * from './types.ts';

// What a strategy earned, at what risk: one number each, and all at once.
export { cagrByCalendar, cagrBySessions, logGrowth, type CalendarOptions } from './metrics/growth.ts';
export { calmarRatio, sharpeRatio, sortinoRatio, volatility, type SortinoOptions } from './metrics/ratios.ts';
export { maximumDrawdown, type Drawdown } from './metrics/drawdown.ts';
export { annualTurnover, breakEvenCost, hitRate, meanExposure, type BreakEvenOptions } from './metrics/trading.ts';
export {
  certaintyEquivalent,
  FEE_AVERSIONS,
  manipulationProofMeasure,
  performanceFee,
  type RiskAversion,
} from './metrics/utility.ts';
export { moments, type Moments } from './metrics/moments.ts';
export { metricNames, type MetricName, type SummariseOptions } from './metrics/headline.ts';
export { summarise, type Summary, type UndefinedReason } from './metrics/summarise.ts';
export { DEFAULT_PERIODS_PER_YEAR, type ExcessOptions, type PeriodOptions } from './metrics/periods.ts';

// How sure a Sharpe ratio is.
export {
  deflatedSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeShape,
  type DeflatedSharpe,
  type SharpeShape,
  type TrialOptions,
} from './metrics/sharpe-probability.ts';

// Days drawn anew: block bootstrap, intervals, placebo series.
export { blockIndices, type BlockMethod } from './resampling/block-indices.ts';
export { optimalBlockLength, type BlockLength } from './resampling/block-length.ts';
export { bootstrapInterval, type Interval, type IntervalMethod, type IntervalOptions } from './resampling/intervals.ts';
export {
  bootstrapMetrics,
  bootstrapMetricsTogether,
  type BootstrapOptions,
  type BootstrappedMetric,
  type BootstrappedSummary,
  type BootstrapRunOptions,
  type BootstrapSeries,
} from './resampling/bootstrap-metrics.ts';
export {
  bootstrapStatistic,
  meanWithError,
  type BootstrappedStatistic,
  type BootstrapStatisticOptions,
  type Statistic,
} from './resampling/bootstrap-statistic.ts';
export { phaseRandomise } from './resampling/phase-randomise.ts';

// Is the difference more than luck.
export type { Alternative } from './tests/alternative.ts';
export { dieboldMariano, type DieboldMarianoOptions, type DieboldMarianoResult } from './tests/diebold-mariano.ts';
export { ledoitWolf, type LedoitWolfOptions, type LedoitWolfResult } from './tests/ledoit-wolf.ts';
export { mcNemarExact, type McNemarResult } from './tests/mcnemar.ts';
export { cohensKappa, type KappaResult } from './tests/cohens-kappa.ts';
export type { LossBootstrapOptions, NamedLosses } from './tests/loss-bootstrap.ts';
export {
  superiorPredictiveAbility,
  type SuperiorPredictiveAbilityResult,
} from './tests/superior-predictive-ability.ts';
export {
  modelConfidenceSet,
  type ModelConfidenceSetOptions,
  type ModelConfidenceSetResult,
} from './tests/model-confidence-set.ts';
export { benjaminiHochberg } from './tests/benjamini-hochberg.ts';

// Bounds that hold at every look, and how soon they can be expected to speak.
export {
  confidenceSequence,
  createConfidenceSequence,
  type ConfidenceBounds,
  type ConfidenceSequence,
  type ConfidenceSequencePath,
} from './tests/confidence-sequence.ts';
export type {
  ConfidenceSequenceMethod,
  ConfidenceSequenceOptions,
  ConfidenceSequenceSettings,
  ConfidenceSides,
} from './tests/confidence-sequence-options.ts';
export type { ConfidenceSequenceState } from './tests/confidence-sequence-state.ts';
export { asymptoticNormalMixture, type NormalMixtureOptions } from './tests/normal-mixture.ts';
export { simulatePower, type PowerOptions, type PowerResult } from './tests/simulate-power.ts';

// The signals that a user would have had: refits on the past alone.
export {
  planFolds,
  trainingSpans,
  type FoldPlan,
  type RowSpan,
  type ScheduleOptions,
  type WindowKind,
} from './walk-forward/fold-schedule.ts';
export { walkForward } from './walk-forward/walk-forward.ts';
export type { WalkForwardResult } from './walk-forward/assemble-folds.ts';
export { recipeFingerprint } from './walk-forward/recipe-fingerprint.ts';
export { recipeRegimes } from './walk-forward/recipe-regimes.ts';
export type {
  CheckpointStore,
  WalkForwardData,
  WalkForwardOptions,
  WalkForwardProgress,
  WalkForwardRecipe,
} from './walk-forward/walk-forward-options.ts';
export type { FoldChoice } from './walk-forward/fold-choice.ts';
export type { ChoiceRecord } from './walk-forward/choose-in-fold.ts';
export type { DetectorRecipe, FoldFit } from './walk-forward/fold-data.ts';
export type { DaySpan, FoldRecord, WalkForwardFinding } from './walk-forward/fold-record.ts';

export { replayFolds, type FoldModel, type FoldReplay } from './walk-forward/replay-folds.ts';
export {
  proveCausality,
  scrambleAfter,
  type CausalityCheck,
  type CausalityControl,
  type ControlCheck,
  type CausalityProof,
  type CausalityRequest,
  type CausalSubject,
} from './walk-forward/prove-causality.ts';

// From probabilities to weights, from weights to returns, and what anyone can do without a model.
export {
  constantMix,
  probabilityWeighted,
  regimeMap,
  volatilityTarget,
  zeroOne,
  type ExposureOptions,
  type RegimeMapOptions,
  type VolatilityTargetOptions,
  type ZeroOneOptions,
} from './strategies/weights.ts';
export { runStrategy, type ExecutionOptions } from './strategies/run-strategy.ts';
export { panel, returnsFromCloses, type PanelMember, type PanelOptions } from './strategies/panel.ts';

// Whether regimes are any good: do they stay, are they right, are their probabilities meant.
export {
  labelStability,
  type LabelFold,
  type RefitStability,
  type StabilityOptions,
  type StabilityReport,
  type SurvivalBin,
} from './quality/stability.ts';
export { alignLabels, seedAgreement, type SeedAgreement } from './quality/align-labels.ts';
export { labelAges, labelDynamics, type LabelDynamics } from './quality/label-dynamics.ts';
export type { Labels } from './quality/check-labels.ts';
export {
  adjustedRandIndex,
  balancedAccuracy,
  brierScore,
  confusionCounts,
  labelLogScore,
  type LabelLogScore,
} from './quality/truth-scores.ts';
export { detectionReport, type Detection, type DetectionReport } from './quality/detection.ts';
export { whipsawCost, type WhipsawOptions, type WhipsawReport } from './quality/whipsaw.ts';
export { recessionTable, type RecessionRow, type RecessionTable } from './quality/recession-table.ts';
export {
  calibrationCurve,
  type CalibrationBin,
  type CalibrationCurve,
  type CalibrationOptions,
} from './quality/calibration-curve.ts';
export {
  featureDensityTable,
  LEAST_SCORE_BLOCK,
  returnDensityTable,
  scoreInterval,
  type DensityFold,
  type DensityOptions,
  type DensityRow,
  type DensityTable,
  type NamedScores,
  type ScoreEstimate,
} from './quality/density-scores.ts';
export {
  levelCalibration,
  predictedLevels,
  type LevelBin,
  type LevelCalibration,
  type LevelOptions,
} from './quality/return-calibration.ts';
export { inRawUnits, mixtureLogScores, returnsByRegime, sumOfLogs } from './quality/log-scores.ts';
export type { RowRange } from './quality/gaussian-density.ts';

// Is the candidate better than what runs now.
export {
  checkPlan,
  comparisonPlan,
  comparisonPlanSchema,
  planDigest,
  type ComparisonPlan,
  type ComparisonPlanInput,
  type PlanCheck,
  type PlanProblem,
  type PlanTimes,
} from './comparison/comparison-plan.ts';
export { settingsFromPilot, type PilotOptions, type PilotSettings } from './comparison/settings-from-pilot.ts';
export { planPower, type PlanPower, type PlanPowerOptions } from './comparison/plan-power.ts';
export { pairScores, type PairedScores, type ScoredDays } from './comparison/pair-scores.ts';
export { compareDecisions, type DecisionComparison, type Decisions } from './comparison/compare-decisions.ts';
export {
  cutoverTurnover,
  latencyQuantile,
  type Guardrail,
  type GuardrailMeasures,
  type GuardrailName,
} from './comparison/guardrails.ts';
export type { Judgement, ReasonCode, Verdict } from './comparison/verdict.ts';
export {
  compareModels,
  type ComparisonInput,
  type ComparisonOptions,
  type ComparisonRecord,
} from './comparison/compare-models.ts';
export {
  compareWithoutScores,
  type UnscoredInput,
  type UnscoredRecord,
  type WhyNoScores,
} from './comparison/compare-without-scores.ts';
export { comparisonPath, type ComparisonPath } from './comparison/comparison-path.ts';
export { comparisonEvidence, explainComparison, type ComparisonEvidence } from './comparison/comparison-evidence.ts';
export type { JsonSafe } from './comparison/json-safe.ts';

// Which of several recipes: all replayed over the same days.
export { compareRecipes, type RecipeOptions, type RecipeRequest } from './recipes/compare-recipes.ts';
export { explainRecipes } from './recipes/explain-recipes.ts';
export type { WalkedRecipe } from './recipes/walked-recipe.ts';
export type {
  JudgedRecipe,
  RecipeComparisonDocument,
  RecipePair,
  RecipeScores,
  ScoreKind,
} from './recipes/recipe-comparison.ts';

// Everything together, and in words.
export { runBacktest, type BacktestOptions, type BacktestRequest } from './backtest/run-backtest.ts';
export { againstPanel, type PanelTests, type SuperiorityTest } from './backtest/against-panel.ts';
export { agreeSeeds, type SeedDocument, type SeedRequest } from './backtest/agree-seeds.ts';
export { judgeRecessions, type RecessionDocument, type Recessions } from './backtest/judge-recessions.ts';
export { explainBacktest } from './backtest/explain-backtest.ts';
export type { BacktestDocument, GridCell, JudgedStrategy } from './backtest/backtest-document.ts';
export type { BootstrapDistribution } from './backtest/distributions.ts';
export { judgeTruth, type RegimeTruth, type Rightness, type TruthDocument } from './backtest/judge-truth.ts';
export { placeboInputs } from './backtest/placebo-inputs.ts';
export {
  runPlacebo,
  type PlaceboDocument,
  type PlaceboNumber,
  type PlaceboOptions,
  type PlaceboRequest,
} from './backtest/run-placebo.ts';
export type { DensityDocument, RegimeJudgement, StabilityDocument, WalkedHistory } from './backtest/judge-regimes.ts';
export {
  regimeInformation,
  type Estimate,
  type InformationKind,
  type InformationOptions,
  type RegimeDayAfter,
  type RegimeInformation,
} from './backtest/regime-information.ts';
export { callDelays, type FallCall } from './backtest/call-delays.ts';

// Errors.
export {
  EvaluationError,
  InvalidPlanError,
  InvalidOptionError,
  InvalidSeriesError,
  InvalidStateError,
  LengthMismatchError,
} from './errors.ts';
