// Our own flat Cholesky instead of ml-matrix's: EM factors K matrices per iteration and wants neither the copies nor a
// decomposition that clamps a bad pivot in silence.

/** Length of a packed lower triangle: row i holds elements (i, 0)..(i, i), one row after the other. */
export function triangleSize(n: number): number {
  return (n * (n + 1)) / 2;
}

/** Smallest normal double: below it a reciprocal overflows. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;

/**
 * Factors a symmetric matrix A = L L' and writes L^-1, packed, so that (x - m)' A^-1 (x - m) = |L^-1 (x - m)|^2. Only the
 * lower triangle of A (`n` x `n`, row-major, from `offset`) is read.
 *
 * A pivot that is only rounding error of its diagonal element, `n * epsilon` of it, counts as zero: the matrix is then
 * singular to working precision, whatever the units of its features.
 *
 * @returns log |A|, or NaN when A is not positive definite to working precision
 */
export function inverseCholeskyInto(
  matrix: Float64Array,
  offset: number,
  n: number,
  inverse: Float64Array,
  inverseOffset: number,
): number {
  let logDeterminant = 0;
  for (let i = 0, row = inverseOffset; i < n; row += ++i) {
    for (let j = 0, other = inverseOffset; j <= i; other += ++j) {
      let sum = matrix[offset + i * n + j]!;
      for (let k = 0; k < j; k++) sum -= inverse[row + k]! * inverse[other + k]!;
      if (j < i) {
        inverse[row + j] = sum / inverse[other + j]!;
        continue;
      }
      const smallest = Math.max(n * Number.EPSILON * matrix[offset + i * n + i]!, SMALLEST_NORMAL);
      if (!(sum > smallest && sum < Infinity)) return Number.NaN;
      inverse[row + i] = Math.sqrt(sum);
      logDeterminant += Math.log(sum);
    }
  }
  invertLowerTriangle(n, inverse, inverseOffset);
  return logDeterminant;
}

// Row by row and in place: element (i, j) of the inverse needs row i of L only from column j on.
function invertLowerTriangle(n: number, factor: Float64Array, offset: number): void {
  for (let i = 0, row = offset; i < n; row += ++i) {
    const diagonal = 1 / factor[row + i]!;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum += factor[row + k]! * factor[offset + triangleSize(k) + j]!;
      factor[row + j] = -sum * diagonal;
    }
    factor[row + i] = diagonal;
  }
}

/** trace(A^-1 B) from the packed inverse factor of A and a full symmetric B (`n` x `n`, row-major, from `offset`). */
export function traceOfSolve(
  inverse: Float64Array,
  inverseOffset: number,
  n: number,
  matrix: Float64Array,
  offset: number,
): number {
  let trace = 0;
  for (let i = 0, row = inverseOffset; i < n; row += ++i) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= i; k++) sum += inverse[row + k]! * matrix[offset + j * n + k]!;
      trace += inverse[row + j]! * sum;
    }
  }
  return trace;
}
