import { quantile } from '@regimekit/numerics';
import type { PredictionKind, PredictionRecord } from './log/prediction-record.ts';

/** Share of the days (0 to 1) on which each regime was the answer; regimes that never were have 0. */
export type RegimeShares = Readonly<Record<string, number>>;

/** What a window of predictions says. A figure that the window cannot give is null, never NaN. */
export interface WindowMetrics {
  /** First and last `asOfDate` in the window; null without predictions. */
  readonly from: string | null;
  readonly to: string | null;
  /** Predictions made in the window, repeated ones included. */
  readonly count: number;
  /** Market days in the window: distinct `asOfDate`s. */
  readonly days: number;
  /** Versions that answered, in the order of their first answer. */
  readonly modelVersions: readonly string[];
  /** Of the last answer for each day. Empty without predictions. */
  readonly regimeDistribution: RegimeShares;
  /** Mean confidence, 0 to 1, of the last answer for each day. */
  readonly averageConfidence: number | null;
  /** How often the regime differs from that of the day before in the window. */
  readonly transitions: number;
  /** `transitions` over the `days - 1` steps from one day to the next, 0 to 1; null with fewer than two days. */
  readonly transitionFrequency: number | null;
  /** Milliseconds from question to answer, over every prediction made. */
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
}

/** Metrics of a window, together with the question they answer. */
export interface ModelMetrics extends WindowMetrics {
  readonly modelName: string;
  readonly kind: PredictionKind;
  /** Market days asked for; `days` says how many there were. */
  readonly windowDays: number;
  /** Days since training, with fractions; negative when that lies ahead of the clock; null when it is not known. */
  readonly modelAgeDays: number | null;
  /** When the metrics were taken: a UTC instant. */
  readonly collectedAt: string;
}

/**
 * The metrics of predictions in the order of their days. Where a day was predicted several times, regime and confidence
 * are those of the last answer, as that is what was acted on; count and latency are of all.
 *
 * @param records - by `asOfDate` and, within a day, by the time of their making, as `PredictionLog.query` gives them
 */
export function computeMetrics(records: readonly PredictionRecord[]): WindowMetrics {
  const daily = lastOfEachDay(records);
  const transitions = daily.filter(({ regime }, day) => day > 0 && regime !== daily[day - 1]!.regime).length;
  const latencies = records.map(({ latencyMs }) => latencyMs);
  return {
    from: daily[0]?.asOfDate ?? null,
    to: daily.at(-1)?.asOfDate ?? null,
    count: records.length,
    days: daily.length,
    modelVersions: [...new Set(records.map(({ modelVersion }) => modelVersion))],
    regimeDistribution: shareOfRegimes(daily),
    averageConfidence: daily.length === 0 ? null : mean(daily.map(({ confidence }) => confidence)),
    transitions,
    transitionFrequency: daily.length < 2 ? null : transitions / (daily.length - 1),
    latencyMs: {
      p50: latencies.length === 0 ? null : quantile(latencies, 0.5),
      p99: latencies.length === 0 ? null : quantile(latencies, 0.99),
    },
  };
}

function lastOfEachDay(records: readonly PredictionRecord[]): PredictionRecord[] {
  return records.filter(({ asOfDate }, index) => asOfDate !== records[index + 1]?.asOfDate);
}

function shareOfRegimes(daily: readonly PredictionRecord[]): RegimeShares {
  const counts = new Map<string, number>();
  for (const { probabilities, regime } of daily) {
    for (const name of Object.keys(probabilities)) if (!counts.has(name)) counts.set(name, 0);
    counts.set(regime, (counts.get(regime) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].map(([regime, count]) => [regime, count / daily.length]));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
