import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { inverseCholeskyInto, triangleSize } from './cholesky.ts';

/**
 * Raises the eigenvalues of a covariance, measured in units of `floor` per feature, to at least one: the smallest change
 * after which no direction has less variance than the floor, and the maximum-likelihood covariance under that bound.
 * With F = diag(floor) the matrix becomes F^1/2 V max(Lambda, 1) V' F^1/2 where F^-1/2 A F^-1/2 = V Lambda V'.
 *
 * @param matrix symmetric `n` x `n` from `offset`, changed in place
 * @returns how many eigenvalues were raised
 */
export function raiseEigenvalues(matrix: Float64Array, offset: number, n: number, floor: Float64Array): number {
  if (isAboveFloor(matrix, offset, n, floor)) return 0;
  const scaled = Matrix.zeros(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) scaled.set(i, j, matrix[offset + i * n + j]! / Math.sqrt(floor[i]! * floor[j]!));
  }
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(scaled, {
    assumeSymmetric: true,
  });
  const raised = values.filter((value) => !(value >= 1)).length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += vectors.get(i, k) * Math.max(values[k]!, 1) * vectors.get(j, k);
      const value = sum * Math.sqrt(floor[i]! * floor[j]!);
      matrix[offset + i * n + j] = value;
      matrix[offset + j * n + i] = value;
    }
  }
  return raised;
}

// Every eigenvalue is above the floor exactly when A - diag(floor) is positive definite: a cheap look before the costly one.
function isAboveFloor(matrix: Float64Array, offset: number, n: number, floor: Float64Array): boolean {
  const rest = matrix.slice(offset, offset + n * n);
  for (let i = 0; i < n; i++) rest[i * n + i]! -= floor[i]!;
  return !Number.isNaN(inverseCholeskyInto(rest, 0, n, new Float64Array(triangleSize(n)), 0));
}
