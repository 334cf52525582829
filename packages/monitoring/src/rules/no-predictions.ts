import type { AnomalyRule } from './anomaly-rule.ts';

/** Reports a window without a single prediction, in which no other rule can see anything. */
export function noPredictions(): AnomalyRule {
  return {
    name: 'no_predictions',
    severity: 'warning',
    check: ({ count, modelName, kind }) =>
      count > 0 ? null : { message: `0 ${kind} predictions of '${modelName}' in the log.`, value: 0, threshold: null },
  };
}
