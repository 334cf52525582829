import { describeValue } from '@regimekit/numerics';
import { InvalidMonitoringOptionError } from '../errors.ts';
import type { AnomalyRule } from './anomaly-rule.ts';
import { excessiveRiskOff, type ExcessiveRiskOffOptions } from './excessive-risk-off.ts';
import { frequentTransitions, type FrequentTransitionsOptions } from './frequent-transitions.ts';
import { lowConfidence, type LowConfidenceOptions } from './low-confidence.ts';
import { noPredictions } from './no-predictions.ts';

/** Options of each default rule by its name; `false` leaves the rule out. */
export interface DefaultRuleOptions {
  readonly no_predictions?: false | undefined;
  readonly excessive_risk_off?: ExcessiveRiskOffOptions | false | undefined;
  readonly low_confidence?: LowConfidenceOptions | false | undefined;
  readonly frequent_transitions?: FrequentTransitionsOptions | false | undefined;
}

// A rule of the default set is one line here.
const CATALOG = {
  no_predictions: noPredictions,
  excessive_risk_off: excessiveRiskOff,
  low_confidence: lowConfidence,
  frequent_transitions: frequentTransitions,
};

/**
 * The rules a monitor has by default, each switchable and with thresholds of your own.
 *
 * @throws InvalidMonitoringOptionError for an unknown rule, or a threshold outside 0..1
 *
 * @example
 * ```ts
 * import { defaultAnomalyRules } from '@regimekit/monitoring';
 *
 * const rules = defaultAnomalyRules({ excessive_risk_off: { threshold: 0.95 }, frequent_transitions: false });
 * console.log(rules.map(({ name }) => name).join(', ')); // no_predictions, excessive_risk_off, low_confidence
 * ```
 */
export function defaultAnomalyRules(options: DefaultRuleOptions = {}): AnomalyRule[] {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidMonitoringOptionError(
      'default rules',
      `expected an object of options by rule, received ${describeValue(options)}.`,
    );
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(CATALOG, name));
  if (unknown !== undefined) {
    throw new InvalidMonitoringOptionError(
      'default rules',
      `expected names among ${Object.keys(CATALOG).join(', ')}; received '${unknown}'.`,
      'Add a rule of your own to the list itself: [...defaultAnomalyRules(), yourRule].',
    );
  }
  return (Object.keys(CATALOG) as (keyof typeof CATALOG)[])
    .filter((name) => options[name] !== false)
    .map((name) => CATALOG[name](options[name] || {}));
}
