import { inlineExecutor, type OptionNames, type TaskExecutor } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSameLength, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import {
  headlineTable,
  metricNames,
  type HeadlineTable,
  type MetricName,
  type SummariseOptions,
} from '../metrics/headline.ts';
import { summaryOf, type Summary } from '../metrics/summarise.ts';
import { BLOCK_METHODS, type BlockMethod } from './block-indices.ts';
import { optimalBlockLength } from './block-length.ts';
import { bootstrapTask, REPLICATIONS_PER_STREAM, type BootstrapJob } from './bootstrap-task.ts';
import { bootstrapInterval, type Interval } from './intervals.ts';

/** How the days are drawn anew. */
export interface BootstrapOptions {
  /** Any whole number; the same seed gives the same numbers, whoever computes them. */
  readonly seed: number;
  /** @default 10_000 */
  readonly replications?: number;
  /** @default 'stationary' */
  readonly method?: BlockMethod;
  /**
   * Mean length of a block in days.
   *
   * @default that of Politis and White, the longest of those for the returns and for their squares (volatility has the longer
   * memory, and most of these numbers depend on it), of all series
   */
  readonly blockLength?: number;
  /** Share of samples whose interval should hold the truth. @default 0.95 */
  readonly level?: number;
  /** @default 'percentile' */
  readonly interval?: 'percentile' | 'basic';
}

/** Who computes, and when to stop. */
export interface BootstrapRunOptions extends BootstrapOptions {
  /** A pool of workers gives the same numbers sooner. @default this thread */
  readonly executor?: TaskExecutor;
  readonly signal?: AbortSignal;
}

const BOOTSTRAP_OPTIONS: OptionNames<BootstrapOptions> = {
  seed: true,
  replications: true,
  method: true,
  blockLength: true,
  level: true,
  interval: true,
};
const RUN_OPTIONS: OptionNames<BootstrapRunOptions> = { ...BOOTSTRAP_OPTIONS, executor: true, signal: true };

/** A strategy for the bootstrap: its returns, and what goes with each of their days. */
export interface BootstrapSeries extends SummariseOptions {
  readonly returns: Series;
}

/** A number with its interval. */
export interface BootstrappedMetric {
  /** `undefined` where the data say nothing, see the reasons of {@link Summary}. */
  readonly value: number | undefined;
  /** `undefined` when fewer than two replications had a number. */
  readonly interval: Interval | undefined;
  /** Standard deviation of the replications. */
  readonly standardError: number | undefined;
  /** Replications in which the number could not be said; they are left out of the interval. */
  readonly missing: number;
}

/** Headline numbers of one strategy with their intervals. */
export interface BootstrappedSummary {
  readonly summary: Summary;
  readonly metrics: Readonly<Record<MetricName, BootstrappedMetric>>;
  /** Each number's replications in the order drawn; of several series, replication i is of the same days in all. NaN: missing. */
  readonly replications: Readonly<Record<MetricName, Float64Array>>;
  readonly blockLength: number;
  readonly method: BlockMethod;
  readonly seed: number;
}

/**
 * Intervals for all headline numbers of one strategy by block bootstrap.
 *
 * Path numbers (drawdown, its length, time under water) are of a path put together from blocks: they lose what lasts longer
 * than a block, so the interval of a drawdown is that of a market with a shorter memory.
 *
 * @param series - returns and, as in `summarise`, what goes with them
 * @returns the numbers, their intervals and all replications
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError; rejects with `signal.reason` once it aborts
 *
 * @example
 * ```ts
 * import { createRandomStream } from '@regimekit/numerics';
 * import { bootstrapMetrics } from '@regimekit/evaluation';
 *
 * const random = createRandomStream(1);
 * const returns = Float64Array.from({ length: 1000 }, () => 0.0004 + 0.01 * random.normal());
 * const { metrics } = await bootstrapMetrics({ returns }, { seed: 42, replications: 500 });
 * metrics.sharpe.interval; // { lower, upper, level: 0.95, method: 'percentile' }
 * ```
 */
export async function bootstrapMetrics(
  series: BootstrapSeries,
  options: BootstrapRunOptions,
): Promise<BootstrappedSummary> {
  const [result] = await bootstrapMetricsTogether([series], options);
  return result!;
}

/**
 * The same for several strategies over the same days, every replication drawing the same days for all of them: then
 * `a.replications.sharpe[i] - b.replications.sharpe[i]` is a replication of the difference.
 *
 * @throws as {@link bootstrapMetrics}
 */
export async function bootstrapMetricsTogether(
  series: readonly BootstrapSeries[],
  options: BootstrapRunOptions,
): Promise<BootstrappedSummary[]> {
  checkOptions(options, RUN_OPTIONS, 'bootstrapMetrics');
  const settings = settingsOf(series, options);
  const { executor = inlineExecutor, signal } = options;
  const parts = await Promise.all(
    jobsFor(settings, executor.concurrency).map((job) => executor.run(bootstrapTask, job, { signal })),
  );
  return settings.tables.map((table, s) => summarisedReplications(table, join(parts, s), settings));
}

interface Settings extends Required<BootstrapOptions> {
  readonly tables: readonly HeadlineTable[];
}

function settingsOf(series: readonly BootstrapSeries[], options: BootstrapOptions): Settings {
  if (!Array.isArray(series) || series.length === 0) {
    throw new InvalidOptionError('series', 'an array of at least one strategy', series);
  }
  const tables = series.map(({ returns, ...rest }) => headlineTable(returns, rest, 'bootstrapMetrics'));
  for (const { n } of tables) checkSameLength('the returns of one strategy', n, 'those of the first', tables[0]!.n);
  const { seed, replications = 10_000, method = 'stationary', level = 0.95, interval = 'percentile' } = options;
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError('seed', 'a whole number', seed);
  checkWhole('replications', replications, 2);
  checkChoice('method', method, BLOCK_METHODS);
  checkNumber('level', level, { above: 0, below: 1 });
  checkChoice('interval', interval, ['percentile', 'basic']);
  const blockLength = options.blockLength ?? Math.max(...series.map(({ returns }) => longestMemory(returns, method)));
  checkNumber('blockLength', blockLength, { atLeast: 1 });
  return { tables, seed, replications, method, level, interval, blockLength };
}

/** Block length for returns whose squares matter as much as they do. */
function longestMemory(returns: Series, method: BlockMethod): number {
  const r = Float64Array.from(returns);
  return Math.max(optimalBlockLength(r)[method], optimalBlockLength(r.map((value) => value * value))[method]);
}

/** As many jobs as make progress at once, each of whole streams. */
function jobsFor(settings: Settings, concurrency: number): BootstrapJob[] {
  const { tables, blockLength, method, seed, replications } = settings;
  const nStreams = Math.ceil(replications / REPLICATIONS_PER_STREAM);
  const nJobs = Math.min(nStreams, Math.max(1, concurrency));
  const start = (job: number) => Math.floor((job * nStreams) / nJobs);
  return Array.from({ length: nJobs }, (_, job) => {
    const firstStream = start(job);
    const end = Math.min(start(job + 1) * REPLICATIONS_PER_STREAM, replications);
    return {
      tables,
      blockLength,
      method,
      seed,
      firstStream,
      replications: end - firstStream * REPLICATIONS_PER_STREAM,
    };
  });
}

/** Job after job, the replications x metrics of one series. */
function join(parts: readonly (readonly Float64Array[])[], series: number): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part[series]!.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part[series]!, at);
    at += part[series]!.length;
  }
  return whole;
}

function summarisedReplications(table: HeadlineTable, rows: Float64Array, settings: Settings): BootstrappedSummary {
  const summary = summaryOf(table);
  const metrics: Partial<Record<MetricName, BootstrappedMetric>> = {};
  const replications: Partial<Record<MetricName, Float64Array>> = {};
  metricNames.forEach((name, m) => {
    const values = Float64Array.from({ length: settings.replications }, (_, i) => rows[i * metricNames.length + m]!);
    replications[name] = values;
    metrics[name] = withInterval(summary.metrics[name], values, settings);
  });
  const { blockLength, method, seed } = settings;
  return {
    summary,
    metrics: metrics as Record<MetricName, BootstrappedMetric>,
    replications: replications as Record<MetricName, Float64Array>,
    blockLength,
    method,
    seed,
  };
}

function withInterval(value: number | undefined, replications: Float64Array, settings: Settings): BootstrappedMetric {
  const known = replications.filter((each) => !Number.isNaN(each));
  const missing = replications.length - known.length;
  if (value === undefined || known.length < 2) return { value, interval: undefined, standardError: undefined, missing };
  const interval = bootstrapInterval(value, known, { level: settings.level, method: settings.interval });
  return { value, interval, standardError: standardDeviation(known), missing };
}

function standardDeviation(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
