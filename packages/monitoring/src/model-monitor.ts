import { describeValue, type OptionNames } from '@regimekit/numerics';
import { z } from 'zod';
import { checkOptions } from './check-options.ts';
import { AnomalyRuleError, InvalidMonitoringOptionError } from './errors.ts';
import type { PredictionSource } from './log/prediction-query.ts';
import type { PredictionKind } from './log/prediction-record.ts';
import { computeMetrics, type ModelMetrics } from './metrics.ts';
import type { Anomaly, AnomalyRule } from './rules/anomaly-rule.ts';
import { defaultAnomalyRules } from './rules/default-anomaly-rules.ts';

export interface ModelMonitorOptions {
  /** Where the predictions are. */
  readonly log: PredictionSource;
  /** @default defaultAnomalyRules() */
  readonly rules?: readonly AnomalyRule[] | undefined;
  /** @default the system's clock */
  readonly clock?: (() => Date) | undefined;
}

export interface CollectMetricsOptions {
  readonly modelName: string;
  /**
   * Only this version's answers. What it said while in shadow was no answer and does not count.
   * @default every version: what the model of this name told its users
   */
  readonly modelVersion?: string | undefined;
  /**
   * How many market days, counted back from the newest predicted one. A market day is a distinct `asOfDate`.
   * @default 30
   */
  readonly windowDays?: number | undefined;
  /** @default 'live' */
  readonly kind?: PredictionKind | undefined;
  /** When the model was trained (a UTC instant), for its age. */
  readonly modelTrainedAt?: string | Date | undefined;
}

const monitorOptionNames: OptionNames<ModelMonitorOptions> = { log: true, rules: true, clock: true };
const metricsOptionNames: OptionNames<CollectMetricsOptions> = {
  modelName: true,
  modelVersion: true,
  windowDays: true,
  kind: true,
  modelTrainedAt: true,
};

const MS_PER_DAY = 86_400_000;

// Anything else that Date can read depends on the machine's time zone.
const instantSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/**
 * Looks at what a model has answered lately, and says what is odd about it. It works on the log alone and knows no model.
 *
 * @example
 * ```ts
 * import { ModelMonitor, PredictionLog } from '@regimekit/monitoring';
 *
 * const log = await PredictionLog.open(':memory:');
 * const monitor = new ModelMonitor({ log });
 * const metrics = await monitor.collectMetrics({ modelName: 'regime-detector' });
 * console.log(metrics.count, metrics.averageConfidence); // 0 null
 * console.log(monitor.checkAnomalies(metrics)[0]?.message); // 0 live predictions of 'regime-detector' in the log.
 * await log.close();
 * ```
 */
export class ModelMonitor {
  readonly #log: PredictionSource;
  readonly #rules: readonly AnomalyRule[];
  readonly #clock: () => Date;

  /** @throws InvalidMonitoringOptionError when two rules have the same name */
  constructor(options: ModelMonitorOptions) {
    checkOptions(options, monitorOptionNames, 'ModelMonitor');
    checkLog(options.log);
    checkRules(options.rules);
    this.#log = options.log;
    this.#rules = [...(options.rules ?? defaultAnomalyRules())];
    this.#clock = options.clock ?? ((): Date => new Date());
    const names = this.#rules.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new InvalidMonitoringOptionError('rules', `expected names that differ, received '${twice}' twice.`);
    }
  }

  /**
   * Metrics over the newest days of a model's predictions. Without any, counts are 0 and figures null.
   *
   * @throws InvalidMonitoringOptionError for a window that is no whole number of days, or a date that is none
   */
  async collectMetrics(options: CollectMetricsOptions): Promise<ModelMetrics> {
    checkOptions(options, metricsOptionNames, 'collectMetrics');
    const { modelName, modelVersion, windowDays = 30, kind = 'live', modelTrainedAt } = options;
    if (!Number.isSafeInteger(windowDays) || windowDays < 1) {
      throw new InvalidMonitoringOptionError(
        'windowDays',
        `expected a whole number from 1, received ${describeValue(windowDays)}.`,
      );
    }
    const now = this.#clock();
    const trainedAt = modelTrainedAt === undefined ? undefined : toTime(modelTrainedAt);
    // Only what users were told: a shadow that errs must raise no alarm, nor one that is right hide one.
    const records = await this.#log.query({ modelName, modelVersion, kind, role: 'production', lastDays: windowDays });
    return {
      modelName,
      kind,
      windowDays,
      ...computeMetrics(records),
      modelAgeDays: trainedAt === undefined ? null : (now.getTime() - trainedAt) / MS_PER_DAY,
      collectedAt: now.toISOString(),
    };
  }

  /**
   * What the rules find, in their order; empty when nothing is odd.
   *
   * @throws AnomalyRuleError naming a rule that threw
   */
  checkAnomalies(metrics: ModelMetrics): Anomaly[] {
    if (typeof metrics !== 'object' || metrics === null) {
      throw new InvalidMonitoringOptionError(
        'metrics',
        `expected what collectMetrics gave, received ${describeValue(metrics)}.`,
      );
    }
    return this.#rules.flatMap((rule) => {
      try {
        const finding = rule.check(metrics);
        return finding ? [{ rule: rule.name, severity: rule.severity, ...finding }] : [];
      } catch (error) {
        throw new AnomalyRuleError(rule.name, error);
      }
    });
  }
}

function checkLog(log: PredictionSource): void {
  if (typeof (log as Partial<PredictionSource> | null | undefined)?.query === 'function') return;
  throw new InvalidMonitoringOptionError('log', `expected a PredictionLog, received ${describeValue(log)}.`);
}

function checkRules(rules: readonly AnomalyRule[] = []): void {
  const sound = (rule: Partial<AnomalyRule> | null) =>
    typeof rule?.name === 'string' && typeof rule.check === 'function';
  if (Array.isArray(rules) && rules.every(sound)) return;
  throw new InvalidMonitoringOptionError(
    'rules',
    `expected an array of rules with name, severity and check, received ${describeValue(rules)}.`,
  );
}

function toTime(instant: string | Date): number {
  const time = instant instanceof Date || instantSchema.safeParse(instant).success ? new Date(instant).getTime() : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidMonitoringOptionError(
    'modelTrainedAt',
    `expected an instant written like 2024-01-31T21:05:00.000Z, received ${describeValue(instant)}.`,
  );
}
