// A backtest on an invented market whose regimes are known, and one in which there is nothing to find.
import { createRandomStream, MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  callDelays,
  explainBacktest,
  panel,
  regimeInformation,
  regimeMap,
  returnsFromCloses,
  runBacktest,
  runStrategy,
  summarise,
  walkForward,
  zeroOne,
  type SignalHistory,
} from '../src/index.ts';
import { features, inputs, recipe } from './support/toy-walk.ts';

const N = 3000;
const dates = Array.from({ length: N }, (_, t) => new Date(Date.UTC(2005, 0, 1 + t)).toISOString().slice(0, 10));

/** Calm and stress that take turns at random; the signal is right on every day. */
function market(stress: { readonly mean: number; readonly sd: number }, seed = 1) {
  const random = createRandomStream(seed);
  let state = false;
  const stressed = dates.map(() => (state = random.uniform() < (state ? 1 / 60 : 1 / 200) ? !state : state));
  let close = 100;
  const closes = stressed.map((each) => {
    const r = each ? stress.mean + stress.sd * random.normal() : 0.0005 + 0.007 * random.normal();
    return (close *= 1 + r);
  });
  const returns = returnsFromCloses(dates, { equity: closes }, new Float64Array(N).fill(0.0001));
  return { returns, stressed };
}

function signalsOf(stressed: readonly boolean[], from = 300): SignalHistory {
  const kept = stressed.slice(from);
  return {
    dates: dates.slice(from),
    regimes: ['risk_on', 'risk_off'],
    probs: MatrixView.from(kept.map((each) => (each ? [0.1, 0.9] : [0.9, 0.1]))),
    fold: Int32Array.from(kept, (_, t) => Math.floor(t / 21)),
  };
}

const options = { seed: 3, trials: 4, replications: 200 };
const requestOf = ({ returns, stressed }: ReturnType<typeof market>) => {
  const signals = signalsOf(stressed);
  const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(signals) };
  return { signals, market: returns, strategy, panel: panel(returns) };
};

describe('runBacktest(request, options)', () => {
  const falling = market({ mean: -0.004, sd: 0.02 });

  it('gives one JSON document in which the strategy stands beside a constant mix and the panel', async () => {
    const request = requestOf(falling);
    const document = await runBacktest(request, options);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const names = document.strategies.map(({ name }) => name);
    expect(names).toEqual([
      'zero-one',
      expect.stringMatching(/^constant \d+ %$/),
      ...request.panel.map(({ name }) => name),
    ]);
    const own = runStrategy(request.strategy.weights, request.market, { costBps: 5, from: document.period.from });
    const { metrics } = summarise(own.returns, { riskFree: 0.0001 });
    expect(document.strategies[0]!.metrics.sharpe.value).toBeCloseTo(metrics.sharpe!, 12);
    expect(document.strategies[1]!.metrics.exposure.value).toBeCloseTo(
      document.strategies[0]!.metrics.exposure.value!,
      12,
    );
    expect(document.grid).toHaveLength(25);
    expect(document.trials).toMatchObject({ count: 4 });
    expect(document.daily.dates).toHaveLength(document.period.days);
    // Costs and delay can only cost here, where the signal is right.
    const sharpe = (delay: number, costBps: number) =>
      document.grid.find((cell) => cell.delay === delay && cell.costBps === costBps)!.sharpe!;
    expect(sharpe(1, 0)).toBeGreaterThan(sharpe(1, 20));
    expect(sharpe(0, 5)).toBeGreaterThan(sharpe(10, 5));
  });

  it('says level of risk and direction where stress falls and swings, and is the same with the same seed', async () => {
    const document = await runBacktest(requestOf(falling), options);
    expect(document.information.kind).toBe('level of risk and direction');
    expect(document.summary[0]).toMatch(/^These regimes tell both/);
    expect(await runBacktest(requestOf(falling), options)).toEqual(document);
  });

  it('says level of risk where stress only swings, and neither where it is like any other day', async () => {
    const swinging = await runBacktest(requestOf(market({ mean: 0.0005, sd: 0.02 }, 2)), options);
    expect(swinging.information.kind).toBe('level of risk');
    const nothing = await runBacktest(requestOf(market({ mean: 0.0005, sd: 0.007 }, 2)), options);
    expect(nothing.information.kind).toBe('neither');
    expect(nothing.summary[0]).toMatch(/^These regimes tell neither/);
  });

  it('says that nothing can be said where a regime is too rare for an interval', async () => {
    const request = requestOf(falling);
    // Three days in nearly eleven years: most histories that are drawn hold none of them, or one.
    const rare = signalsOf(falling.stressed.map((_, t) => t >= 1000 && t < 1003));
    const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(rare) };
    const document = await runBacktest({ ...request, signals: rare, strategy }, options);
    expect(document.information).toMatchObject({ kind: 'unknown', volatilityRatio: { lower: null, upper: null } });
    expect(document.summary[0]).toMatch(/^Whether these regimes tell .* cannot be said/);
  });

  it('tells plainly when it loses to a member of the panel', async () => {
    const { returns, stressed } = market({ mean: 0.0005, sd: 0.007 });
    // In the market on the days of stress alone, and they are few.
    const signals = signalsOf(stressed.map((each) => !each));
    const strategy = { name: 'zero-one', rule: 'wrong', weights: zeroOne(signals) };
    const document = await runBacktest({ signals, market: returns, strategy, panel: panel(returns) }, options);
    expect(document.summary.join(' ')).toMatch(/it LOST to .*buy and hold/);
    const { summary, ...rest } = document;
    expect(explainBacktest(rest)).toEqual(summary);
  });

  it('holds a map of several assets beside a mix of its mean weights', async () => {
    const { returns, stressed } = falling;
    const both = {
      ...returns,
      names: ['equity', 'gold'],
      returns: MatrixView.from(dates.map((_, t) => [returns.returns.get(t, 0), 0.0003 * Math.sin(t)])),
    };
    const signals = signalsOf(stressed);
    const map = { risk_on: { equity: 0.9 }, risk_off: { equity: 0.1, gold: 0.5 } };
    const strategy = { name: 'map', rule: 'by regime', weights: regimeMap(signals, { weights: map }) };
    const document = await runBacktest({ signals, market: both, strategy, panel: panel(both) }, options);
    const mean = (asset: string) => {
      const held = document.daily.weights[asset]!;
      return held.reduce((sum, w) => sum + w, 0) / held.length;
    };
    const [own, mix] = document.strategies;
    expect(own!.metrics.exposure.value).toBeCloseTo(mean('equity') + mean('gold'), 12);
    expect(mix!.metrics.exposure.value).toBeCloseTo(own!.metrics.exposure.value!, 12);
    expect(mix!.rule).toContain(`gold ${(100 * mean('gold')).toFixed(1)} %`);
    // What is held is what the regime of two closes before asked for.
    const t = document.daily.dates.indexOf(dates[1000]!);
    expect(document.daily.weights['gold']![t]).toBe(stressed[998] ? 0.5 : 0);
    expect(document.summary.join(' ')).toContain('in equity, gold on average');
  });

  it('counts how many rivals there are, and says so', async () => {
    const { rivals, summary } = await runBacktest(requestOf(falling), options);
    expect(rivals!.panelOverStrategy!.rivals).toEqual(expect.arrayContaining(['buy and hold', '200-day average']));
    expect(rivals!.strategyOverMarket!.pValue).toBeLessThan(0.05);
    expect(summary.join(' ')).toMatch(/counting how many there are.*it beats buy and hold itself \(p/);
    const alone = await runBacktest({ ...requestOf(falling), panel: [] }, options);
    expect(alone.rivals).toBeNull();
  });

  it('refuses no number of trials, and options that do not exist', async () => {
    await expect(runBacktest(requestOf(falling), { ...options, trials: 0 })).rejects.toThrow('trials');
    await expect(runBacktest(requestOf(falling), { ...options, trails: 1 } as never)).rejects.toThrow('trials');
  });
});

describe('regimeInformation(signals, market, options)', () => {
  it('gives mean and volatility of the day after, as a pencil does', () => {
    const { returns, stressed } = market({ mean: -0.004, sd: 0.02 });
    const { regimes, blockDays } = regimeInformation(signalsOf(stressed), returns, { seed: 1, replications: 50 });
    const after = (which: boolean) =>
      dates.flatMap((_, t) =>
        t >= 300 && t + 1 < N && stressed[t] === which ? [returns.returns.get(t + 1, 0) - 0.0001] : [],
      );
    for (const [k, which] of [false, true].entries()) {
      const r = after(which);
      const mean = r.reduce((sum, each) => sum + each, 0) / r.length;
      const sd = Math.sqrt(r.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (r.length - 1));
      expect(regimes[k]!.days).toBe(r.length);
      expect(regimes[k]!.meanAfter.value).toBeCloseTo(252 * mean, 10);
      expect(regimes[k]!.volatilityAfter.value).toBeCloseTo(Math.sqrt(252) * sd, 10);
      expect(regimes[k]!.meanAfter.lower!).toBeLessThan(252 * mean);
      expect(regimes[k]!.meanAfter.upper!).toBeGreaterThan(252 * mean);
    }
    expect(blockDays).toBe(250);
  });
});

/** Markets without a direction to tell that are called to have one: 14 of 200 over these days, where 5 % are promised. */
const MOST_FALSE_CALLS = 7;

describe('regimeInformation(signals, market, options), over forty markets', () => {
  it('seldom finds a direction where there is none, and always the level of risk where it is', () => {
    const kinds = Array.from({ length: 40 }, (_, seed) => {
      const random = createRandomStream(seed);
      let state = false;
      const stressed = dates.map(() => (state = random.uniform() < (state ? 1 / 40 : 1 / 120) ? !state : state));
      let close = 100;
      const closes = stressed.map((_, t) => {
        // The regime of a day speaks of the day after.
        const wild = t > 0 && stressed[t - 1]!;
        return (close *= 1 + 0.0005 + (wild ? 0.02 : 0.007) * random.normal());
      });
      const returns = returnsFromCloses(dates, { equity: closes }, new Float64Array(N));
      return regimeInformation(signalsOf(stressed, 0), returns, { seed, replications: 199 }).kind;
    });
    expect(kinds.every((kind) => kind.startsWith('level of risk'))).toBe(true);
    expect(kinds.filter((kind) => kind.includes('direction')).length).toBeLessThanOrEqual(MOST_FALSE_CALLS);
  });
});

describe('callDelays(signals, market)', () => {
  it('finds peak, trough, the call and how much of the fall lay behind', () => {
    const closes = [100, 110, 105, 99, 88, 80, 90, 97, 120, 119];
    const days = dates.slice(0, closes.length);
    const returns = returnsFromCloses(days, { equity: closes }, new Float64Array(closes.length));
    const stressed = [0, 0, 0, 1, 1, 1, 1, 0, 0, 0];
    const signals = {
      dates: days,
      regimes: ['risk_on', 'risk_off'],
      probs: MatrixView.from(stressed.map((each) => [1 - each, each])),
      fold: new Int32Array(closes.length),
    };
    const [call, ...others] = callDelays(signals, returns);
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      peak: days[1],
      trough: days[5],
      called: days[3],
      calledBefore: false,
      sessions: 2,
      sessionsToRelease: 2,
    });
    expect(call!.depth).toBeCloseTo(80 / 110 - 1, 12);
    expect(call!.shareOfFall).toBeCloseTo(11 / 30, 12);
    const silent = { ...signals, probs: MatrixView.from(stressed.map(() => [1, 0])) };
    expect(callDelays(silent, returns)[0]).toMatchObject({ called: null, sessions: null, shareOfFall: null });
    expect(callDelays(signals, returns, 0.5)).toEqual([]);
  });
});

describe('runBacktest(request with history, options)', () => {
  it('tells first how stable labels are and what densities beat, and nothing of what it was not given', async () => {
    const walked = await walkForward({ features }, { ...recipe, refitEvery: 21, windowDays: 300 });
    const { signals, models } = walked;
    const { dates: days, values } = inputs.price;
    const returns = returnsFromCloses(days, { equity: values }, new Float64Array(days.length));
    const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(signals) };
    const history = { features, models, price: inputs.price, vix: inputs.vix };
    const request = { signals, market: returns, strategy, panel: [], walkForward: walked };
    const document = await runBacktest({ ...request, history }, options);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document.stability!.refits).toHaveLength(walked.folds.length - 1);
    expect(document.stability!.survivedYear).toBeGreaterThan(0.5);
    expect(document.summary[1]).toMatch(/^A refit called .* outlived one refit/);
    const names = (table: { rows: { name: string }[] } | null) => table!.rows.map(({ name }) => name);
    expect(names(document.densities.features)).toEqual(['gaussian', 'var1', 'regimes']);
    expect(names(document.densities.nextReturn)).toEqual(['gaussian', 'vix', 'regimes']);
    expect(document.densities.features!.blockLength).toBeGreaterThanOrEqual(250);
    expect(document.densities.features!.days).toBe(signals.dates.length);
    // Two regimes with means and variances of their own say more of volatilities than one Gaussian.
    const score = (k: number) => document.densities.features!.rows[k]!.score.mean;
    expect(score(2)).toBeGreaterThan(score(0));
    const without = await runBacktest(request, options);
    expect(without.stability).toBeNull();
    expect(without.densities).toEqual({ features: null, nextReturn: null, calibration: null, notes: [] });
  });
});
