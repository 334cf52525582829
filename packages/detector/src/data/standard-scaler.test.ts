import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { ConstantColumnError, NonFiniteError } from '../errors.ts';
import { fitStandardScaler, standardize } from './standard-scaler.ts';

/** A sum of four numbers in double precision. */
const ROUNDING = 1e-15;

describe('fitStandardScaler', () => {
  it('fitStandardScaler(matrix) gives mean and standard deviation with ddof 0', () => {
    const { means, scales } = fitStandardScaler(
      MatrixView.from([
        [1, -10],
        [2, -10],
        [3, -20],
        [4, -20],
      ]),
      ['a', 'b'],
    );
    expect(Array.from(means)).toEqual([2.5, -15]);
    expect(scales[0]).toBeCloseTo(Math.sqrt(1.25), 15);
    expect(scales[1]).toBe(5);
  });

  it('fitStandardScaler(matrix) loses nothing to a large offset', () => {
    const { scales } = fitStandardScaler(MatrixView.from([[1e9], [1e9 + 1], [1e9 + 2], [1e9 + 3]]), ['a']);
    expect(Math.abs(scales[0]! - Math.sqrt(1.25))).toBeLessThan(ROUNDING);
  });

  it('fitStandardScaler(matrix) names every constant column with its standard deviation', () => {
    const matrix = MatrixView.from([
      [0.1, 1, 5e-9],
      [0.1, 2, 0],
      [0.1, 3, 5e-9],
    ]);
    expect(() => fitStandardScaler(matrix, ['flat', 'fine', 'tiny'])).toThrow(ConstantColumnError);
    expect(() => fitStandardScaler(matrix, ['flat', 'fine', 'tiny'])).toThrow(
      /at least 1e-8, received flat \(0\.00e\+0\), tiny \(2\.36e-9\)/,
    );
  });

  it('fitStandardScaler(matrix) sees that a large constant is constant', () => {
    const rows = Array.from({ length: 1000 }, () => [1e9 + 0.1]);
    expect(() => fitStandardScaler(MatrixView.from(rows), ['a'])).toThrow(ConstantColumnError);
  });

  it('fitStandardScaler(matrix) accepts a standard deviation of just 1e-8', () => {
    expect(() => fitStandardScaler(MatrixView.from([[-1.1e-8], [1.1e-8]]), ['a'])).not.toThrow();
  });

  it('fitStandardScaler(matrix) refuses numbers whose variance is not finite', () => {
    expect(() => fitStandardScaler(MatrixView.from([[1e200], [-1e200]]), ['a'])).toThrow(NonFiniteError);
  });
});

describe('standardize', () => {
  it('standardize(scaler, matrix) is (x - mean) / scale, and leaves the matrix alone', () => {
    const matrix = MatrixView.from([
      [3, 10],
      [5, 30],
    ]);
    const scaler = { means: Float64Array.of(1, 10), scales: Float64Array.of(2, 10) };
    expect(standardize(scaler, matrix).to2DArray()).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(matrix.to2DArray()).toEqual([
      [3, 10],
      [5, 30],
    ]);
  });

  it('standardize(scaler, matrix, rows) stops after so many rows', () => {
    const scaler = { means: Float64Array.of(0), scales: Float64Array.of(1) };
    expect(standardize(scaler, MatrixView.from([[1], [2], [3]]), 2).to2DArray()).toEqual([[1], [2]]);
  });
});
