import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import {
  annualTurnover,
  breakEvenCost,
  cagrByCalendar,
  cagrBySessions,
  calmarRatio,
  certaintyEquivalent,
  hitRate,
  manipulationProofMeasure,
  maximumDrawdown,
  meanExposure,
  moments,
  performanceFee,
  sharpeRatio,
  sortinoRatio,
  volatility,
} from '../index.ts';

const { net, gross, market, riskFree, turnover, exposure } = reference.series;
const RUIN = [0.1, -1, 0.5, 0.2];
const CONSTANT = [0.01, 0.01, 0.01];

/** The functions one by one, under the names of the reference. */
const alone: Record<string, () => number | undefined> = {
  cagr: () => cagrBySessions(net),
  volatility: () => volatility(net),
  sharpe: () => sharpeRatio(net, { riskFree }),
  sortino: () => sortinoRatio(net, { minimumReturn: riskFree }),
  calmar: () => calmarRatio(net),
  maxDrawdown: () => maximumDrawdown(net).depth,
  maxDrawdownLength: () => maximumDrawdown(net).length,
  longestDrawdown: () => maximumDrawdown(net).longest,
  timeUnderWater: () => maximumDrawdown(net).timeUnderWater,
  hitRate: () => hitRate(net, { riskFree }),
  certaintyEquivalent: () => certaintyEquivalent(net),
  manipulationProof: () => manipulationProofMeasure(net, { riskFree }),
  exposure: () => meanExposure(exposure),
  turnover: () => annualTurnover(turnover),
  breakEvenCost: () => breakEvenCost(gross, turnover, { benchmark: riskFree }),
  fee1: () => performanceFee(net, market, { riskAversion: 1 }),
  fee5: () => performanceFee(net, market),
  fee10: () => performanceFee(net, market, { riskAversion: 10 }),
};

describe('each metric', () => {
  it.each(Object.keys(alone))('%s agrees with numpy code that shares nothing with it', (name) => {
    expect(gap(alone[name]!(), reference.metrics[name]!)).toBeLessThanOrEqual(1e-10);
  });
});

describe('growth', () => {
  it('cagrBySessions(returns) is what the wealth grew by, worked by hand', () => {
    // 1.1 * 0.95 * 1.2 = 1.254 in one year of three periods; squared, with a year of six.
    expect(gap(cagrBySessions([0.1, -0.05, 0.2], { periodsPerYear: 3 }), 0.254)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(cagrBySessions([0.1, -0.05, 0.2], { periodsPerYear: 6 }), 1.254 ** 2 - 1)).toBeLessThanOrEqual(ROUNDING);
  });

  it('cagrByCalendar(returns, { from, to }) counts days: 1,461 of them are four years', () => {
    expect(gap(cagrByCalendar([1], { from: '2015-12-31', to: '2019-12-31' }), 2 ** 0.25 - 1)).toBeLessThanOrEqual(
      ROUNDING,
    );
  });

  it('cagrByCalendar(returns, ...) refuses days that are none, or stand the wrong way round', () => {
    expect(() => cagrByCalendar([1], { from: '2019-02-30', to: '2020-01-01' })).toThrow(/from must be a day/u);
    expect(() => cagrByCalendar([1], { from: '2019-02-20', to: '2019-02-20' })).toThrow(/to must be a day after/u);
    expect(() => cagrByCalendar([1], { from: '2019-02-20', too: '2019-02-21' } as never)).toThrow(/received too/u);
  });

  it('cagrBySessions(returns) is -1 once everything is lost, whatever comes after', () => {
    expect(cagrBySessions(RUIN)).toBe(-1);
    expect(cagrBySessions([0.1, -1.5, -3])).toBe(-1);
  });
});

describe('ratios', () => {
  it('sharpeRatio(returns) by hand: mean .02, deviations -.02, 0, .02', () => {
    expect(gap(sharpeRatio([0, 0.02, 0.04], { periodsPerYear: 4 }), (2 * 0.02) / 0.02)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(sharpeRatio([0.01, 0.03, 0.05], { periodsPerYear: 4, riskFree: 0.01 }), 2)).toBeLessThanOrEqual(
      ROUNDING,
    );
  });

  it('sharpeRatio(returns) does not depend on leverage, and turns with the sign', () => {
    const sharpe = sharpeRatio(market)!;
    expect(gap(sharpeRatio(market.map((r) => 3 * r)), sharpe)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(sharpeRatio(market.map((r) => -r)), -sharpe)).toBeLessThanOrEqual(ROUNDING);
  });

  it('sortinoRatio(returns) divides by all days, the good ones as zero', () => {
    // mean .01, squares below zero .02^2 over four days: sqrt(.0001) = .01.
    expect(gap(sortinoRatio([0.02, -0.02, 0.03, 0.01], { periodsPerYear: 9 }), 3)).toBeLessThanOrEqual(ROUNDING);
    // Divided by the one bad day alone it would be half of that (the control).
    expect(sortinoRatio([0.02, -0.02, 0.03, 0.01], { periodsPerYear: 9 })).not.toBeCloseTo(1.5, 3);
  });

  it('are undefined, never NaN, where there is nothing to divide by', () => {
    expect(sharpeRatio(CONSTANT)).toBeUndefined();
    expect(sharpeRatio([0.1, 0.2, 0.3], { riskFree: [0.05, 0.15, 0.25] })).toBeUndefined();
    expect(sortinoRatio(CONSTANT)).toBeUndefined();
    expect(calmarRatio(CONSTANT)).toBeUndefined();
    expect(volatility(CONSTANT)).toBe(0);
    expect(moments(CONSTANT)).toMatchObject({ standardDeviation: 0, skewness: undefined, kurtosis: undefined });
  });

  it('calmarRatio(returns) of a ruin is -1', () => {
    expect(calmarRatio(RUIN)).toBe(-1);
  });
});

describe('maximumDrawdown(returns)', () => {
  it('counts a fall on the first day, and knows peak, trough and recovery', () => {
    expect(maximumDrawdown([-0.5, 1, 0.1, -0.2])).toEqual({
      depth: -0.5,
      peak: 0,
      trough: 1,
      recovery: 2,
      length: 2,
      longest: 2,
      timeUnderWater: 0.5,
    });
  });

  it('tells the deepest fall from the longest', () => {
    const { depth, peak, trough, recovery, length, longest } = maximumDrawdown([0.5, -0.5, 1.2, -0.1, 0, 0, 0, 0]);
    expect({ peak, trough, recovery, length, longest }).toEqual({
      peak: 1,
      trough: 2,
      recovery: 3,
      length: 2,
      longest: 5,
    });
    expect(depth).toBeCloseTo(-0.5, 15);
  });

  it('is zero when wealth never falls, and -1 for ever after a ruin', () => {
    expect(maximumDrawdown([0, 0.1])).toMatchObject({ depth: 0, length: 0, longest: 0, timeUnderWater: 0 });
    expect(maximumDrawdown(RUIN)).toMatchObject({ depth: -1, peak: 1, trough: 2, recovery: undefined, length: 3 });
  });

  it('agrees with the reference in every part', () => {
    const { depth, ...times } = reference.drawdown;
    expect(maximumDrawdown(net)).toMatchObject(times);
    expect(gap(maximumDrawdown(net).depth, depth)).toBeLessThanOrEqual(ROUNDING);
  });
});

describe('trading', () => {
  it('annualTurnover and meanExposure are means; hitRate leaves days in cash out', () => {
    expect(gap(annualTurnover([0, 0.5, 0, 0.5], { periodsPerYear: 4 }), 1)).toBeLessThanOrEqual(ROUNDING);
    expect(meanExposure([0, 1, 1, 0])).toBe(0.5);
    expect(hitRate([0.01, 0.0001, 0.02, -0.01, 0.0001], { riskFree: 0.0001 })).toBe(2 / 3);
    expect(hitRate([0.01, 0.01], { riskFree: 0.01 })).toBeUndefined();
  });

  it('breakEvenCost(gross, turnover) taken off each day leaves nothing', () => {
    const cost = breakEvenCost(gross, turnover)!;
    const left = gross.reduce((sum, r, t) => sum + r - cost * turnover[t]!, 0);
    expect(Math.abs(left)).toBeLessThan(1e-12);
    expect(breakEvenCost([0.1, 0.2], [0, 0])).toBeUndefined();
  });
});

describe('utility', () => {
  it('certaintyEquivalent(returns) is the growth at risk aversion 1, the mean at 0, and the return when it is sure', () => {
    expect(gap(certaintyEquivalent(net, { riskAversion: 1 }), cagrBySessions(net))).toBeLessThanOrEqual(ROUNDING);
    const mean = net.reduce((sum, r) => sum + r / net.length, 0);
    expect(gap(certaintyEquivalent(net, { riskAversion: 0 }), (1 + mean) ** 252 - 1)).toBeLessThanOrEqual(1e-11);
    expect(gap(certaintyEquivalent(CONSTANT, { riskAversion: 7 }), 1.01 ** 252 - 1)).toBeLessThanOrEqual(ROUNDING);
  });

  it('certaintyEquivalent(returns) falls with risk aversion', () => {
    const values = [0, 1, 2, 5, 10].map((riskAversion) => certaintyEquivalent(market, { riskAversion }));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });

  it('a ruin is worth -1, and has no manipulation-proof measure', () => {
    expect(certaintyEquivalent(RUIN)).toBe(-1);
    expect(manipulationProofMeasure(RUIN)).toBeUndefined();
  });

  it('manipulationProofMeasure(returns) is zero for cash, and the log excess for a sure return', () => {
    expect(manipulationProofMeasure(riskFree, { riskFree })).toBeCloseTo(0, 12);
    expect(
      gap(manipulationProofMeasure(CONSTANT, { riskFree: 0.002 }), 252 * Math.log(1.01 / 1.002)),
    ).toBeLessThanOrEqual(ROUNDING);
  });

  it('performanceFee(a, b) is what a earns more when that is sure, whatever the aversion', () => {
    for (const riskAversion of [0, 1, 5, 10]) {
      expect(
        gap(
          performanceFee(
            market.map((r) => r + 0.0002),
            market,
            { riskAversion },
          ),
          252 * 0.0002,
        ),
      ).toBeLessThanOrEqual(1e-10);
    }
    expect(performanceFee(market, market)).toBe(0);
  });

  it('performanceFee(a, b) solves the equation of the paper', () => {
    const g = 5;
    const k = g / (2 * (1 + g));
    const fee = performanceFee(net, market, { riskAversion: g })! / 252;
    const utility = (r: number) => 1 + r - k * (1 + r) ** 2;
    const paid = net.reduce((sum, r) => sum + utility(r - fee), 0);
    const benchmark = market.reduce((sum, r) => sum + utility(r), 0);
    expect(Math.abs(paid - benchmark)).toBeLessThan(1e-10);
  });

  it('performanceFee(a, b) is undefined where no fee makes them equal', () => {
    expect(performanceFee([-0.9, 3, -0.9, 3], [0.2, 0.2, 0.2, 0.2], { riskAversion: 10 })).toBeUndefined();
  });
});

describe('bad input has its own error', () => {
  it.each([
    ['an empty series', () => cagrBySessions([]), /returns must be a series of at least 1 values, received 0/u],
    ['one return', () => sharpeRatio([0.1]), /at least 2 values, received 1/u],
    ['NaN', () => maximumDrawdown([0.1, Number.NaN]), /finite numbers, received NaN at index 1/u],
    ['no array', () => volatility('x' as never), /returns must be an array of numbers, received "x"/u],
    ['a misspelt option', () => sharpeRatio(net, { riskfree: 0 } as never), /received riskfree/u],
    ['another length', () => sharpeRatio(net, { riskFree: [0.1] }), /riskFree and returns must have the same length/u],
    ['cash that is lost', () => sharpeRatio([0.1, 0.2], { riskFree: [0, -1] }), /above -1, received -1 at index 1/u],
    ['a year of no days', () => volatility(net, { periodsPerYear: 0 }), /periodsPerYear must be a number above 0/u],
    ['negative aversion', () => certaintyEquivalent(net, { riskAversion: -1 }), /riskAversion must be a number of at/u],
    [
      'negative turnover',
      () => annualTurnover([0.1, -0.1]),
      /turnover must be at least 0 on every day, received -0.1/u,
    ],
    ['NaN as MAR', () => sortinoRatio(net, { minimumReturn: Number.NaN }), /minimumReturn must be a return a day/u],
  ])('%s', (_what, call, message) => {
    expect(call).toThrow(message);
  });

  it('Infinity, a hole and a string inside an array are none of them numbers', () => {
    for (const value of [Number.POSITIVE_INFINITY, undefined, '0.1', null]) {
      expect(() => meanExposure([0.1, value as number])).toThrow(/finite numbers, received .* at index 1/u);
    }
  });
});
