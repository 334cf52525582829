import { describe, expect, it } from 'vitest';
import {
  digamma,
  incompleteBeta,
  logFactorial,
  logGamma,
  normalCdf,
  poissonCdf,
  studentCdf,
  upperIncompleteGamma,
} from './special-functions.ts';

const RTOL = 1e-13;
/** The difference, relative to what is expected where that is more than one. */
const error = (actual: number, expected: number) => Math.abs(actual - expected) / Math.max(1, Math.abs(expected));

describe('special functions against values that are known otherwise', () => {
  it('logGamma(x) is log (x - 1)! for whole and sqrt(pi) products for half numbers', () => {
    let factorial = 0;
    for (let n = 1; n <= 150; n++) {
      expect(error(logGamma(n), factorial)).toBeLessThanOrEqual(RTOL);
      factorial += Math.log(n);
    }
    expect(error(logGamma(0.5), Math.log(Math.PI) / 2)).toBeLessThanOrEqual(RTOL);
    expect(error(logGamma(3.5), Math.log(15 / 8) + Math.log(Math.PI) / 2)).toBeLessThanOrEqual(RTOL);
    expect(error(logGamma(0.1), 2.252712651734206)).toBeLessThanOrEqual(RTOL);
    expect(error(logFactorial(5), Math.log(120))).toBeLessThanOrEqual(RTOL);
    expect(error(logFactorial(300), logGamma(301))).toBeLessThanOrEqual(RTOL);
  });

  it('digamma(x) follows its recurrence and its value at 1 and 1/2', () => {
    const EULER = 0.5772156649015329;
    expect(error(digamma(1), -EULER)).toBeLessThanOrEqual(RTOL);
    expect(error(digamma(0.5), -EULER - 2 * Math.log(2))).toBeLessThanOrEqual(RTOL);
    for (const x of [0.3, 1.7, 9.99, 42]) expect(error(digamma(x + 1), digamma(x) + 1 / x)).toBeLessThanOrEqual(RTOL);
  });

  it('normalCdf(z) at printed quantiles', () => {
    expect(error(normalCdf(0), 0.5)).toBeLessThanOrEqual(RTOL);
    expect(error(normalCdf(1.959963984540054), 0.975)).toBeLessThanOrEqual(RTOL);
    expect(error(normalCdf(-1), 0.15865525393145705)).toBeLessThanOrEqual(RTOL);
    expect(Math.abs(normalCdf(-10) / 7.61985302416053e-24 - 1)).toBeLessThan(1e-11);
  });

  it('studentCdf(t, nu) is arctangent at 1 and known at 2 degrees of freedom', () => {
    for (const t of [-5, -0.3, 0, 1, 20]) {
      expect(error(studentCdf(t, 1), 0.5 + Math.atan(t) / Math.PI)).toBeLessThanOrEqual(RTOL);
      expect(error(studentCdf(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)))).toBeLessThanOrEqual(RTOL);
    }
    const t = 0.7;
    const q = 1 + (t * t) / 4;
    expect(error(studentCdf(t, 4), 0.5 + ((3 / 8) * t * (1 - (t * t) / (12 * q))) / Math.sqrt(q))).toBeLessThanOrEqual(
      RTOL,
    );
  });

  it('incompleteBeta(x, a, b) is a power where one parameter is 1, and symmetric', () => {
    expect(error(incompleteBeta(0.3, 2.5, 1), 0.3 ** 2.5)).toBeLessThanOrEqual(RTOL);
    expect(error(incompleteBeta(0.3, 2, 5), 1 - incompleteBeta(0.7, 5, 2))).toBeLessThanOrEqual(RTOL);
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });

  it('upperIncompleteGamma(a, x) is exponential at 1, and poissonCdf its sum', () => {
    for (const x of [0.1, 1, 7]) expect(error(upperIncompleteGamma(1, x), Math.exp(-x))).toBeLessThanOrEqual(RTOL);
    expect(error(poissonCdf(2, 3), Math.exp(-3) * (1 + 3 + 4.5))).toBeLessThanOrEqual(RTOL);
    expect(poissonCdf(-1, 3)).toBe(0);
  });
});
