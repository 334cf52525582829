import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { type AnomalyRule, checkThreshold, percent } from './anomaly-rule.ts';

export interface ExcessiveRiskOffOptions {
  /**
   * Largest share of days in the regime that is not reported.
   * @default 0.8
   */
  readonly threshold?: number | undefined;
  /** @default 'risk_off' */
  readonly regime?: string | undefined;
}

const optionNames: OptionNames<ExcessiveRiskOffOptions> = { threshold: true, regime: true };

/**
 * Reports a window spent almost wholly in risk_off. Customary and weak: a real crisis trips it for weeks, while the
 * model does just what it should.
 *
 * @throws InvalidMonitoringOptionError for a threshold outside 0..1
 */
export function excessiveRiskOff(options: ExcessiveRiskOffOptions = {}): AnomalyRule {
  const name = 'excessive_risk_off';
  checkOptions(options, optionNames, name);
  const { regime = 'risk_off' } = options;
  const threshold = checkThreshold(name, options.threshold ?? 0.8);
  return {
    name,
    severity: 'warning',
    check: ({ regimeDistribution, days }) => {
      const share = Object.hasOwn(regimeDistribution, regime) ? regimeDistribution[regime]! : 0;
      if (!(share > threshold)) return null;
      const counted = `${Math.round(share * days)} of ${days} days (${percent(share)})`;
      return { message: `${regime} on ${counted}, more than ${percent(threshold)}.`, value: share, threshold };
    },
  };
}
