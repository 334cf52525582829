import { describe, expect, it } from 'vitest';
import { readObservations } from '../observations.ts';
import { pooledMoments } from '../training/variance-floor.ts';
import { filledRows } from './filled-rows.ts';

const _ = Number.NaN;

describe('filledRows', () => {
  it('fills with the mean of the column, and leaves out rows and sequences without any value', () => {
    const rows = [
      [1, _],
      [_, _],
      [_, _],
      [3, 8],
      [_, 4],
    ];
    const observed = readObservations(rows, [2, 1, 2], 2, 'marginalise');
    const filled = filledRows(observed, pooledMoments(observed));
    expect({ ...filled, data: [...filled.data] }).toEqual({
      data: [1, 6, 3, 8, 2, 4],
      nSteps: 3,
      nFeatures: 2,
      lengths: [1, 2],
    });
  });

  it('hands on complete observations as they are', () => {
    const observed = readObservations([[1], [2]], undefined, 1, 'marginalise');
    expect(filledRows(observed, pooledMoments(observed))).toBe(observed);
  });
});

describe('pooledMoments', () => {
  it('takes mean and variance of each column over the values it holds', () => {
    const observed = readObservations(
      [
        [1, _],
        [5, _],
        [_, 7],
        [_, 9],
        [_, 11],
      ],
      undefined,
      2,
      'marginalise',
    );
    const { means, variances } = pooledMoments(observed);
    expect([...means]).toEqual([3, 9]);
    expect([...variances]).toEqual([4, 8 / 3]);
  });
});
