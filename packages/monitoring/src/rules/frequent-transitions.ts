import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { type AnomalyRule, checkThreshold, percent } from './anomaly-rule.ts';

export interface FrequentTransitionsOptions {
  /**
   * Largest share of steps from one day to the next with a change of regime that is not reported.
   * @default 0.3
   */
  readonly threshold?: number | undefined;
}

const optionNames: OptionNames<FrequentTransitionsOptions> = { threshold: true };

/**
 * Reports a window in which the regime flickers. Customary and weak: a fitted model stays in a regime for weeks, so even
 * one that has lost its hold on the market rarely changes on three days of ten; and a window of very few days can.
 *
 * @throws InvalidMonitoringOptionError for a threshold outside 0..1
 */
export function frequentTransitions(options: FrequentTransitionsOptions = {}): AnomalyRule {
  const name = 'frequent_transitions';
  checkOptions(options, optionNames, name);
  const threshold = checkThreshold(name, options.threshold ?? 0.3);
  return {
    name,
    severity: 'warning',
    check: ({ transitions, transitionFrequency, days }) => {
      if (transitionFrequency === null || transitionFrequency <= threshold) return null;
      const counted = `${transitions} of ${days - 1} steps from day to day (${percent(transitionFrequency)})`;
      return {
        message: `The regime changed on ${counted}, more than ${percent(threshold)}.`,
        value: transitionFrequency,
        threshold,
      };
    },
  };
}
