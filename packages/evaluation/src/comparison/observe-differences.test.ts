import { describe, expect, it } from 'vitest';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import { comparisonPlan } from '../index.ts';
import { blockMeans, dependenceOf, sequenceOf } from './observe-differences.ts';

const plan = comparisonPlan({
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'm', version: '1.0.0' },
  candidate: { name: 'm', version: '1.1.0' },
  clip: 2,
  blockDays: 7,
});

describe('blockMeans, dependenceOf, sequenceOf', () => {
  it('blockMeans takes whole blocks only', () => {
    expect(Array.from(blockMeans([1, 3, 5, 7, 100], 2))).toEqual([2, 6]);
    expect(blockMeans([1, 2], 3)).toHaveLength(0);
  });

  it('dependenceOf is the autocorrelation at lag 1 of the clipped observations, by hand', () => {
    // Up and down: seven products of -1 over eight squares of 1; the clip takes 9 for 1.
    expect(dependenceOf(Float64Array.of(9, -1, 1, -1, 1, -1, 1, -1), 1)).toBe(-7 / 8);
    // Four up, four down: six products of 1, one of -1.
    expect(gap(dependenceOf(Float64Array.of(1, 1, 1, 1, -1, -1, -1, -1), 3), 5 / 8)).toBeLessThanOrEqual(ROUNDING);
  });

  it('dependenceOf says nothing of few observations or of a constant', () => {
    expect(dependenceOf(new Float64Array(7), 1)).toBeUndefined();
    expect(dependenceOf(new Float64Array(20), 1)).toBeUndefined();
  });

  it('sequenceOf counts the days of the plan in observations', () => {
    expect(sequenceOf(plan, 2)).toMatchObject({ clip: 2, sides: 'both', tunedAt: 126 / 7, gridSize: 2 });
    expect(sequenceOf({ ...plan, blockDays: 500 }, 2).tunedAt).toBe(1);
  });
});
