// Square matrices of the size of a feature set, flat and row-major.
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { inverseCholeskyInto, triangleSize } from './cholesky.ts';

/** A B', all n x n: the product that reads both along their rows. */
export function timesTransposed(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[j * n + k]!;
      out[i * n + j] = sum;
    }
  }
  return out;
}

export function transpose(a: Float64Array, n: number): Float64Array {
  return Float64Array.from(a, (_, p) => a[(p % n) * n + Math.floor(p / n)]!);
}

/** A^-1 and log |A| of a symmetric positive definite matrix; undefined where it is singular to working precision. */
export function inversePositive(
  a: Float64Array,
  n: number,
): { inverse: Float64Array; logDeterminant: number } | undefined {
  const packed = new Float64Array(triangleSize(n));
  const logDeterminant = inverseCholeskyInto(a, 0, n, packed, 0);
  if (Number.isNaN(logDeterminant)) return undefined;
  const inverse = new Float64Array(n * n);
  for (let k = 0, row = 0; k < n; row += ++k) {
    for (let i = 0; i <= k; i++) {
      for (let j = 0; j <= k; j++) inverse[i * n + j]! += packed[row + i]! * packed[row + j]!;
    }
  }
  return { inverse, logDeterminant };
}

/** The largest modulus of the eigenvalues of any real matrix. */
export function spectralRadius(a: Float64Array, n: number): number {
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, a));
  return realEigenvalues.reduce((most, real, i) => Math.max(most, Math.hypot(real, imaginaryEigenvalues[i]!)), 0);
}

/** Largest over smallest eigenvalue of a symmetric matrix; Infinity when the smallest is not above 0. */
export function conditionNumber(a: Float64Array, n: number): number {
  const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, a), { assumeSymmetric: true });
  const smallest = realEigenvalues.reduce((x, y) => Math.min(x, y), Infinity);
  const largest = realEigenvalues.reduce((x, y) => Math.max(x, y), 0);
  return smallest > 0 ? largest / smallest : Infinity;
}
