import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as distributions from './index.ts';

const reference = JSON.parse(
  readFileSync(new URL('../../test/fixtures/distributions-scipy.json', import.meta.url), 'utf8'),
) as Record<string, number[][]>;

/** scipy's own functions agree with each other to about this. */
const RELATIVE = 2e-13;

/** scipy's value of zero where the true one is beyond a double, or the other way round. */
const SMALLEST = 1e-300;

const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  normalCdf: distributions.normalCdf,
  normalQuantile: distributions.normalQuantile,
  studentTCdf: distributions.studentTCdf,
  studentTQuantile: distributions.studentTQuantile,
  chiSquaredCdf: distributions.chiSquaredCdf,
  chiSquaredUpperTail: distributions.chiSquaredUpperTail,
  fUpperTail: distributions.fUpperTail,
  poissonCdf: distributions.poissonCdf,
  kolmogorovUpperTail: distributions.kolmogorovUpperTail,
  logGamma: distributions.logGamma,
  digamma: distributions.digamma,
};

describe.each(Object.entries(functions))('%s', (name, compute) => {
  it.each(reference[name]!)('agrees with scipy at %o %o %o %o', (...row) => {
    const expected = row.at(-1)!;
    const actual = compute(...row.slice(0, -1));
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.max(RELATIVE * Math.abs(expected), SMALLEST));
  });

  it('refuses NaN', () => {
    expect(() => compute(Number.NaN, 1, 1)).toThrow(/received NaN/u);
  });
});

describe('the tails', () => {
  it('mirror each other to the bit', () => {
    for (const z of [0.3, 2, 9, 30]) expect(distributions.normalUpperTail(z)).toBe(distributions.normalCdf(-z));
    for (const t of [0.3, 2, 9, 30]) {
      expect(distributions.studentTUpperTail(t, 5)).toBe(distributions.studentTCdf(-t, 5));
    }
  });

  it('would be lost as one minus a mass (the control)', () => {
    expect(1 - distributions.normalCdf(9)).toBe(0);
    expect(distributions.normalUpperTail(9)).toBeGreaterThan(1e-19);
  });

  it('hold the ends', () => {
    expect(distributions.normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(distributions.normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(distributions.studentTQuantile(1, 3)).toBe(Number.POSITIVE_INFINITY);
    expect(distributions.chiSquaredUpperTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
    expect(distributions.fUpperTail(Number.POSITIVE_INFINITY, 3, 3)).toBe(0);
  });

  it('logNormalPdf is the logarithm of the density', () => {
    expect(distributions.logNormalPdf(1.5)).toBeCloseTo(Math.log(Math.exp(-1.125) / Math.sqrt(2 * Math.PI)), 14);
  });
});

describe('arguments out of range', () => {
  it.each([
    ['a probability above 1', () => distributions.normalQuantile(1.1), /between 0 and 1, received 1.1/u],
    ['degrees of freedom of 0', () => distributions.studentTCdf(1, 0), /nu must be above 0/u],
    ['a negative shape', () => distributions.incompleteGamma(-1, 1), /a must be above 0/u],
    ['x above 1 in the incomplete beta', () => distributions.incompleteBeta(1.5, 1, 1), /1 - x must be at least 0/u],
    ['a negative distance', () => distributions.kolmogorovUpperTail(-1), /x must be at least 0/u],
  ])('%s: one clear error', (_what, call, message) => {
    expect(call).toThrow(message);
  });
});
