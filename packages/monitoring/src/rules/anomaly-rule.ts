import { InvalidMonitoringOptionError } from '../errors.ts';
import type { ModelMetrics } from '../metrics.ts';

/** `info`: good to know. `warning`: somebody should look. `critical`: do not rely on the model until somebody has. */
export type AnomalySeverity = 'info' | 'warning' | 'critical';

/** What a rule found: a sentence with its figure, and the figure itself. */
export interface RuleFinding {
  readonly message: string;
  readonly value: number | null;
  /** What the value was held against; null where there is no threshold. */
  readonly threshold: number | null;
}

/** One thing to look for. A rule of your own is an object like this in the list given to `ModelMonitor`. */
export interface AnomalyRule {
  /** Unique among the rules of a monitor, for example `low_confidence`. */
  readonly name: string;
  readonly severity: AnomalySeverity;
  /** The finding, or null where there is none. Figures are null when the window cannot give them. */
  check(metrics: ModelMetrics): RuleFinding | null;
}

/** A finding with the name and severity of the rule it comes from. */
export interface Anomaly extends RuleFinding {
  readonly rule: string;
  readonly severity: AnomalySeverity;
}

/** A share as people read it: 0.8333 is `83.3 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

export function checkThreshold(rule: string, threshold: number): number {
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= 1) return threshold;
  throw new InvalidMonitoringOptionError(
    `threshold of ${rule}`,
    `expected a share from 0 to 1, received ${String(threshold)}.`,
    '80 % is written 0.8.',
  );
}
