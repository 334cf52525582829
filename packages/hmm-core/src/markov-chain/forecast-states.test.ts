import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DimensionMismatchError, InvalidOptionError, InvalidProbabilitiesError } from '../errors.ts';
import { forecastStates, leavingProbability } from './forecast-states.ts';
import { stationaryDistribution } from './stationary-distribution.ts';

const TOLERANCE = 1e-13;

const A = [
  [0.9, 0.08, 0.02],
  [0.15, 0.8, 0.05],
  [0, 0.3, 0.7],
];
const P = [0.2, 0.5, 0.3];

/** The oracle: every path of `steps` transitions with its probability. */
function* paths(steps: number): Generator<{ states: number[]; prob: number }> {
  const K = P.length;
  for (let code = 0; code < K ** (steps + 1); code++) {
    const states = Array.from({ length: steps + 1 }, (_, t) => Math.floor(code / K ** t) % K);
    const prob = states.slice(1).reduce((product, j, t) => product * A[states[t]!]![j]!, P[states[0]!]!);
    yield { states, prob };
  }
}

describe('forecastStates', () => {
  it('forecastStates(A, p, 4) equals the sum over all paths, and a wrong matrix does not', () => {
    const expected = [1, 2, 3, 4].map((h) => {
      const row = [0, 0, 0];
      for (const { states, prob } of paths(4)) row[states[h]!]! += prob;
      return row;
    });
    const transposed = A.map((row, i) => row.map((_, j) => A[j]![i]!)).map((row) => {
      const sum = row.reduce((a, b) => a + b, 0);
      return row.map((a) => a / sum);
    });
    const distance = (rows: number[][]) =>
      Math.max(...rows.flatMap((row, h) => row.map((v, k) => Math.abs(v - expected[h]![k]!))));
    expect(distance(forecastStates(A, P, 4).to2DArray())).toBeLessThan(TOLERANCE);
    expect(distance(forecastStates(transposed, P, 4).to2DArray())).toBeGreaterThan(0.01);
  });

  it('forecastStates(A, p, h) tends to the stationary distribution, and its rows sum to one for a hundred years', () => {
    const forecast = forecastStates(A, P, 25_200);
    const last = forecast.row(25_199);
    const pi = stationaryDistribution(A);
    for (let k = 0; k < 3; k++) expect(Math.abs(last[k]! - pi[k]!)).toBeLessThan(TOLERANCE);
    expect(Math.abs(last.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(4 * Number.EPSILON);
    expect(Math.abs(forecast.get(0, 0) - pi[0]!)).toBeGreaterThan(0.01);
  });

  it('forecastStates(A, p, h) of a periodic chain goes round', () => {
    expect(
      forecastStates(
        [
          [0, 1],
          [1, 0],
        ],
        [1, 0],
        3,
      ).to2DArray(),
    ).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('forecastStates(A, p, h) refuses sizes that differ, probabilities that do not sum to one, and h below 1', () => {
    expect(() => forecastStates(A, [0.5, 0.5], 1)).toThrow(DimensionMismatchError);
    expect(() => forecastStates(A, [0.5, 0.5, 0.5], 1)).toThrow(InvalidProbabilitiesError);
    expect(() => forecastStates(A, P, 0)).toThrow(InvalidOptionError);
    expect(() => forecastStates(A, P, 1.5)).toThrow(InvalidOptionError);
  });
});

describe('leavingProbability', () => {
  it('leavingProbability(A, p, h) equals the sum over all paths that leave, and not the one over those that end elsewhere', () => {
    for (const h of [2, 3, 4]) {
      let leaves = 0;
      let endsElsewhere = 0;
      for (const { states, prob } of paths(h)) {
        if (states.some((state) => state !== states[0])) leaves += prob;
        if (states.at(-1) !== states[0]) endsElsewhere += prob;
      }
      expect(Math.abs(leavingProbability(A, P, h) - leaves)).toBeLessThan(TOLERANCE);
      expect(leaves - endsElsewhere).toBeGreaterThan(0.01);
    }
  });

  it('leavingProbability(A, p, h) is 0 for an absorbing state, 1 for one that never stays, and exact for a rare exit', () => {
    expect(
      leavingProbability(
        [
          [1, 0],
          [1, 0],
        ],
        [1, 0],
        20,
      ),
    ).toBe(0);
    expect(
      leavingProbability(
        [
          [1, 0],
          [1, 0],
        ],
        [0, 1],
        1,
      ),
    ).toBe(1);
    expect(
      leavingProbability(
        [
          [1, 1e-17],
          [0.5, 0.5],
        ],
        [1, 0],
        20,
      ),
    ).toBeCloseTo(2e-16, 28);
  });

  it('leavingProbability(A, p, h) grows with h and stays within 0..1 (seed 2)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 500 }), (a, h) => {
        const chain = [
          [a, 1 - a],
          [0.5, 0.5],
        ];
        const now = leavingProbability(chain, [0.7, 0.3], h);
        const later = leavingProbability(chain, [0.7, 0.3], h + 1);
        expect(now).toBeGreaterThanOrEqual(0);
        expect(later).toBeGreaterThanOrEqual(now);
        expect(later).toBeLessThanOrEqual(1);
      }),
      { seed: 2 },
    );
  });

  it('leavingProbability(A, p, h) refuses what forecastStates refuses', () => {
    expect(() => leavingProbability(A, [1], 1)).toThrow(DimensionMismatchError);
    expect(() => leavingProbability(A, P, 0)).toThrow(InvalidOptionError);
  });
});
