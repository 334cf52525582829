import { describe, expect, it } from 'vitest';
import { gap } from '../../test/support/gap.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { metricNames, summarise } from '../index.ts';
import { headlineTable } from './headline.ts';
import { summariseInto } from './summarise.ts';

const { net, gross, market, riskFree, turnover, exposure } = reference.series;
const full = { riskFree, grossReturns: gross, turnover, exposure, benchmark: market };

describe('summarise(returns, options)', () => {
  it.each(metricNames)('%s agrees with numpy code that shares nothing with it', (name) => {
    expect(gap(summarise(net, full).metrics[name], reference.metrics[name]!)).toBeLessThanOrEqual(1e-10);
  });

  it('gives no reasons when every number could be said', () => {
    expect(summarise(net, full)).toMatchObject({ n: 150, reasons: {} });
  });

  it('says why a number is missing', () => {
    const { metrics, reasons } = summarise([0.01, 0.01, 0.01]);
    expect(metrics).toMatchObject({ volatility: 0, maxDrawdown: 0, maxDrawdownLength: 0, hitRate: 1 });
    expect(reasons).toEqual({
      sharpe: 'the excess returns never vary',
      sortino: 'no return below cash',
      calmar: 'wealth never fell',
      probabilisticSharpe: 'the excess returns never vary',
      exposure: 'not given',
      turnover: 'not given',
      breakEvenCost: 'not given',
      fee1: 'not given',
      fee5: 'not given',
      fee10: 'not given',
    });
    expect(summarise([0.1, -0.1], { turnover: [0, 0] }).reasons.breakEvenCost).toBe('nothing was traded');
    expect(summarise([0.01, 0.01], { riskFree: 0.01 }).reasons.hitRate).toBe('every day earned the return of cash');
  });

  it('of a ruin is a total loss, not NaN', () => {
    const { metrics, reasons } = summarise([0.1, -1, 0.5, 0.2], { benchmark: [0, 0.1, -0.1, 0] });
    expect(metrics).toMatchObject({ cagr: -1, maxDrawdown: -1, calmar: -1, certaintyEquivalent: -1 });
    expect(reasons.manipulationProof).toBe('a return of -1 or less: ruin');
    expect(Object.values(metrics).every((value) => value === undefined || Number.isFinite(value))).toBe(true);
  });

  it('of days in another order has the same sums and another path (the control)', () => {
    const table = headlineTable(net, full, 'test');
    const names = (order: Int32Array) => {
      const out = summariseInto(new Float64Array(metricNames.length), table, order);
      return Object.fromEntries(metricNames.map((name, i) => [name, out[i]]));
    };
    const forward = names(Int32Array.from(net, (_, t) => t));
    const backward = names(Int32Array.from(net, (_, t) => net.length - 1 - t));
    expect(gap(backward.sharpe, forward.sharpe!)).toBeLessThanOrEqual(1e-12);
    expect(gap(backward.cagr, forward.cagr!)).toBeLessThanOrEqual(1e-12);
    expect(backward.maxDrawdownLength).not.toBe(forward.maxDrawdownLength);
  });

  it.each([
    ['one return', () => summarise([0.1]), /at least 2 values/u],
    ['a misspelt option', () => summarise(net, { turnovr: turnover } as never), /Did you mean|received turnovr/u],
    [
      'a benchmark of other days',
      () => summarise(net, { benchmark: [0.1] }),
      /benchmark and returns must have the same/u,
    ],
    [
      'an exposure with NaN',
      () => summarise([1, 2], { exposure: [1, Number.NaN] }),
      /exposure must be finite numbers/u,
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});
