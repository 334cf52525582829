import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  constantMix,
  InvalidOptionError,
  panel,
  probabilityWeighted,
  regimeMap,
  returnsFromCloses,
  volatilityTarget,
  zeroOne,
  type SignalHistory,
} from '../index.ts';

const signals: SignalHistory = {
  dates: ['2024-01-02', '2024-01-03', '2024-01-04'],
  regimes: ['risk_on', 'neutral', 'risk_off'],
  probs: MatrixView.from([
    [0.7, 0.2, 0.1],
    [0.1, 0.4, 0.5],
    [0.1, 0.5, 0.4],
  ]),
  fold: new Int32Array(3),
};

describe('weights from filtered probabilities', () => {
  it('zeroOne(signals) leaves the market once the most stressed regime reaches the threshold', () => {
    expect(zeroOne(signals).weights.to2DArray()).toEqual([[1], [0], [1]]);
    expect(zeroOne(signals, { threshold: 0.3, asset: 'stocks' })).toMatchObject({ names: ['stocks'] });
    expect(zeroOne(signals, { threshold: 0.3 }).weights.to2DArray()).toEqual([[1], [0], [0]]);
    expect(() => zeroOne(signals, { threshold: 0 })).toThrow(InvalidOptionError);
  });

  it('probabilityWeighted(signals) is the expected exposure, by default 1, 1/2, 0', () => {
    const byHand = [0.7 + 0.1, 0.1 + 0.2, 0.1 + 0.25];
    const { weights } = probabilityWeighted(signals);
    for (const [t, expected] of byHand.entries()) expect(weights.get(t, 0)).toBeCloseTo(expected, 14);
    const own = probabilityWeighted(signals, { exposures: { risk_on: 1.5, neutral: 1, risk_off: -0.5 } });
    expect(own.weights.get(1, 0)).toBeCloseTo(0.15 + 0.4 - 0.25, 14);
    expect(() => probabilityWeighted(signals, { exposures: { risk_on: 1 } })).toThrow('risk_on, neutral, risk_off');
  });

  it('regimeMap(signals, { weights }) switches by the most probable regime, or blends', () => {
    const weights = { risk_on: { stocks: 1 }, neutral: { stocks: 0.5, bonds: 0.5 }, risk_off: { gold: 0.3 } };
    const switched = regimeMap(signals, { weights });
    expect(switched.names).toEqual(['stocks', 'bonds', 'gold']);
    expect(switched.weights.to2DArray()).toEqual([
      [1, 0, 0],
      [0, 0, 0.3],
      [0.5, 0.5, 0],
    ]);
    const [first] = regimeMap(signals, { weights, mode: 'blend' }).weights.to2DArray();
    for (const [a, expected] of [0.8, 0.1, 0.03].entries()) expect(first![a]).toBeCloseTo(expected, 14);
    expect(() => regimeMap(signals, { weights: { risk_on: {} } })).toThrow(InvalidOptionError);
  });

  it('volatilityTarget(signals, market) reads the past alone', () => {
    const n = 200;
    const dates = Array.from({ length: n }, (_, t) => new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10));
    const probs = MatrixView.from(dates.map((_, t) => (t % 100 < 50 ? [1, 0] : [0, 1])));
    const two = { dates, regimes: ['risk_on', 'risk_off'], probs, fold: new Int32Array(n) };
    const closes = (scale: number) => {
      let level = 100;
      return dates.map(
        (_, t) => (level *= 1 + (t % 2 === 0 ? 1 : -1) * (t % 100 < 50 ? 0.002 : 0.02) * (t > 150 ? scale : 1)),
      );
    };
    const market = (scale: number) => returnsFromCloses(dates, { equity: closes(scale) }, new Float64Array(n));
    const weights = volatilityTarget(two, market(1), { priorDays: 1 }).weights.to2DArray().flat();
    expect(weights[149]).toBe(1 > weights[149]! ? weights[149] : 1);
    expect(weights[190]!).toBeLessThan(0.5);
    expect(weights[130]!).toBeGreaterThan(weights[190]! - 1);
    const other = volatilityTarget(two, market(3), { priorDays: 1 }).weights.to2DArray().flat();
    expect(other.slice(0, 151)).toEqual(weights.slice(0, 151));
    expect(other.slice(151)).not.toEqual(weights.slice(151));
  });

  it('constantMix(dates, exposure) says the same every day', () => {
    expect(constantMix(['2024-01-02', '2024-01-03'], { equity: 0.6, bonds: 0.4 }).weights.to2DArray()).toEqual([
      [0.6, 0.4],
      [0.6, 0.4],
    ]);
  });
});

describe('panel(market, options)', () => {
  const n = 260;
  const dates = Array.from({ length: n }, (_, t) => new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10));
  // Up for 230 days, then down: the average is crossed from above some days later.
  const closes = dates.map((_, t) => (t < 230 ? 100 + t : 330 - 6 * (t - 230)));
  const market = returnsFromCloses(dates, { equity: closes }, new Float64Array(n));
  const vix = Float64Array.from(dates, (_, t) => (t === 5 ? 21 : t === 6 ? Number.NaN : 20));
  const byName = new Map(panel(market, { vix }).map(({ name, weights }) => [name, weights.weights.to2DArray().flat()]));

  it('holds buy and hold, 60/40, the volatility target, the average and the VIX, each by its rule', () => {
    expect([...byName.keys()]).toEqual([
      'buy and hold',
      '60/40',
      'volatility target',
      '200-day average',
      'VIX above 20',
    ]);
    expect(byName.get('VIX above 20')!.slice(4, 8)).toEqual([1, 0, 1, 1]);
    const crossed = closes.map((close, t) => {
      if (t < 199) return 1;
      const mean = closes.slice(t - 199, t + 1).reduce((sum, each) => sum + each, 0) / 200;
      return close > mean ? 1 : 0;
    });
    expect(byName.get('200-day average')).toEqual(crossed);
    expect(new Set(crossed)).toEqual(new Set([0, 1]));
    const last = closes
      .slice(-21)
      .map((close, i, all) => (i === 0 ? 0 : close / all[i - 1]! - 1))
      .slice(1);
    const mean = last.reduce((sum, r) => sum + r, 0) / 20;
    const sd = Math.sqrt(last.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 19);
    expect(byName.get('volatility target')!.at(-1)).toBeCloseTo(Math.min(1, 0.1 / (sd * Math.sqrt(252))), 10);
  });

  it('has the jump model where its signals are given, and no VIX where it is not', () => {
    const names = panel(market, { jump: { ...signals, regimes: ['risk_on', 'neutral', 'risk_off'] } }).map(
      ({ name }) => name,
    );
    expect(names).toContain('jump model');
    expect(names).not.toContain('VIX above 20');
  });
});
