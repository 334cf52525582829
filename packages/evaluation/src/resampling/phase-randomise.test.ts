import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { phaseRandomise } from '../index.ts';
import { fourierTransform, inverseFourierTransform } from './fourier.ts';

/** Rounding of a transform of a few hundred numbers. */
const DIGITS = 10;

const random = createRandomStream(8);
const noise = (n: number) => Float64Array.from({ length: n }, () => random.normal());

describe('fourierTransform(x)', () => {
  it.each([1, 2, 3, 5, 8, 12, 97, 128, 250])('is the sum of the definition for n = %i, and goes back', (n) => {
    const x = { re: noise(n), im: noise(n) };
    const { re, im } = fourierTransform(x);
    for (let k = 0; k < n; k++) {
      let [a, b] = [0, 0];
      for (let t = 0; t < n; t++) {
        const angle = (-2 * Math.PI * ((k * t) % n)) / n;
        a += x.re[t]! * Math.cos(angle) - x.im[t]! * Math.sin(angle);
        b += x.re[t]! * Math.sin(angle) + x.im[t]! * Math.cos(angle);
      }
      expect(re[k]).toBeCloseTo(a, DIGITS);
      expect(im[k]).toBeCloseTo(b, DIGITS);
    }
    const back = inverseFourierTransform({ re, im });
    back.re.forEach((value, t) => expect(value).toBeCloseTo(x.re[t]!, DIGITS));
    back.im.forEach((value, t) => expect(value).toBeCloseTo(x.im[t]!, DIGITS));
  });
});

/** sum_t x_t y_(t + lag), going round. */
function crossProduct(x: Float64Array, y: Float64Array, lag: number): number {
  return x.reduce((sum, value, t) => sum + value * y[(t + lag) % x.length]!, 0);
}

describe('phaseRandomise(series, random)', () => {
  it.each([3, 4, 101, 128, 250])('keeps means, variances and all auto- and cross-correlations, n = %i', (n) => {
    const x = noise(n).map((value) => value + 3);
    const y = x.map((value, t) => 0.5 * value + (x[(t + 2) % n]! - 3) ** 2);
    const [a, b] = phaseRandomise([x, y], createRandomStream(n));
    for (let lag = 0; lag < Math.min(n, 20); lag++) {
      expect(crossProduct(a!, a!, lag) / n).toBeCloseTo(crossProduct(x, x, lag) / n, DIGITS);
      expect(crossProduct(a!, b!, lag) / n).toBeCloseTo(crossProduct(x, y, lag) / n, DIGITS);
    }
    expect(
      crossProduct(
        a!,
        a!.map(() => 1),
        0,
      ),
    ).toBeCloseTo(
      crossProduct(
        x,
        x.map(() => 1),
        0,
      ),
      DIGITS,
    );
  });

  it('changes the series itself', () => {
    const x = noise(100);
    const [a] = phaseRandomise([x], createRandomStream(1));
    expect(Math.abs(crossProduct(x, a!, 0))).toBeLessThan(0.6 * crossProduct(x, x, 0));
  });

  it('one by one, with other angles, series lose their correlation (the control)', () => {
    const x = noise(1000);
    const [a] = phaseRandomise([x], createRandomStream(1));
    const [b] = phaseRandomise([x], createRandomStream(2));
    expect(Math.abs(crossProduct(a!, b!, 0))).toBeLessThan(0.2 * crossProduct(x, x, 0));
  });

  it('takes fat tails and clusters of volatility away', () => {
    const x = noise(2000).map((value, t) => value * (t % 500 < 100 ? 4 : 1));
    const [a] = phaseRandomise([x], createRandomStream(3));
    const kurtosis = (v: Float64Array) =>
      (v.length * v.reduce((s, z) => s + z ** 4, 0)) / v.reduce((s, z) => s + z * z, 0) ** 2;
    expect(kurtosis(x)).toBeGreaterThan(6);
    expect(kurtosis(a!)).toBeLessThan(4);
  });

  it('of one series does not depend on the others, and the same seed gives the same', () => {
    const [x, y] = [noise(60), noise(60)];
    const alone = phaseRandomise([x], createRandomStream(5))[0];
    expect(phaseRandomise([x, y], createRandomStream(5))[0]).toEqual(alone);
  });

  it.each([
    ['no series', [], /at least one series/u],
    [
      'series of other lengths',
      [
        [1, 2, 3],
        [1, 2, 3, 4],
      ],
      /series 1 and series 0 must have the same length/u,
    ],
    ['two days', [[1, 2]], /series 0 must be a series of at least 3 values/u],
    ['a missing day', [[1, Number.NaN, 3]], /finite numbers, received NaN at index 1/u],
  ])('refuses %s', (_what, series, message) => {
    expect(() => phaseRandomise(series, createRandomStream(1))).toThrow(message);
  });
});
