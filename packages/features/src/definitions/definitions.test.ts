// Each feature by hand, on windows small enough to follow.
import { describe, expect, it } from 'vitest';
import { UnknownFeatureError, InvalidOptionError } from '../errors.ts';
import { describeFeature, featureDefinition, featureDefinitions } from './catalog.ts';
import { drawdown, return20d } from './equity.ts';
import type { FeatureDefinition } from './feature-definition.ts';
import { hySpread, hySpreadChange20d } from './credit.ts';
import { SlidingWindow } from './sliding-window.ts';
import { realizedVol20d, vixLevel, vixPercentile } from './volatility.ts';
import { yieldCurveChange20d, yieldCurveSlope } from './yield-curve.ts';

/** Rounding of a few operations on numbers of order 1. */
const DIGITS = 14;

function computeOn(definition: FeatureDefinition, inputs: Record<string, number[]>): number {
  const windows = Object.entries(inputs).map(([name, values]) => {
    const window = new SlidingWindow(values.length);
    window.data.set(values);
    window.end = values.length;
    return [name, window] as const;
  });
  return definition.compute(Object.fromEntries(windows));
}

/** 21 values that end with `last` and begin with `first`. */
function from(first: number, last: number, between = first): number[] {
  return [first, ...Array.from({ length: 19 }, () => between), last];
}

describe('vix_level and vix_percentile', () => {
  it('vix_level is the close', () => {
    expect(computeOn(vixLevel, { vix: [17.5] })).toBe(17.5);
  });

  it('vix_percentile counts those below and half of those equal, itself included', () => {
    const of = (...vix: number[]) => computeOn(vixPercentile(21), { vix });
    const rising = Array.from({ length: 21 }, (_, i) => i);
    expect(of(...rising)).toBe(20.5 / 21);
    expect(of(...rising.toReversed())).toBe(0.5 / 21);
    expect(of(...rising.map(() => 7))).toBe(0.5); // all 21 are equal
    expect(of(...rising.map((i) => (i < 10 ? 1 : i < 14 ? 3 : 2)))).toBe((10 + 7 / 2) / 21); // 10 below, 7 equal, 4 above
  });
});

describe('realized_vol_20d', () => {
  it('is the annualised standard deviation of 20 log returns', () => {
    // Ten returns of +1 % and ten of -1 %: mean 0, variance 20 * 0.01^2 / 19.
    const closes = Array.from({ length: 21 }, (_, i) => 100 * Math.exp(i % 2 === 0 ? 0 : 0.01));
    expect(computeOn(realizedVol20d, { price: closes })).toBeCloseTo(0.01 * Math.sqrt((20 / 19) * 252), DIGITS);
  });

  it('is 0 for a price that stands still, and does not depend on the level of the price', () => {
    expect(computeOn(realizedVol20d, { price: from(1e6, 1e6) })).toBe(0);
    const closes = Array.from({ length: 21 }, (_, i) => 100 + Math.sin(i));
    const large = computeOn(realizedVol20d, { price: closes.map((close) => close * 1e9) });
    expect(large).toBeCloseTo(computeOn(realizedVol20d, { price: closes }), DIGITS);
  });
});

describe('return_20d and drawdown', () => {
  it('return_20d compares with the close 20 sessions before', () => {
    expect(computeOn(return20d, { price: from(100, 105, 1) })).toBeCloseTo(0.05, DIGITS);
  });

  it('drawdown compares with the highest close, and is exactly 0 at the top', () => {
    expect(computeOn(drawdown(21), { price: from(100, 90, 120) })).toBe(-0.25);
    expect(computeOn(drawdown(21), { price: from(100, 120.07, 119) })).toBe(0);
  });
});

describe('the yield curve and the spread', () => {
  it('yield_curve_slope is the 10-year minus the 2-year yield', () => {
    expect(computeOn(yieldCurveSlope, { treasury_2y: [4.2], treasury_10y: [3.9] })).toBeCloseTo(-0.3, DIGITS);
  });

  it('yield_curve_change_20d is the change of that slope', () => {
    const inputs = { treasury_2y: from(1, 2), treasury_10y: from(3, 3.5) };
    expect(computeOn(yieldCurveChange20d, inputs)).toBe(1.5 - 2);
  });

  it('hy_spread and hy_spread_change_20d are the spread and its change', () => {
    expect(computeOn(hySpread, { hy_spread: [4.25] })).toBe(4.25);
    expect(computeOn(hySpreadChange20d, { hy_spread: from(4.25, 6, 99) })).toBe(1.75);
  });
});

describe('featureDefinitions(options)', () => {
  it('gives the nine, in order, with windows that follow lookbackDays', () => {
    const window = (lookbackDays?: number) =>
      featureDefinitions({ lookbackDays }).map((definition) => [definition.name, definition.window]);
    const nine = (lookbackDays: number) => [
      ['vix_level', 1],
      ['vix_percentile', lookbackDays],
      ['realized_vol_20d', 21],
      ['return_20d', 21],
      ['drawdown', lookbackDays],
      ['yield_curve_slope', 1],
      ['yield_curve_change_20d', 21],
      ['hy_spread', 1],
      ['hy_spread_change_20d', 21],
    ];
    expect(window()).toEqual(nine(252));
    expect(window(63)).toEqual(nine(63));
  });

  it.each([20, 2521, 0, -1, 100.5, Number.NaN, '252'])(
    'throws InvalidOptionError for lookbackDays %s',
    (lookbackDays) => {
      expect(() => featureDefinitions({ lookbackDays: lookbackDays as number })).toThrow(InvalidOptionError);
      expect(() => featureDefinitions({ lookbackDays: lookbackDays as number })).toThrow(
        'lookbackDays: expected a whole number from 21 to 2520',
      );
    },
  );

  it('featureDefinition(name) finds one, or throws UnknownFeatureError naming all', () => {
    expect(featureDefinition('drawdown', { lookbackDays: 100 }).window).toBe(100);
    expect(() => featureDefinition('vix')).toThrow(UnknownFeatureError);
    expect(() => featureDefinition('vix')).toThrow('Known: vix_level, vix_percentile,');
  });

  it('describeFeature(definition) adds the lag of each input, also a changed one', () => {
    expect(describeFeature(featureDefinition('yield_curve_slope'))).toEqual({
      name: 'yield_curve_slope',
      version: 1,
      inputs: ['treasury_2y', 'treasury_10y'],
      window: 1,
      missing: 'reject',
      unit: 'percentage points',
      description: '10-year minus 2-year Treasury yield.',
      lagSessions: { treasury_2y: 1, treasury_10y: 1 },
    });
    expect(describeFeature(vixLevel, { lagSessions: { vix: 1 } }).lagSessions).toEqual({ vix: 1 });
  });
});
