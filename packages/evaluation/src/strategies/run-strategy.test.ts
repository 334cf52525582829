import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  constantMix,
  InvalidSeriesError,
  LengthMismatchError,
  runStrategy,
  type AssetReturns,
  type WeightHistory,
} from '../index.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08'];
const market: AssetReturns = {
  dates,
  names: ['equity', 'bonds'],
  returns: MatrixView.from([
    [0, 0],
    [0.1, 0.01],
    [-0.2, 0.02],
    [0.05, -0.01],
    [0.3, 0],
  ]),
  riskFree: Float64Array.from([0, 0.001, 0.001, 0.002, 0.001]),
};
const one = (values: readonly number[]): WeightHistory => ({
  dates: dates.slice(0, values.length),
  names: ['equity'],
  weights: MatrixView.from(values.map((value) => [value])),
});

describe('runStrategy(weights, market, options)', () => {
  it('holds what was decided at the close of t from t + 1 to t + 2, and cash beside it', () => {
    const result = runStrategy(one([1, 0.5, 0, 0]), market);
    expect(result.dates).toEqual(dates.slice(2));
    const byHand = [-0.2, 0.5 * 0.05 + 0.5 * 0.002, 0.001];
    for (const [i, expected] of byHand.entries()) expect(result.returns[i]).toBeCloseTo(expected, 14);
    expect([...result.exposure]).toEqual([1, 0.5, 0]);
    // From all cash to all stocks; back to half; then what drifted to 0.5 x 1.05 / 1.026 is sold.
    expect(result.turnover[0]).toBe(1);
    expect(result.turnover[1]).toBeCloseTo(0.5, 14);
    expect(result.turnover[2]).toBeCloseTo((0.5 * 1.05) / 1.026, 14);
  });

  it('with another delay holds the same weights later', () => {
    expect([...runStrategy(one([1, 0, 0, 0]), market, { delay: 0 }).returns]).toEqual(
      [0.1, 0.001, 0.002, 0.001].map((r) => expect.closeTo(r, 14)),
    );
    const late = runStrategy(one([1, 0, 0, 0]), market, { delay: 2 });
    expect(late.dates).toEqual(dates.slice(3));
    expect([...late.returns]).toEqual([0.05, 0.001].map((r) => expect.closeTo(r, 14)));
  });

  it('takes costs on turnover and half the spread on all that is bought and sold', () => {
    const weights: WeightHistory = {
      dates: dates.slice(0, 2),
      names: ['equity', 'bonds'],
      weights: MatrixView.from([
        [1, 0],
        [0, 1],
      ]),
    };
    const { turnover, costs, returns, grossReturns, held, names } = runStrategy(weights, market, {
      costBps: 10,
      halfSpreadBps: 5,
    });
    // From stocks to bonds: one unit of turnover, two units traded.
    expect([...turnover]).toEqual([1, 1, 0]);
    // Bonds alone go on to be bonds alone.
    expect(held.to2DArray().map((row) => row.map((w) => Number(w.toFixed(12))))).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(names).toEqual(['equity', 'bonds']);
    expect([...costs]).toEqual([0.0015, 0.002, 0].map((cost) => expect.closeTo(cost, 15)));
    expect(grossReturns[1]).toBeCloseTo(-0.01, 14);
    expect(returns[1]).toBeCloseTo((1 - 0.002) * 0.99 - 1, 14);
  });

  it('lets weights drift on a day without a decision', () => {
    const sparse = { ...one([0.5]), dates: [dates[0]!] };
    const { exposure, turnover } = runStrategy(sparse, market, { delay: 0 });
    expect([...turnover]).toEqual([0.5, 0, 0, 0]);
    expect(exposure[1]).toBeCloseTo((0.5 * 1.1) / (1 + 0.5 * 0.1 + 0.5 * 0.001), 14);
  });

  it('judged from a later day on begins in cash on that day', () => {
    const result = runStrategy(constantMix(dates, 1), market, { from: dates[3]!, costBps: 10 });
    expect(result.dates).toEqual(dates.slice(3));
    expect([...result.turnover]).toEqual([1, 0]);
  });

  it('refuses assets that the market has not, ragged data and weights that are never held', () => {
    expect(() => runStrategy(constantMix(dates, { gold: 1 }), market)).toThrow(InvalidSeriesError);
    expect(() => runStrategy(constantMix(dates, 1), { ...market, riskFree: new Float64Array(2) })).toThrow(
      LengthMismatchError,
    );
    expect(() => runStrategy({ ...one([1]), dates: ['2024-01-08'] }, market)).toThrow('decided before the last day');
    expect(() => runStrategy(one([1]), market, { delay: -1 })).toThrow('delay');
  });
});
