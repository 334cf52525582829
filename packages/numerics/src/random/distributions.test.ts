import { describe, expect, it } from 'vitest';
import { moments, STANDARD_ERRORS } from '../../test/support/tolerance.ts';
import { ArgumentError, createRandomStream } from '../index.ts';

const N = 100_000;

/** Chi-square statistic of counts against expected shares. */
function chiSquare(counts: number[], shares: number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, count, k) => sum + (count - total * shares[k]!) ** 2 / (total * shares[k]!), 0);
}

// Upper 1e-6 quantiles of chi-square, from scipy.stats.chi2.isf(1e-6, df).
const CHI_SQUARE_LIMIT = { 3: 30.665, 6: 38.258, 11: 48.866 } as const;

describe('integer', () => {
  it.each([7, 12] as const)(
    'integer(%i) is uniform (chi-square below its 1e-6 quantile), uniform() ** 1.05 is not',
    (n) => {
      const random = createRandomStream(11);
      const counts = Array.from({ length: n }, () => 0);
      const biased = Array.from({ length: n }, () => 0);
      for (let i = 0; i < N; i++) {
        counts[random.integer(n)]!++;
        biased[Math.floor(random.uniform() ** 1.05 * n)]!++;
      }
      const shares = counts.map(() => 1 / n);
      const limit = CHI_SQUARE_LIMIT[n === 7 ? 6 : 11];
      expect(chiSquare(counts, shares)).toBeLessThan(limit);
      expect(chiSquare(biased, shares)).toBeGreaterThan(limit);
    },
  );

  it('integer(n) has no bias where 2^32 mod n is large: integer(3 * 2^30) fills its thirds alike', () => {
    const random = createRandomStream(2);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < N; i++) counts[Math.floor(random.integer(3 * 2 ** 30) / (3 * 2 ** 28))]!++;
    expect(chiSquare(counts, [0.25, 0.25, 0.25, 0.25])).toBeLessThan(CHI_SQUARE_LIMIT[3]);
  });

  it('integer(n) covers one value, a power of two, and sizes above 2^32', () => {
    const random = createRandomStream(3);
    expect(random.integer(1)).toBe(0);
    const small = new Set(Array.from({ length: 200 }, () => random.integer(4)));
    expect([...small].sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
    const large = Array.from({ length: 1000 }, () => random.integer(2 ** 52 + 1));
    expect(Math.max(...large)).toBeGreaterThan(2 ** 51);
    expect(large.every((value) => Number.isSafeInteger(value) && value >= 0 && value <= 2 ** 52)).toBe(true);
    const words = Array.from({ length: 100 }, () => random.integer(2 ** 32));
    expect(words.every((value) => value >= 0)).toBe(true);
  });

  it('integer(n) refuses 0, negative and fractional sizes', () => {
    for (const n of [0, -3, 2.5, Number.NaN]) expect(() => createRandomStream(1).integer(n)).toThrow(ArgumentError);
  });
});

describe('normal', () => {
  it('normal() has the moments and the tails of a standard normal, a uniform of equal variance has not', () => {
    const random = createRandomStream(21);
    const values = Float64Array.from({ length: N }, () => random.normal());
    const flat = Float64Array.from({ length: N }, () => (random.uniform() - 0.5) * Math.sqrt(12));
    const { mean, variance, third, fourth } = moments(values);
    const error = STANDARD_ERRORS / Math.sqrt(N);
    expect(Math.abs(mean)).toBeLessThan(error);
    expect(Math.abs(variance - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(third)).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(fourth - 3)).toBeLessThan(error * Math.sqrt(96));
    expect(Math.abs(moments(flat).fourth - 3)).toBeGreaterThan(error * Math.sqrt(96));
    const outside = values.filter((value) => Math.abs(value) > 1.959963984540054).length / N;
    expect(Math.abs(outside - 0.05)).toBeLessThan(error * Math.sqrt(0.05 * 0.95));
  });

  it('normal() gives pairs without correlation', () => {
    const random = createRandomStream(22);
    let product = 0;
    for (let i = 0; i < N; i++) product += random.normal() * random.normal();
    expect(Math.abs(product / N)).toBeLessThan(STANDARD_ERRORS / Math.sqrt(N));
  });
});

describe('gamma', () => {
  it.each([0.3, 1, 4.5])('gamma(%f) has mean a, variance a and third moment 2a', (a) => {
    const random = createRandomStream(31);
    const { mean, variance, third } = moments(Float64Array.from({ length: N }, () => random.gamma(a)));
    const error = STANDARD_ERRORS / Math.sqrt(N);
    // Central moments of a gamma: m4 = 3a^2 + 6a, m6 = 15a^3 + 130a^2 + 120a.
    expect(Math.abs(mean - a)).toBeLessThan(error * Math.sqrt(a));
    expect(Math.abs(variance - a)).toBeLessThan(error * Math.sqrt(2 * a * a + 6 * a));
    expect(Math.abs(third - 2 * a)).toBeLessThan(error * Math.sqrt(15 * a ** 3 + 130 * a ** 2 + 120 * a));
    expect(Math.abs(mean - 1.1 * a)).toBeGreaterThan(error * Math.sqrt(a));
  });

  it('gamma(a) refuses shapes that are not positive and finite', () => {
    for (const a of [0, -1, Number.NaN, Infinity]) expect(() => createRandomStream(1).gamma(a)).toThrow(ArgumentError);
  });
});

describe('dirichlet', () => {
  it('dirichlet(alpha) has mean alpha / sum and variance m (1 - m) / (sum + 1)', () => {
    const random = createRandomStream(41);
    const alpha = [0.5, 2, 3.5];
    const n = 20_000;
    const draws = Array.from({ length: n }, () => random.dirichlet(alpha));
    for (const [k, a] of alpha.entries()) {
      const { mean, variance, fourth } = moments(draws.map((draw) => draw[k]!));
      const m = a / 6;
      const truth = (m * (1 - m)) / 7;
      expect(Math.abs(mean - m)).toBeLessThan(STANDARD_ERRORS * Math.sqrt(truth / n));
      expect(Math.abs(variance - truth)).toBeLessThan(STANDARD_ERRORS * Math.sqrt((fourth - variance ** 2) / n));
    }
  });

  it('dirichlet(alpha) sums to one, also where every gamma variate underflows', () => {
    const random = createRandomStream(42);
    for (const alpha of [[1], [1e-8, 1e-8, 1e-8], [1e-300, 1], [1e6, 1e-6, 3]]) {
      for (let i = 0; i < 100; i++) {
        const sum = random.dirichlet(alpha).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(4 * Number.EPSILON);
      }
    }
  });

  it('dirichlet(alpha) refuses no alpha, zero and negative ones', () => {
    for (const alpha of [[], [1, 0], [-1, 2], [Number.NaN]]) {
      expect(() => createRandomStream(1).dirichlet(alpha)).toThrow(ArgumentError);
    }
  });
});

describe('categorical', () => {
  it('categorical(weights) follows unnormalised weights and never draws a zero', () => {
    const random = createRandomStream(51);
    const weights = [0, 3, 0, 5, 2, 10, 0];
    const counts = weights.map(() => 0);
    for (let i = 0; i < N; i++) counts[random.categorical(weights)]!++;
    expect([counts[0], counts[2], counts[6]]).toEqual([0, 0, 0]);
    const drawn = [counts[1]!, counts[3]!, counts[4]!, counts[5]!];
    expect(chiSquare(drawn, [0.15, 0.25, 0.1, 0.5])).toBeLessThan(CHI_SQUARE_LIMIT[3]);
    expect(chiSquare(drawn, [0.25, 0.25, 0.25, 0.25])).toBeGreaterThan(CHI_SQUARE_LIMIT[3]);
  });

  it('categorical(weights) refuses no weight, only zeros, negative and infinite ones', () => {
    for (const weights of [[], [0, 0], [1, -1], [Number.NaN], [Infinity, 1]]) {
      expect(() => createRandomStream(1).categorical(weights)).toThrow(ArgumentError);
    }
  });
});
