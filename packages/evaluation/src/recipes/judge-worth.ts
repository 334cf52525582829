// What acting on each recipe was worth, on the same days and at the same costs.
import { MatrixView, type TaskExecutor } from '@regimekit/numerics';
import type { BacktestDocument } from '../backtest/backtest-document.ts';
import type { Estimate } from '../backtest/regime-information.ts';
import { estimates } from '../backtest/judge-strategies.ts';
import { mixOf, riskFreeOf, trialsOf } from '../backtest/run-backtest.ts';
import { InvalidSeriesError } from '../errors.ts';
import type { MetricName } from '../metrics/headline.ts';
import { bootstrapMetricsTogether } from '../resampling/bootstrap-metrics.ts';
import { runStrategy } from '../strategies/run-strategy.ts';
import { constantMix } from '../strategies/weights.ts';
import type { AssetReturns, StrategyResult } from '../types.ts';
import type { WalkedRecipe } from './walked-recipe.ts';

export interface WorthOptions {
  readonly seed: number;
  readonly replications: number;
  readonly level: number;
  readonly delay: number;
  readonly costBps: number;
  readonly halfSpreadBps: number;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Worth {
  /** In the order of the recipes, all over the same days. */
  readonly results: readonly StrategyResult[];
  readonly riskFree: Float64Array;
  readonly metrics: readonly Readonly<Record<MetricName, Estimate>>[];
  readonly trials: readonly BacktestDocument['trials'][];
  /** To change from the first recipe to each of the others. */
  readonly fees: readonly Estimate[];
  readonly held: { readonly result: StrategyResult; readonly metrics: Readonly<Record<MetricName, Estimate>> };
  readonly blockDays: number;
}

/** Every replication draws the same days of all recipes. */
export async function judgeWorth(
  recipes: readonly WalkedRecipe[],
  market: AssetReturns,
  { seed, replications, level, executor, signal, ...execution }: WorthOptions,
): Promise<Worth> {
  const { from, to } = commonDays(recipes, market, execution.delay);
  const run = (weights: WalkedRecipe['strategy']['weights']): StrategyResult =>
    upTo(to, runStrategy(weights, market, { ...execution, from }));
  const results = recipes.map(({ strategy }) => run(strategy.weights));
  const riskFree = riskFreeOf(market, results[0]!);
  const held = run(constantMix(market.dates, { [market.names[0]!]: 1 }));
  const seriesOf = (result: StrategyResult, benchmark?: StrategyResult) => ({
    returns: result.returns,
    riskFree,
    exposure: result.exposure,
    turnover: result.turnover,
    grossReturns: result.grossReturns,
    ...(benchmark === undefined ? {} : { benchmark: benchmark.returns }),
  });
  const summaries = await bootstrapMetricsTogether(
    [
      // Less exposure alone already changes a fee: it is over the same exposure on all days.
      ...results.map((result) => seriesOf(result, run(mixOf(result, market).weights))),
      seriesOf(held),
      ...results.slice(1).map((result) => seriesOf(result, results[0])),
    ],
    {
      seed,
      replications,
      level,
      ...(executor === undefined ? {} : { executor }),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const n = recipes.length;
  return {
    results,
    riskFree,
    metrics: summaries.slice(0, n).map(estimates),
    trials: results.map((result) => trialsOf(result, riskFree, n)),
    fees: summaries.slice(n + 1).map((summary) => estimates(summary).fee5),
    held: { result: held, metrics: estimates(summaries[n]!) },
    blockDays: summaries[0]!.blockLength,
  };
}

/** From the first day on which a decision of every recipe is held to the last on which the newest of every recipe is. */
function commonDays(
  recipes: readonly WalkedRecipe[],
  market: AssetReturns,
  delay: number,
): { readonly from: string; readonly to: string } {
  const ends = recipes.map(({ strategy: { weights } }) => {
    const decided = new Set(weights.dates);
    const days = market.dates.flatMap((date, s) => (decided.has(date) ? [s] : []));
    return { first: days[0] ?? -1, last: days.at(-1) ?? -1 };
  });
  const first = Math.max(...ends.map((each) => each.first)) + delay + 1;
  const last = Math.min(Math.min(...ends.map((each) => each.last)) + delay + 1, market.dates.length - 1);
  if (ends.every((each) => each.first >= 0) && last > first) {
    return { from: market.dates[first]!, to: market.dates[last]! };
  }
  throw new InvalidSeriesError('the recipes', 'decisions on days of the market that all of them have', 'none');
}

function upTo(to: string, result: StrategyResult): StrategyResult {
  const n = result.dates.findLastIndex((date) => date <= to) + 1;
  const { dates, returns, grossReturns, turnover, names, held, exposure, costs } = result;
  return {
    dates: dates.slice(0, n),
    returns: returns.slice(0, n),
    grossReturns: grossReturns.slice(0, n),
    turnover: turnover.slice(0, n),
    names,
    held: new MatrixView(n, names.length, held.data.slice(0, n * names.length)),
    exposure: exposure.slice(0, n),
    costs: costs.slice(0, n),
  };
}
