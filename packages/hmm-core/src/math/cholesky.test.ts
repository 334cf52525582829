import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/closeness.ts';
import { covarianceOf } from '../../test/support/enumeration.ts';
import { randomModel } from '../../test/support/models.ts';
import { inverseCholeskyInto, traceOfSolve, triangleSize } from './cholesky.ts';

const RTOL = 1e-12;
const factor = (matrix: number[][]) => {
  const n = matrix.length;
  const packed = new Float64Array(triangleSize(n));
  const logDeterminant = inverseCholeskyInto(Float64Array.from(matrix.flat()), 0, n, packed, 0);
  const inverse = Matrix.zeros(n, n);
  for (let i = 0, p = 0; i < n; i++) for (let j = 0; j <= i; j++, p++) inverse.set(i, j, packed[p]!);
  return { packed, logDeterminant, inverse };
};

describe('inverseCholeskyInto', () => {
  it.each([1, 2, 5, 9])('gives L^-1 and log |A| for %i features', (n) => {
    const a = covarianceOf(randomModel('tied', 2, n, n), 0);
    const { inverse, logDeterminant } = factor(a);
    const identity = inverse.mmul(new Matrix(a)).mmul(inverse.transpose());
    expect(relativeError(identity.to2DArray(), Matrix.eye(n).to2DArray())).toBeLessThan(RTOL);
    const whole = inverse.transpose().mmul(inverse);
    const determinant = Array.from({ length: n }, (_, i) => inverse.get(i, i)).reduce((p, v) => p * v, 1) ** -2;
    expect(relativeError(logDeterminant, Math.log(determinant))).toBeLessThan(RTOL);
    expect(relativeError(whole.mmul(new Matrix(a)).to2DArray(), Matrix.eye(n).to2DArray())).toBeLessThan(RTOL);
  });

  it.each([
    [
      'indefinite',
      [
        [1, 2],
        [2, 1],
      ],
    ],
    [
      'of rank one',
      [
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'zero',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'NaN',
      [
        [Number.NaN, 0],
        [0, 1],
      ],
    ],
    [
      'infinite',
      [
        [Infinity, 0],
        [0, 1],
      ],
    ],
    [
      'regular by rounding error alone',
      [
        [1, 1],
        [1, 1 + 2e-16],
      ],
    ],
  ])('gives NaN for a matrix that is %s', (_, a) => {
    expect(factor(a).logDeterminant).toBeNaN();
  });

  it('judges singularity in the units of each feature', () => {
    expect(
      factor([
        [1e-20, 0],
        [0, 1e20],
      ]).logDeterminant,
    ).toBeCloseTo(0, 12);
  });
});

describe('traceOfSolve', () => {
  it('gives trace(A^-1 B)', () => {
    const a = covarianceOf(randomModel('tied', 2, 4, 1), 0);
    const b = covarianceOf(randomModel('tied', 2, 4, 2), 0);
    const { packed, inverse } = factor(a);
    const expected = inverse.transpose().mmul(inverse).mmul(new Matrix(b)).trace();
    expect(relativeError(traceOfSolve(packed, 0, 4, Float64Array.from(b.flat()), 0), expected)).toBeLessThan(RTOL);
  });
});
