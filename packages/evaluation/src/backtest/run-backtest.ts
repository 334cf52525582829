import type { OptionNames, TaskExecutor } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { InvalidSeriesError } from '../errors.ts';
import { deflatedSharpe, sharpeShape } from '../metrics/sharpe-probability.ts';
import { summarise } from '../metrics/summarise.ts';
import { runStrategy, type ExecutionOptions } from '../strategies/run-strategy.ts';
import { constantMix } from '../strategies/weights.ts';
import type { PanelMember } from '../strategies/panel.ts';
import type { AssetReturns, SignalHistory, StrategyResult } from '../types.ts';
import type { FoldRecord, WalkForwardFinding } from '../walk-forward/fold-record.ts';
import { againstPanel } from './against-panel.ts';
import type { SeedDocument } from './agree-seeds.ts';
import type { BacktestDocument, GridCell } from './backtest-document.ts';
import { callDelays } from './call-delays.ts';
import { dailyOf } from './daily-series.ts';
import { explainBacktest } from './explain-backtest.ts';
import { judgeRecessions, type Recessions } from './judge-recessions.ts';
import { judgeTruth, type RegimeTruth } from './judge-truth.ts';
import { judgeRegimes, noJudgement, type WalkedHistory } from './judge-regimes.ts';
import { judgeStrategies } from './judge-strategies.ts';
import { regimeInformation } from './regime-information.ts';

export interface BacktestRequest {
  readonly signals: SignalHistory;
  /** The first asset is the one judged by regimes; begin it a year before the signals, for the panel's averages. */
  readonly market: AssetReturns;
  /** Name, rule and weights, such as those of `zeroOne(signals)`. */
  readonly strategy: PanelMember;
  /** What stands beside it, see `panel`. */
  readonly panel: readonly PanelMember[];
  readonly walkForward?:
    | { readonly folds: readonly FoldRecord[]; readonly findings: readonly WalkForwardFinding[] }
    | undefined;
  /** What stability and log scores are computed from; without it the document has none. */
  readonly history?: WalkedHistory | undefined;
  /** The true regimes, where they are known, as in a simulation: with their names in the signals. */
  readonly truth?: RegimeTruth | undefined;
  /** Recessions of these days, as far as they are dated: reported, never a gate. */
  readonly recessions?: Recessions | undefined;
  /** What other seeds say, see `agreeSeeds`. */
  readonly seeds?: SeedDocument | undefined;
}

export interface BacktestOptions {
  readonly seed: number;
  /** Strategies that were tried until this one was chosen, itself included: what the deflated Sharpe ratio depends on. */
  readonly trials: number;
  /** @default 1 */
  readonly delay?: number | undefined;
  /** @default 5 */
  readonly costBps?: number | undefined;
  /** @default 0 */
  readonly halfSpreadBps?: number | undefined;
  /** @default [0, 1, 2, 5, 10] */
  readonly delays?: readonly number[] | undefined;
  /** @default [0, 2, 5, 10, 20] */
  readonly costs?: readonly number[] | undefined;
  /** @default 2000 */
  readonly replications?: number | undefined;
  /** @default 0.95 */
  readonly level?: number | undefined;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
}

const BACKTEST_OPTIONS: OptionNames<BacktestOptions> = {
  seed: true,
  trials: true,
  delay: true,
  costBps: true,
  halfSpreadBps: true,
  delays: true,
  costs: true,
  replications: true,
  level: true,
  executor: true,
  signal: true,
};

/**
 * Judges a strategy made of walk-forward signals: headline numbers with intervals, beside a constant mix of its own mean
 * exposure and the panel, over delays and costs; whether labels stay and densities beat plain ones; what the regimes tell of the day after; how late the calls came.
 *
 * Every member is run on the same days, from the first that all hold at the longest delay, and everyone pays.
 *
 * @returns plain JSON
 * @throws InvalidOptionError, InvalidSeriesError; rejects with `signal.reason`
 */
export async function runBacktest(request: BacktestRequest, options: BacktestOptions): Promise<BacktestDocument> {
  checkOptions(options, BACKTEST_OPTIONS, 'runBacktest');
  const { delays = [0, 1, 2, 5, 10], costs = [0, 2, 5, 10, 20], delay = 1, costBps = 5, halfSpreadBps = 0 } = options;
  const { replications = 2000, level = 0.95, seed, trials } = options;
  checkWhole('trials', trials, 1);
  for (const each of delays) checkWhole('delays', each, 0);
  for (const each of costs) checkNumber('costs', each, { atLeast: 0 });
  const { signals, market, strategy } = request;
  // First, because it refuses a truth that does not fit, and all else takes long.
  const truth = request.truth && judgeTruth(signals, request.truth, { features: request.history?.features, seed });
  const from = firstDay(request, Math.max(delay, ...delays));
  const execution = { delay, costBps, halfSpreadBps, from };
  const run = (member: PanelMember, other: ExecutionOptions = {}): StrategyResult =>
    runStrategy(member.weights, market, { ...execution, ...other });

  const result = run(strategy);
  const mix = mixOf(result, market);
  const members = [strategy, mix, ...request.panel];
  const results = [result, run(mix), ...request.panel.map((member) => run(member))];
  const riskFree = riskFreeOf(market, result);
  const judged = await judgeStrategies(members, results, riskFree, { ...options, replications, level });
  const grid = delays.flatMap((d) =>
    costs.map((c) => gridCell(run(strategy, { delay: d, costBps: c }), riskFree, d, c)),
  );
  const shares = (request.walkForward?.folds ?? []).flatMap(({ relabelledShare }) => relabelledShare ?? []);
  const document: Omit<BacktestDocument, 'summary'> = {
    period: { from: result.dates[0]!, to: result.dates.at(-1)!, days: result.dates.length },
    execution: { delay, costBps, halfSpreadBps },
    ...(request.history === undefined ? noJudgement : judgeRegimes(request.history, { seed, level })),
    seeds: request.seeds ?? null,
    strategies: judged.strategies,
    rivals: againstPanel(members, results, riskFree, { seed, replications, blockLength: judged.blockDays }),
    grid,
    information: regimeInformation(signals, market, { seed, level }),
    calls: callDelays(signals, market),
    truth: truth ?? null,
    recessions: request.recessions === undefined ? null : judgeRecessions(signals, request.recessions),
    trials: trialsOf(result, riskFree, trials),
    bootstrap: { replications, level, blockDays: judged.blockDays, distributions: judged.distributions },
    walkForward: {
      folds: request.walkForward?.folds ?? [],
      findings: request.walkForward?.findings ?? [],
      meanRelabelledShare: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
      worstRelabelledShare: shares.length === 0 ? null : Math.max(...shares),
    },
    daily: dailyOf(signals, members, results, riskFree),
  };
  return { summary: explainBacktest(document), ...document };
}

/** The first day on which a decision of every member is held, at the longest delay. */
function firstDay({ strategy, panel, market }: BacktestRequest, longest: number): string {
  const starts = [strategy, ...panel].map(({ weights }) => {
    const decided = new Set(weights.dates);
    return market.dates.findIndex((date) => decided.has(date));
  });
  const day = market.dates[Math.max(...starts) + longest + 1];
  if (Math.min(...starts) >= 0 && day !== undefined) return day;
  throw new InvalidSeriesError('market', 'to go on after the first decision for longer than the delays', 'less');
}

/** The same weights on all days: less exposure alone already changes ratio, drawdown and fee. */
export function mixOf({ names, held, exposure }: StrategyResult, { dates }: Pick<AssetReturns, 'dates'>): PanelMember {
  const days = exposure.length;
  const weights = names.map((_, a) => exposure.reduce((sum, _each, t) => sum + held.get(t, a), 0) / days);
  const mean = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = names.length === 1 ? '' : ` (${names.map((name, a) => `${name} ${percent(weights[a]!)}`).join(', ')})`;
  return {
    name: `constant ${Math.round(100 * mean)} %`,
    rule: `always the mean ${names.length === 1 ? 'exposure' : 'weights'} of the strategy, ${percent(mean)}${parts}`,
    weights: constantMix(dates, Object.fromEntries(names.map((name, a) => [name, weights[a]!]))),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function riskFreeOf(market: AssetReturns, { dates }: StrategyResult): Float64Array {
  const dayOf = new Map(market.dates.map((date, s) => [date, s]));
  return Float64Array.from(dates, (date) => market.riskFree[dayOf.get(date)!]!);
}

function gridCell(result: StrategyResult, riskFree: Float64Array, delay: number, costBps: number): GridCell {
  const { metrics } = summarise(result.returns, { riskFree });
  const { cagr = null, sharpe = null, maxDrawdown = null } = metrics;
  return { delay, costBps, cagr, sharpe, maxDrawdown };
}

export function trialsOf(
  { returns }: StrategyResult,
  riskFree: Float64Array,
  trials: number,
): BacktestDocument['trials'] {
  const shape = sharpeShape(returns, { riskFree });
  if (shape === undefined) return { count: trials, deflatedSharpe: null, expectedMaximum: 0 };
  const { probability = null, expectedMaximum } = deflatedSharpe(shape, { trials });
  return { count: trials, deflatedSharpe: probability, expectedMaximum: Math.sqrt(252) * expectedMaximum };
}
