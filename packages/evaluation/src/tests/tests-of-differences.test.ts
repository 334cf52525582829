import type { RandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { shareOf } from '../../test/support/share-of.ts';
import { reference } from '../../test/support/statistics-reference.ts';
import { benjaminiHochberg, cohensKappa, dieboldMariano, mcNemarExact } from '../index.ts';

/** MA(2) differences around zero: what forecasts three steps ahead leave. */
function overlapping(n: number, random: RandomStream): Float64Array {
  const z = Float64Array.from({ length: n + 2 }, () => random.normal());
  return Float64Array.from({ length: n }, (_, t) => z[t]! + 0.7 * z[t + 1]! + 0.4 * z[t + 2]!);
}

describe('dieboldMariano(differences, options)', () => {
  const { differences, cases } = reference.dieboldMariano;

  it.each(cases)('agrees with statsmodels: horizon $horizon, lags $lags', ({ horizon, lags, statistic, pValue }) => {
    const result = dieboldMariano(differences, lags === null ? { horizon } : { horizon, lags });
    expect(gap(result.statistic, statistic)).toBeLessThanOrEqual(1e-10);
    expect(gap(result.pValue, pValue)).toBeLessThanOrEqual(1e-10);
  });

  it('is the t-test at horizon 1 without lags, worked by hand', () => {
    // Mean .18, sum of squares around it .416: t = .18 / sqrt(.416 / 9 / 10).
    const result = dieboldMariano([0.3, -0.1, 0.4, 0.2, 0.1, -0.2, 0.5, 0.3, 0.2, 0.1], { lags: 0 });
    expect(gap(result.statistic, 0.18 / Math.sqrt(0.416 / 90))).toBeLessThanOrEqual(ROUNDING);
  });

  it('its one-sided p-values add to one, and turn with the sign', () => {
    const of = (alternative: 'greater' | 'less', sign = 1) =>
      dieboldMariano(
        differences.map((d) => sign * d),
        { alternative },
      ).pValue!;
    expect(gap(of('greater') + of('less'), 1)).toBeLessThanOrEqual(ROUNDING);
    expect(of('greater', -1)).toBe(of('less'));
  });

  it('of differences that never vary says nothing', () => {
    expect(dieboldMariano(Array.from({ length: 20 }, () => 0.1))).toMatchObject({
      statistic: undefined,
      pValue: undefined,
    });
    expect(dieboldMariano(new Float64Array(20))).toMatchObject({ meanDifference: 0, pValue: undefined });
  });

  it('rejects overlapping differences without a mean in about 5 %; the plain t-test in far more (the control)', () => {
    const rejects = (lags?: number) => (random: RandomStream) =>
      dieboldMariano(overlapping(250, random), lags === undefined ? { horizon: 3 } : { lags }).pValue! < 0.05;
    // 1,000 runs: one standard deviation of .05 is .007. With Bartlett weights and four lags the test is a little liberal.
    expect(shareOf(1000, rejects())).toBeLessThan(0.1);
    expect(shareOf(1000, rejects())).toBeGreaterThan(0.03);
    expect(shareOf(1000, rejects(0))).toBeGreaterThan(0.13);
  });

  it.each([
    ['nine differences', () => dieboldMariano(new Float64Array(9)), /at least 10 values, received 9/u],
    ['a horizon of 0', () => dieboldMariano(differences, { horizon: 0 }), /horizon must be a whole number/u],
    ['lags beyond the data', () => dieboldMariano(differences, { lags: 140 }), /lags must be well below the number/u],
    ['a misspelt option', () => dieboldMariano(differences, { horizn: 2 } as never), /received horizn/u],
    [
      'an unknown side',
      () => dieboldMariano(differences, { alternative: 'up' as never }),
      /one of two-sided, greater/u,
    ],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('mcNemarExact(onlyA, onlyB)', () => {
  it.each(reference.mcnemar)('agrees with statsmodels: $onlyA and $onlyB', ({ onlyA, onlyB, pValue }) => {
    // 86 and 150 are the ratings of Agresti's textbook (and of R's mcnemar.test).
    expect(gap(mcNemarExact(onlyA, onlyB).pValue, pValue)).toBeLessThanOrEqual(ROUNDING);
    expect(mcNemarExact(onlyB, onlyA).pValue).toBe(mcNemarExact(onlyA, onlyB).pValue);
  });

  it('is 1 when nothing tells the two apart', () => {
    expect(mcNemarExact(0, 0).pValue).toBe(1);
  });

  it('refuses what is no count', () => {
    expect(() => mcNemarExact(1.5, 2)).toThrow(/onlyA must be a whole number of at least 0, received 1.5/u);
    expect(() => mcNemarExact(1, -2)).toThrow(/onlyB/u);
  });
});

describe('cohensKappa(a, b, nLabels)', () => {
  it('agrees with statsmodels, standard error too', () => {
    const { a, b, kappa, standardError } = reference.kappa;
    const result = cohensKappa(a, b, 3);
    expect(gap(result.kappa, kappa)).toBeLessThanOrEqual(ROUNDING);
    expect(gap(result.standardError, standardError)).toBeLessThanOrEqual(ROUNDING);
  });

  it('by hand: 70 of 100 alike, half of them by chance', () => {
    const label = (counts: number[][], side: 0 | 1) =>
      counts.flatMap((row, i) => row.flatMap((count, j) => Array.from({ length: count }, () => (side === 0 ? i : j))));
    const counts = [
      [20, 5],
      [10, 15],
    ];
    // 35 of 50 alike; by chance (25 * 30 + 25 * 20) / 2,500 = .5: kappa = .2 / .5.
    expect(gap(cohensKappa(label(counts, 0), label(counts, 1), 2).kappa, 0.4)).toBeLessThanOrEqual(ROUNDING);
  });

  it('is 1 when always alike, -1 when never, undefined when only one label occurs', () => {
    expect(cohensKappa([0, 1, 2, 1], [0, 1, 2, 1], 3)).toMatchObject({ kappa: 1, standardError: 0, agreement: 1 });
    expect(cohensKappa([0, 1], [1, 0], 2).kappa).toBe(-1);
    expect(cohensKappa([1, 1], [1, 1], 2)).toMatchObject({ kappa: undefined, agreement: 1 });
  });

  it.each([
    ['another length', () => cohensKappa([0], [0, 1], 2), /b and a must have the same length/u],
    ['no days', () => cohensKappa([], [], 2), /at least one day/u],
    ['a label too many', () => cohensKappa([0, 2], [0, 1], 2), /a must be labels from 0 to 1, received 2 at index 1/u],
    ['half a label', () => cohensKappa([0, 1], [0, 0.5], 2), /b must be labels/u],
  ])('refuses %s', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('benjaminiHochberg(pValues)', () => {
  it('agrees with scipy', () => {
    const { pValues, adjusted } = reference.benjaminiHochberg;
    benjaminiHochberg(pValues).forEach((value, i) => expect(gap(value, adjusted[i]!)).toBeLessThanOrEqual(ROUNDING));
  });

  it('refuses what is no probability', () => {
    expect(() => benjaminiHochberg([0.1, 1.2])).toThrow(/probabilities from 0 to 1, received 1.2 at index 1/u);
  });
});
