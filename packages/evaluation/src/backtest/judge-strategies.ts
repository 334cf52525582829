// Every strategy of a backtest by its headline numbers, and how sure they are.
import type { TaskExecutor } from '@regimekit/numerics';
import { metricNames, type MetricName } from '../metrics/headline.ts';
import { bootstrapMetricsTogether, type BootstrappedSummary } from '../resampling/bootstrap-metrics.ts';
import type { PanelMember } from '../strategies/panel.ts';
import type { StrategyResult } from '../types.ts';
import type { JudgedStrategy } from './backtest-document.ts';
import { distributionsOf, type BootstrapDistribution } from './distributions.ts';
import { estimateOf, type Estimate } from './regime-information.ts';

export interface JudgeOptions {
  readonly seed: number;
  readonly replications: number;
  readonly level: number;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface JudgedStrategies {
  readonly strategies: readonly JudgedStrategy[];
  /** Mean length of the blocks that histories were drawn by, in days. */
  readonly blockDays: number;
  readonly distributions: readonly BootstrapDistribution[];
}

/**
 * Headline numbers of all with intervals from the same drawn days: the strategy, the constant mix, then the panel.
 *
 * @throws what the bootstrap throws; rejects with `signal.reason`
 */
export async function judgeStrategies(
  members: readonly PanelMember[],
  results: readonly StrategyResult[],
  riskFree: Float64Array,
  { seed, replications, level, executor, signal }: JudgeOptions,
): Promise<JudgedStrategies> {
  const series = results.map((result, i) => ({
    returns: result.returns,
    riskFree,
    exposure: result.exposure,
    turnover: result.turnover,
    grossReturns: result.grossReturns,
    // Fees are what a switch from the constant mix to the strategy is worth; of the panel nobody asks.
    ...(i === 0 ? { benchmark: results[1]!.returns } : {}),
  }));
  const summaries = await bootstrapMetricsTogether(series, {
    seed,
    replications,
    level,
    ...(executor === undefined ? {} : { executor }),
    ...(signal === undefined ? {} : { signal }),
  });
  const strategies = members.map(({ name, rule }, i): JudgedStrategy => {
    const role = i === 0 ? 'strategy' : i === 1 ? 'constant mix' : 'panel';
    const sharpeDifference = i === 0 ? null : difference(summaries[0]!, summaries[i]!, level);
    return { name, rule, role, metrics: estimates(summaries[i]!), sharpeDifference };
  });
  return { strategies, blockDays: summaries[0]!.blockLength, distributions: distributionsOf(summaries[0]!) };
}

/** The headline numbers with their intervals, as plain data. */
export function estimates({ metrics }: BootstrappedSummary): Record<MetricName, Estimate> {
  const of = (name: MetricName): Estimate => {
    const { value, interval } = metrics[name];
    // JSON has no -0.
    return {
      value: value === undefined ? null : value + 0,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
    };
  };
  return Object.fromEntries(metricNames.map((name) => [name, of(name)])) as Record<MetricName, Estimate>;
}

function difference(a: BootstrappedSummary, b: BootstrappedSummary, level: number): Estimate {
  const value = (a.metrics.sharpe.value ?? Number.NaN) - (b.metrics.sharpe.value ?? Number.NaN);
  const drawn = Array.from(a.replications.sharpe, (x, i) => x - b.replications.sharpe[i]!);
  return estimateOf(value, drawn, level);
}
