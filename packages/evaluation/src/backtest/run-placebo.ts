// What the same pipeline makes of markets in which there is nothing to find.
import type { FeatureCalculator, IsoDate, MarketInputs } from '@regimekit/features';
import { createRandomStreams, quantile, type OptionNames, type TaskExecutor } from '@regimekit/numerics';
import { checkChoice, checkOptions, checkWhole } from '../check-options.ts';
import type { MetricName } from '../metrics/headline.ts';
import { bootstrapMetricsTogether } from '../resampling/bootstrap-metrics.ts';
import { returnsFromCloses } from '../strategies/panel.ts';
import { runStrategy } from '../strategies/run-strategy.ts';
import { constantMix } from '../strategies/weights.ts';
import type { AssetReturns, SignalHistory, WeightHistory } from '../types.ts';
import { walkForward } from '../walk-forward/walk-forward.ts';
import type { WalkForwardRecipe } from '../walk-forward/walk-forward-options.ts';
import { placeboInputs } from './placebo-inputs.ts';

export interface PlaceboRequest {
  readonly inputs: MarketInputs;
  readonly calculator: FeatureCalculator;
  readonly recipe: WalkForwardRecipe;
  /** The same rule as of the backtest, on other signals. */
  readonly strategy: (signals: SignalHistory, market: AssetReturns) => WeightHistory;
  /** Simple return of cash over each day. @default nothing */
  readonly riskFree?: ((dates: readonly IsoDate[]) => Float64Array) | undefined;
  /** Last day that is judged. @default the last of the price */
  readonly to?: IsoDate | undefined;
  /** Headline numbers of the strategy on the market itself. */
  readonly observed?: Readonly<Partial<Record<MetricName, number | null>>> | undefined;
}

export interface PlaceboOptions {
  /** How many markets without regimes. */
  readonly runs: number;
  readonly seed: number;
  /** @default 1 */
  readonly delay?: number | undefined;
  /** @default 5 */
  readonly costBps?: number | undefined;
  /** @default 0 */
  readonly halfSpreadBps?: number | undefined;
  /** Drawn histories for the interval of each run's fee. @default 199 */
  readonly replications?: number | undefined;
  /** @default 0.95 */
  readonly level?: number | undefined;
  /** Against what the fees are. Against full exposure less exposure alone earns a fee. @default 'constant mix' */
  readonly benchmark?: 'constant mix' | 'full exposure' | undefined;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, runs: number) => void) | undefined;
}

const PLACEBO_OPTIONS: OptionNames<PlaceboOptions> = {
  runs: true,
  seed: true,
  delay: true,
  costBps: true,
  halfSpreadBps: true,
  replications: true,
  level: true,
  benchmark: true,
  executor: true,
  signal: true,
  onProgress: true,
};

const HEADLINE = [
  'cagr',
  'volatility',
  'sharpe',
  'maxDrawdown',
  'exposure',
  'turnover',
  'fee1',
  'fee5',
  'fee10',
] as const;
const FEES = ['fee1', 'fee5', 'fee10'] as const;
/** Sessions before the first signal, for rules that look back. */
const WARM_UP = 260;

export interface PlaceboNumber {
  readonly name: MetricName;
  /** On the market itself; null where it was not given. */
  readonly observed: number | null;
  /** Of the runs; null when fewer than two have the number. */
  readonly median: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** (1 + runs that reach the observed number) / (1 + runs); null where one of both is not known. */
  readonly share: number | null;
  /** One for each run. */
  readonly values: readonly (number | null)[];
}

export interface PlaceboDocument {
  readonly runs: number;
  readonly level: number;
  readonly benchmark: 'constant mix' | 'full exposure';
  readonly numbers: readonly PlaceboNumber[];
  /**
   * Runs whose interval of the fee holds 0. About `level` of them do over short histories against the constant mix; over long
   * ones fewer, the more averse the investor: with the share e of the days in a market of volatility s, being all in or all
   * out has the variance e s^2 where the mix has e^2 s^2, which costs about g / 2 e (1 - e) s^2 a year without any regime.
   * So hold a fee against its null distribution, not against 0.
   */
  readonly feesThatCoverZero: readonly { readonly name: MetricName; readonly covered: number; readonly of: number }[];
}

/**
 * The null distribution of each headline number: features, walk-forward and strategy on input series that were
 * phase-randomised together. A number that the placebo reaches as often says nothing of regimes. What is
 * linear in the series survives (a VIX whose level foretells the next return still does), and is not regimes either.
 *
 * @throws InvalidOptionError, InvalidSeriesError; rejects with `signal.reason`
 */
export async function runPlacebo(request: PlaceboRequest, options: PlaceboOptions): Promise<PlaceboDocument> {
  checkOptions(options, PLACEBO_OPTIONS, 'runPlacebo');
  const { runs, seed, level = 0.95, benchmark = 'constant mix' } = options;
  checkWhole('runs', runs, 1);
  checkChoice('benchmark', benchmark, ['constant mix', 'full exposure']);
  const results: RunNumbers[] = [];
  for (const random of createRandomStreams(seed, runs)) {
    options.signal?.throwIfAborted();
    results.push(await oneRun(request, placeboInputs(request.inputs, random), options));
    options.onProgress?.(results.length, runs);
  }
  return {
    runs,
    level,
    benchmark,
    numbers: HEADLINE.map((name) => {
      const values = results.map(({ metrics }) => metrics[name].value ?? null);
      return numberOf(name, request.observed?.[name] ?? null, values, level);
    }),
    feesThatCoverZero: FEES.map((name) => {
      const intervals = results.flatMap(({ metrics }) => metrics[name].interval ?? []);
      const covered = intervals.filter(({ lower, upper }) => lower <= 0 && upper >= 0).length;
      return { name, covered, of: intervals.length };
    }),
  };
}

type RunNumbers = Pick<Awaited<ReturnType<typeof bootstrapMetricsTogether>>[number], 'metrics'>;

async function oneRun(
  { calculator, recipe, strategy, riskFree, to }: PlaceboRequest,
  inputs: MarketInputs,
  options: PlaceboOptions,
): Promise<RunNumbers> {
  const { delay = 1, costBps = 5, halfSpreadBps = 0, replications = 199, level = 0.95, seed } = options;
  const running = {
    ...(options.executor === undefined ? {} : { executor: options.executor }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const features = calculator.calculateFeatureHistory(inputs).slice({ to });
  const { dates, values } = inputs.price;
  const last = dates.findLastIndex((date) => to === undefined || date <= to);
  const returnsFrom = (first: number): AssetReturns => {
    const days = dates.slice(first, last + 1);
    const cash = riskFree?.(days) ?? new Float64Array(days.length);
    return returnsFromCloses(days, { equity: values.subarray(first, last + 1) }, cash);
  };
  // Folds that choose by returns look at those of their whole training.
  const { signals } = await walkForward({ features, market: returnsFrom(0) }, recipe, running);
  const market = returnsFrom(Math.max(0, dates.indexOf(signals.dates[0]!) - WARM_UP));
  const execution = { delay, costBps, halfSpreadBps };
  const own = runStrategy(strategy(signals, market), market, execution);
  const mean = own.exposure.reduce((sum, each) => sum + each, 0) / own.exposure.length;
  const share = options.benchmark === 'full exposure' ? 1 : mean;
  const other = runStrategy(constantMix(market.dates, share), market, { ...execution, from: own.dates[0]! });
  const cashOf = new Map(market.dates.map((date, t) => [date, market.riskFree[t]!]));
  const { returns, exposure, turnover, grossReturns } = own;
  const [summary] = await bootstrapMetricsTogether(
    [
      {
        returns,
        exposure,
        turnover,
        grossReturns,
        riskFree: Float64Array.from(own.dates, (date) => cashOf.get(date)!),
        benchmark: other.returns,
      },
    ],
    { seed, replications, level, ...running },
  );
  return summary!;
}

function numberOf(
  name: MetricName,
  observed: number | null,
  values: readonly (number | null)[],
  level: number,
): PlaceboNumber {
  const known = values.filter((value) => value !== null);
  const at = (p: number): number | null => (known.length < 2 ? null : quantile(known, p));
  const reached = observed === null ? 0 : known.filter((value) => value >= observed).length;
  const share = observed === null || known.length === 0 ? null : (1 + reached) / (1 + known.length);
  return { name, observed, median: at(0.5), lower: at((1 - level) / 2), upper: at((1 + level) / 2), share, values };
}
