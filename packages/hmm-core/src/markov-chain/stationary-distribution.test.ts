import * as fc from 'fast-check';
import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { DimensionMismatchError, InvalidProbabilitiesError } from '../errors.ts';
import { stationaryDistribution } from './stationary-distribution.ts';

const TOLERANCE = 1e-12;
const LOOSE = 1e-3;

/** The oracle: u ((A + I) / 2)^(2^60) for a uniform u, by squaring. Laziness makes a periodic chain converge to its mean. */
function longRun(A: number[][]): number[] {
  const K = A.length;
  let power = A.map((row, i) => row.map((a, j) => (a + (i === j ? 1 : 0)) / 2));
  for (let n = 0; n < 60; n++) {
    power = power.map((row) => {
      const next = row.map((_, j) => row.reduce((sum, a, m) => sum + a * power[m]![j]!, 0));
      const total = next.reduce((a, b) => a + b, 0);
      return next.map((value) => value / total);
    });
  }
  return power[0]!.map((_, j) => power.reduce((sum, row) => sum + row[j]! / K, 0));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from({ length: a.length }, (_, k) => Math.abs(a[k]! - b[k]!)));
}

/** Chains of one to five states in which about half of the transitions are exactly zero. */
const chains = fc.integer({ min: 1, max: 5 }).chain((K) =>
  fc.array(
    fc
      .array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 1, noNaN: true })), { minLength: K, maxLength: K })
      .filter((row) => row.some((a) => a > 0))
      .map((row) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((a) => a / sum);
      }),
    { minLength: K, maxLength: K },
  ),
);

describe('stationaryDistribution', () => {
  it('stationaryDistribution(A) of two states is a_10 / (a_01 + a_10), and that of the transpose is another', () => {
    expect(
      largestDifference(
        stationaryDistribution([
          [0.9, 0.1],
          [0.3, 0.7],
        ]),
        [0.75, 0.25],
      ),
    ).toBeLessThan(TOLERANCE);
    const other = stationaryDistribution([
      [0.7, 0.3],
      [0.1, 0.9],
    ]);
    expect(largestDifference(other, [0.75, 0.25])).toBeGreaterThan(LOOSE);
  });

  it('stationaryDistribution(A) equals the long run of the chain from a uniform start, whatever its zeros (seed 1)', () => {
    fc.assert(
      fc.property(chains, (A) => {
        const pi = stationaryDistribution(A);
        expect(largestDifference(pi, longRun(A))).toBeLessThan(1e-9);
        expect(Math.abs(pi.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(TOLERANCE);
        const step = pi.map((_, j) => A.reduce((sum, row, i) => sum + pi[i]! * row[j]!, 0));
        expect(largestDifference(step, pi)).toBeLessThan(TOLERANCE);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('stationaryDistribution(A) of a periodic chain is its share of time', () => {
    const ring = [
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ];
    expect(largestDifference(stationaryDistribution(ring), [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(TOLERANCE);
    const line = [
      [0, 1, 0],
      [0.5, 0, 0.5],
      [0, 1, 0],
    ];
    expect(largestDifference(stationaryDistribution(line), [0.25, 0.5, 0.25])).toBeLessThan(TOLERANCE);
  });

  it('stationaryDistribution(A) of a reducible chain weighs each closed class by where a uniform start ends', () => {
    // Gambler's ruin with 4 stakes and p = 0.4: from 1, 2, 3 the probability to reach 4 is (r^i - 1) / (r^4 - 1), r = 1.5.
    const p = 0.4;
    const ruin = [
      [1, 0, 0, 0, 0],
      [1 - p, 0, p, 0, 0],
      [0, 1 - p, 0, p, 0],
      [0, 0, 1 - p, 0, p],
      [0, 0, 0, 0, 1],
    ];
    const win = [0, 1, 2, 3, 4].reduce((sum, i) => sum + (1.5 ** i - 1) / (1.5 ** 4 - 1) / 5, 0);
    expect(largestDifference(stationaryDistribution(ruin), [1 - win, 0, 0, 0, win])).toBeLessThan(TOLERANCE);
    expect(
      Array.from(
        stationaryDistribution([
          [1, 0],
          [0, 1],
        ]),
      ),
    ).toEqual([0.5, 0.5]);
    expect(
      Array.from(
        stationaryDistribution([
          [0.9, 0.1],
          [0, 1],
        ]),
      ),
    ).toEqual([0, 1]);
    expect(Array.from(stationaryDistribution([[1]]))).toEqual([1]);
  });

  it('stationaryDistribution(A) keeps the ratio of transitions that are almost zero', () => {
    const tiny = stationaryDistribution([
      [1 - 1e-17, 1e-17],
      [3e-17, 1],
    ]);
    expect(largestDifference(tiny, [0.75, 0.25])).toBeLessThan(1e-9);
    const denormal = stationaryDistribution([
      [0.5, 0.5],
      [1e-320, 1],
    ]);
    expect(Array.from(denormal)).toEqual([1e-320 / 0.5, 1]);
    // 2 -> 1 -> 0 by links whose product underflows; 0 goes back to 2 as rarely as both together.
    const chain = stationaryDistribution([
      [1, 0, 1e-300],
      [1e-200, 1, 0],
      [0, 1e-200, 1],
    ]);
    expect(chain.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(largestDifference(chain, [1, 1e-100, 1e-100])).toBeLessThan(TOLERANCE);
  });

  it('stationaryDistribution(A) takes a matrix view and leaves it as it is', () => {
    const A = MatrixView.from([
      [0.9, 0.1],
      [0.3, 0.7],
    ]);
    const before = A.data.slice();
    stationaryDistribution(A);
    expect(A.data).toEqual(before);
  });

  it('stationaryDistribution(A) refuses what is no transition matrix', () => {
    expect(() => stationaryDistribution([[0.5, 0.5]])).toThrow(DimensionMismatchError);
    expect(() => stationaryDistribution([])).toThrow(DimensionMismatchError);
    expect(() =>
      stationaryDistribution([
        [0.9, 0.3],
        [0.1, 0.7],
      ]),
    ).toThrow(InvalidProbabilitiesError);
    expect(() =>
      stationaryDistribution([
        [1.5, -0.5],
        [0, 1],
      ]),
    ).toThrow(InvalidProbabilitiesError);
    expect(() =>
      stationaryDistribution([
        [Number.NaN, 1],
        [0, 1],
      ]),
    ).toThrow(InvalidProbabilitiesError);
  });
});
