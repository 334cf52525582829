// Predictions, kept.
export { PredictionLog, type PredictionLogLocation, type PredictionLogOptions } from './log/prediction-log.ts';
export { type PredictionQuery, type PredictionSource } from './log/prediction-query.ts';
export {
  type PredictionBasis,
  type PredictionKind,
  type PredictionRecord,
  type PredictionRole,
} from './log/prediction-record.ts';

// Candidates that answer beside the answer.
export {
  runShadows,
  type RunShadowsOptions,
  type Shadow,
  type ShadowAnswer,
  type ShadowAnswers,
  type AnsweredDay,
} from './shadow/run-shadows.ts';
export { type ShadowRunQuery, type ShadowRunSource } from './shadow/shadow-run-query.ts';
export { type ShadowOutcome, type ShadowRun } from './shadow/shadow-run.ts';

// What they say about the model that made them.
export { computeMetrics, type ModelMetrics, type RegimeShares, type WindowMetrics } from './metrics.ts';
export { ModelMonitor, type CollectMetricsOptions, type ModelMonitorOptions } from './model-monitor.ts';

// Rules: one thing to look for in the metrics each.
export { type Anomaly, type AnomalyRule, type AnomalySeverity, type RuleFinding } from './rules/anomaly-rule.ts';
export { defaultAnomalyRules, type DefaultRuleOptions } from './rules/default-anomaly-rules.ts';
export { excessiveRiskOff, type ExcessiveRiskOffOptions } from './rules/excessive-risk-off.ts';
export { frequentTransitions, type FrequentTransitionsOptions } from './rules/frequent-transitions.ts';
export { lowConfidence, type LowConfidenceOptions } from './rules/low-confidence.ts';
export { noPredictions } from './rules/no-predictions.ts';

// What can go wrong.
export {
  AnomalyRuleError,
  DamagedPredictionError,
  InvalidMonitoringOptionError,
  InvalidPredictionError,
  InvalidShadowRunError,
} from './errors.ts';
