import { createRandomStream } from '@regimekit/numerics';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DimensionMismatchError, InvalidOptionError, InvalidProbabilitiesError } from '../errors.ts';
import { expectedDurations } from './expected-durations.ts';
import { leavingProbability } from './forecast-states.ts';
import { timeToLeave, timeToLeaveProbs } from './time-to-leave.ts';

const SEED = 20_260_113;
const TOLERANCE = 1e-13;
const A = [
  [0.9, 0.08, 0.02],
  [0.15, 0.8, 0.05],
  [0, 0.3, 0.7],
];
const P = [0.2, 0.5, 0.3];
const K = 3;

/** The oracle: all paths of `steps` transitions, each counted at the step at which it first is elsewhere. */
function enumerateLeaving(steps: number): number[] {
  const result = Array.from({ length: steps }, () => 0);
  for (let code = 0; code < K ** (steps + 1); code++) {
    const path = Array.from({ length: steps + 1 }, (_, t) => Math.floor(code / K ** t) % K);
    const prob = path.slice(1).reduce((product, j, t) => product * A[path[t]!]![j]!, P[path[0]!]!);
    const left = path.findIndex((state) => state !== path[0]);
    if (left > 0) result[left - 1]! += prob;
  }
  return result;
}

describe('timeToLeaveProbs', () => {
  it('timeToLeaveProbs(A, p, 6) equals the sum over all paths, and other probabilities do not', () => {
    const expected = enumerateLeaving(6);
    const distance = (probs: Float64Array) => Math.max(...probs.map((p, h) => Math.abs(p - expected[h]!)));
    expect(distance(timeToLeaveProbs(A, P, 6))).toBeLessThan(TOLERANCE);
    expect(distance(timeToLeaveProbs(A, [0.3, 0.5, 0.2], 6))).toBeGreaterThan(0.001);
  });

  it('timeToLeaveProbs(A, p, h) sums to leavingProbability(A, p, h)', () => {
    const probs = timeToLeaveProbs(A, P, 50);
    for (const h of [1, 2, 10, 50]) {
      const sum = probs.slice(0, h).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - leavingProbability(A, P, h))).toBeLessThan(TOLERANCE);
    }
  });

  it('timeToLeaveProbs(A, p, h) of a state that never stays is all at the first step', () => {
    const swap = [
      [0, 1],
      [1, 0],
    ];
    expect([...timeToLeaveProbs(swap, [1, 0], 3)]).toEqual([1, 0, 0]);
  });

  it('timeToLeaveProbs(A, p, 0) throws InvalidOptionError', () => {
    expect(() => timeToLeaveProbs(A, P, 0)).toThrow(InvalidOptionError);
  });
});

describe('timeToLeave', () => {
  it('timeToLeave(A, known state) has the mean of expectedDurations and the quantiles of a geometric', () => {
    const { mean, median, lower, upper, coverage } = timeToLeave(A, [1, 0, 0]);
    expect(mean).toBe(expectedDurations(A)[0]);
    // 1 - 0.9^h: 0.1, 0.19, ..., and 0.478 at 6, 0.522 at 7; 0.891 at 21, 0.902 at 22.
    expect([lower, median, upper, coverage]).toEqual([1, 7, 22, 0.8]);
  });

  it('timeToLeave(A, p) agrees with a million simulated days', () => {
    const random = createRandomStream(3);
    const draws = Array.from({ length: 100_000 }, () => {
      const stay = A[random.categorical(P)]!;
      const state = A.indexOf(stay);
      let steps = 1;
      while (random.categorical(stay) === state) steps++;
      return steps;
    }).toSorted((a, b) => a - b);
    const { mean, median, lower, upper } = timeToLeave(A, P);
    expect(Math.abs(draws.reduce((a, b) => a + b, 0) / draws.length - mean)).toBeLessThan(0.1);
    expect([draws[10_000], draws[50_000], draws[90_000]]).toEqual([lower, median, upper]);
    expect(timeToLeave(A, [1, 0, 0]).upper).not.toBe(upper);
  });

  it(`timeToLeave(A, p, { coverage }) gives the first steps that reach the quantiles (seed ${SEED})`, () => {
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    const cases = fc.record({
      rows: fc.array(fc.array(share, { minLength: K, maxLength: K }), { minLength: K, maxLength: K }),
      p: fc.array(share, { minLength: K, maxLength: K }),
      coverage: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    const normalise = (values: number[]) => values.map((v) => v / values.reduce((a, b) => a + b, 0));
    fc.assert(
      fc.property(cases, ({ rows, p, coverage }) => {
        const matrix = rows.map(normalise);
        const now = normalise(p);
        const { lower, median, upper, neverProb } = timeToLeave(matrix, now, { coverage });
        const levels: [number, number][] = [
          [lower, (1 - coverage) / 2],
          [median, 0.5],
          [upper, (1 + coverage) / 2],
        ];
        for (const [h, level] of levels) {
          expect(leavingProbability(matrix, now, h)).toBeGreaterThanOrEqual(level - TOLERANCE);
          expect(h === 1 ? 0 : leavingProbability(matrix, now, h - 1)).toBeLessThan(level);
        }
        expect(neverProb).toBe(0);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('timeToLeave(A, p) takes a quantile that is attained exactly', () => {
    const stay = [
      [0.75, 0.25],
      [0.25, 0.75],
    ];
    // P(N <= 1) is 0.25, which comes out as 0.24999999999999997.
    expect(timeToLeave(stay, [1, 0], { coverage: 0.5 }).lower).toBe(1);
  });

  it('timeToLeave(A, p) does not mind that the probabilities sum to one in eight digits only', () => {
    const stay = [
      [0.75, 0.25],
      [0.25, 0.75],
    ];
    expect(timeToLeave(stay, [0.5, 0.500000005]).mean).toBeCloseTo(4, 13);
  });

  it('timeToLeave(A with an absorbing state, p) is Infinity where it must be', () => {
    const absorbing = [
      [0.5, 0.5],
      [0, 1],
    ];
    expect(timeToLeave(absorbing, [0, 1])).toEqual({
      mean: Infinity,
      median: Infinity,
      coverage: 0.8,
      lower: Infinity,
      upper: Infinity,
      neverProb: 1,
    });
    const mixed = timeToLeave(absorbing, [0.75, 0.25]);
    // 0.75 (1 - 2^-h) >= 0.5 from h = 2 on, and it never reaches 0.9.
    expect(mixed).toEqual({ mean: Infinity, median: 2, coverage: 0.8, lower: 1, upper: Infinity, neverProb: 0.25 });
    expect(timeToLeave(absorbing, [1, 0])).toMatchObject({ mean: 2, neverProb: 0 });
  });

  it('timeToLeave(A with a state left once in 10^17 steps, p) keeps its digits', () => {
    const { mean, median } = timeToLeave(
      [
        [1, 1e-17],
        [0.5, 0.5],
      ],
      [1, 0],
    );
    expect(mean / 1e17).toBeCloseTo(1, 12);
    expect(median / (Math.LN2 * 1e17)).toBeCloseTo(1, 12);
  });

  it.each([0, 1, -0.5, NaN, 80])('timeToLeave(A, p, { coverage: %d }) throws InvalidOptionError', (coverage) => {
    expect(() => timeToLeave(A, P, { coverage })).toThrow(InvalidOptionError);
  });

  it('timeToLeave(A, p) refuses what is no chain and no distribution', () => {
    expect(() => timeToLeave(A, [1, 0])).toThrow(DimensionMismatchError);
    expect(() => timeToLeave(A, [0.5, 0.4, 0.2])).toThrow(InvalidProbabilitiesError);
    expect(() =>
      timeToLeave(
        [
          [0.5, 0.6],
          [0, 1],
        ],
        [1, 0],
      ),
    ).toThrow(InvalidProbabilitiesError);
  });
});
