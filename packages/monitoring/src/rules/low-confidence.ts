import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { type AnomalyRule, checkThreshold, percent } from './anomaly-rule.ts';

export interface LowConfidenceOptions {
  /**
   * Smallest average confidence that is not reported.
   * @default 0.5
   */
  readonly threshold?: number | undefined;
}

const optionNames: OptionNames<LowConfidenceOptions> = { threshold: true };

/**
 * Reports a window in which the model hardly knew what it saw. Customary and weak: filtered probabilities of a model
 * with persistent states are nearly always far above one half, also when the model is wrong.
 *
 * @throws InvalidMonitoringOptionError for a threshold outside 0..1
 */
export function lowConfidence(options: LowConfidenceOptions = {}): AnomalyRule {
  const name = 'low_confidence';
  checkOptions(options, optionNames, name);
  const threshold = checkThreshold(name, options.threshold ?? 0.5);
  return {
    name,
    severity: 'warning',
    check: ({ averageConfidence, days }) => {
      if (averageConfidence === null || averageConfidence >= threshold) return null;
      return {
        message: `Average confidence of ${percent(averageConfidence)} over ${days} days, less than ${percent(threshold)}.`,
        value: averageConfidence,
        threshold,
      };
    },
  };
}
