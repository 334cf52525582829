import { createRandomStream, inlineExecutor, type TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import {
  blockIndices,
  bootstrapMetrics,
  bootstrapMetricsTogether,
  metricNames,
  optimalBlockLength,
  summarise,
} from '../index.ts';

const { net, gross, market, riskFree, turnover, exposure } = reference.series;
const options = { riskFree, grossReturns: gross, turnover, exposure, benchmark: market };
const series = { returns: net, ...options };
const plan = { seed: 42, replications: 600, blockLength: 7 };

describe('bootstrapMetrics(series, options)', () => {
  it('a replication is summarise() of the drawn days', async () => {
    const { replications } = await bootstrapMetrics(series, { ...plan, replications: 3 });
    const random = createRandomStream(42);
    for (let i = 0; i < 3; i++) {
      const indices = Array.from(blockIndices(net.length, 7, 'stationary', random));
      const drawn = (values: number[]) => indices.map((t) => values[t]!);
      const { metrics } = summarise(drawn(net), {
        riskFree: drawn(riskFree),
        grossReturns: drawn(gross),
        turnover: drawn(turnover),
        exposure: drawn(exposure),
        benchmark: drawn(market),
      });
      for (const name of metricNames) expect(gap(replications[name][i], metrics[name]!)).toBeLessThanOrEqual(1e-10);
    }
  });

  it('gives the same bytes for any executor and any number of workers', async () => {
    await using pool = createWorkerPool({ size: 2 });
    const wide: TaskExecutor = { ...inlineExecutor, concurrency: 7 };
    const [one, many, workers] = await Promise.all(
      [inlineExecutor, wide, pool].map((executor) => bootstrapMetrics(series, { ...plan, executor })),
    );
    expect(many).toEqual(one);
    expect(workers).toEqual(one);
    expect(await bootstrapMetrics(series, { ...plan, seed: 43 })).not.toEqual(one);
  });

  it('more replications begin with the same ones', async () => {
    const few = await bootstrapMetrics(series, { ...plan, replications: 300 });
    const many = await bootstrapMetrics(series, plan);
    expect(many.replications.sharpe.slice(0, 300)).toEqual(few.replications.sharpe);
  });

  it('every interval holds its number in order, and carries what it stands on', async () => {
    const { metrics, blockLength, method, seed, summary } = await bootstrapMetrics(series, plan);
    expect({ blockLength, method, seed }).toEqual({ blockLength: 7, method: 'stationary', seed: 42 });
    expect(summary).toEqual(summarise(net, options));
    for (const name of metricNames) {
      const { interval, standardError } = metrics[name];
      expect(interval!.lower).toBeLessThanOrEqual(interval!.upper);
      expect(standardError).toBeGreaterThanOrEqual(0);
    }
    expect(metrics.sharpe.interval!.lower).toBeLessThan(metrics.sharpe.value!);
    expect(metrics.sharpe.interval!.upper).toBeGreaterThan(metrics.sharpe.value!);
  });

  it('its blocks are as long as the memory of the returns or of their squares, whichever is longer', async () => {
    const random = createRandomStream(3);
    let level = 0;
    const returns = Float64Array.from({ length: 800 }, () => {
      level = 0.97 * level + 0.25 * random.normal();
      return 0.01 * Math.exp(level) * random.normal();
    });
    const { blockLength } = await bootstrapMetrics({ returns }, { seed: 1, replications: 2 });
    expect(blockLength).toBe(optimalBlockLength(returns.map((r) => r * r)).stationary);
    expect(blockLength).toBeGreaterThan(2 * optimalBlockLength(returns).stationary);
  });

  it('counts replications without a number, and leaves them out', async () => {
    const returns = Array.from({ length: 40 }, (_, t) => (t === 5 ? -0.01 : 0.001));
    const { metrics } = await bootstrapMetrics({ returns }, { ...plan, blockLength: 1 });
    // The one bad day is missing in (39 / 40)^40 = .363 of the replications.
    expect(metrics.sortino.missing / 600).toBeCloseTo(0.363, 1);
    expect(metrics.sortino.interval).toBeDefined();
    expect(metrics.turnover).toEqual({ value: undefined, interval: undefined, standardError: undefined, missing: 600 });
  });

  it('a constant series has no Sharpe ratio in any replication', async () => {
    const { metrics } = await bootstrapMetrics({ returns: Array.from({ length: 30 }, () => 0.01) }, plan);
    expect(metrics.sharpe).toMatchObject({ value: undefined, missing: 600 });
    expect(metrics.volatility).toMatchObject({ value: 0, missing: 0 });
  });

  it('stops when asked to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(bootstrapMetrics(series, { ...plan, signal })).rejects.toThrow('enough');
  });

  it.each([
    ['half a seed', { seed: 0.5 }, /seed must be a whole number/u],
    ['no seed', {}, /seed must be a whole number/u],
    ['one replication', { seed: 1, replications: 1 }, /replications must be a whole number of at least 2/u],
    ['an unknown interval', { seed: 1, interval: 'bca' }, /interval must be one of percentile, basic/u],
    ['a misspelt option', { seed: 1, replication: 9 }, /received replication/u],
  ])('refuses %s', async (_what, wrong, message) => {
    await expect(bootstrapMetrics(series, wrong as never)).rejects.toThrow(message);
  });
});

describe('bootstrapMetricsTogether(series, options)', () => {
  it('draws the same days for all, so differences are paired', async () => {
    const lever = net.map((r, t) => riskFree[t]! + 2 * (r - riskFree[t]!));
    const [one, two] = await bootstrapMetricsTogether([series, { ...series, returns: lever }], plan);
    // Leverage changes no Sharpe ratio, in no replication.
    one!.replications.sharpe.forEach((value, i) =>
      expect(gap(two!.replications.sharpe[i], value)).toBeLessThanOrEqual(1e-9),
    );
    // Apart they differ (the control).
    const apart = await bootstrapMetrics({ ...series, returns: lever }, { ...plan, seed: 1 });
    expect(Math.abs(apart.replications.sharpe[0]! - one!.replications.sharpe[0]!)).toBeGreaterThan(1e-3);
  });

  it('refuses strategies over other days, and none at all', async () => {
    await expect(bootstrapMetricsTogether([{ returns: net }, { returns: [0.1, 0.2] }], plan)).rejects.toThrow(
      /must have the same length, received 2 and 150/u,
    );
    await expect(bootstrapMetricsTogether([], plan)).rejects.toThrow(/at least one strategy/u);
  });
});
