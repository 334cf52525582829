import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidProbabilitiesError } from '../errors.ts';
import { expectedDurations } from './expected-durations.ts';

describe('expectedDurations', () => {
  it('expectedDurations(A) is 1 / (1 - a_ii): the mean length of simulated stays', () => {
    const durations = expectedDurations([
      [0.95, 0.05],
      [0.2, 0.8],
    ]);
    expect(durations[0]).toBeCloseTo(20, 10);
    expect(durations[1]).toBeCloseTo(5, 10);
    const random = createRandomStream(4);
    const n = 20_000;
    let steps = 0;
    for (let stay = 0; stay < n; stay++) {
      do steps++;
      while (random.uniform() < 0.8);
    }
    // The standard deviation of a geometric stay is sqrt(a) / (1 - a).
    const error = (5 * Math.sqrt(0.8)) / 0.2 / Math.sqrt(n);
    expect(Math.abs(steps / n - durations[1]!)).toBeLessThan(error);
    expect(Math.abs(steps / n - durations[0]!)).toBeGreaterThan(error);
  });

  it('expectedDurations(A) is Infinity for an absorbing state, 1 for one that never stays, and finite where 1 - a_ii rounds to 0', () => {
    expect(
      Array.from(
        expectedDurations([
          [1, 0],
          [1, 0],
        ]),
      ),
    ).toEqual([Infinity, 1]);
    expect(
      expectedDurations([
        [1, 1e-17],
        [0.5, 0.5],
      ])[0],
    ).toBeCloseTo(1e17, -3);
  });

  it('expectedDurations(A) refuses rows that do not sum to one', () => {
    expect(() =>
      expectedDurations([
        [0.9, 0.2],
        [0, 1],
      ]),
    ).toThrow(InvalidProbabilitiesError);
  });
});
