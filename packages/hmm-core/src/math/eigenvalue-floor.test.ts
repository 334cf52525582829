import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { raiseEigenvalues } from './eigenvalue-floor.ts';

const scaledEigenvalues = (matrix: Float64Array, floor: Float64Array) => {
  const n = floor.length;
  const scaled = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) scaled.set(i, j, matrix[i * n + j]! / Math.sqrt(floor[i]! * floor[j]!));
  return new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues;
};

describe('raiseEigenvalues', () => {
  it('leaves a matrix above the floor alone, to the bit', () => {
    const matrix = Float64Array.of(2, 0.5, 0.5, 1);
    expect(raiseEigenvalues(matrix, 0, 2, Float64Array.of(0.1, 0.1))).toBe(0);
    expect([...matrix]).toEqual([2, 0.5, 0.5, 1]);
  });

  it('raises a direction of no variance to the floor, in units of each feature, and stays symmetric', () => {
    const floor = Float64Array.of(1e-2, 1e-6);
    // Features in units 100 apart that move together exactly: rank one.
    const matrix = Float64Array.of(1, 0.01, 0.01, 1e-4);
    expect(raiseEigenvalues(matrix, 0, 2, floor)).toBe(1);
    const values = scaledEigenvalues(matrix, floor);
    expect(Math.min(...values)).toBeCloseTo(1, 9);
    expect(Math.max(...values)).toBeCloseTo(200, 9);
    expect(matrix[1]).toBe(matrix[2]);
  });

  it('makes a covariance of nothing, and an indefinite one', () => {
    const nothing = new Float64Array(4);
    expect(raiseEigenvalues(nothing, 0, 2, Float64Array.of(0.5, 2))).toBe(2);
    expect([...nothing].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0.5, 0, 0, 2]);
    const indefinite = Float64Array.of(1, 2, 2, 1);
    expect(raiseEigenvalues(indefinite, 0, 2, Float64Array.of(0.1, 0.1))).toBe(1);
    expect(Math.min(...scaledEigenvalues(indefinite, Float64Array.of(0.1, 0.1)))).toBeCloseTo(1, 9);
  });

  it('works at an offset', () => {
    const matrices = Float64Array.of(9, 0, 0, 9, 0, 0, 0, 9);
    expect(raiseEigenvalues(matrices, 4, 2, Float64Array.of(1, 1))).toBe(1);
    expect([...matrices.subarray(0, 4)]).toEqual([9, 0, 0, 9]);
    expect(matrices[4]).toBeCloseTo(1, 12);
  });
});
