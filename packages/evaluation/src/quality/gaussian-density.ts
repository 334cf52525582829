// The plain densities that every model has to beat, fitted on some rows and scored on others.
import type { MatrixView } from '@regimekit/numerics';
import { InvalidSeriesError } from '../errors.ts';

/** Rows from `from` (included) to `to` (not included). */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** A Gaussian by its mean and the Cholesky factor of its covariance. */
export interface GaussianDensity {
  readonly mean: Float64Array;
  /** D x D, lower triangle. */
  readonly factor: Float64Array;
}

/** Added to each variance as a share of itself, so that a feature that is a sum of others does not end in a division by zero. */
const RIDGE = 1e-9;

/**
 * Mean and covariance (n in the denominator: maximum likelihood) of rows.
 *
 * @param rows - n x D, flat
 * @throws InvalidSeriesError when a column never varies or there are not more rows than columns
 */
export function fitGaussian(rows: Float64Array, D: number): GaussianDensity {
  const n = rows.length / D;
  if (n <= D + 1) throw new InvalidSeriesError('training rows', `more than ${D + 1} rows`, `${n}`);
  const mean = new Float64Array(D);
  for (let i = 0; i < rows.length; i++) mean[i % D]! += rows[i]! / n;
  const covariance = new Float64Array(D * D);
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < D; i++) {
      const gap = rows[t * D + i]! - mean[i]!;
      for (let j = 0; j <= i; j++) covariance[i * D + j]! += (gap * (rows[t * D + j]! - mean[j]!)) / n;
    }
  }
  return { mean, factor: choleskyFactor(covariance, D) };
}

/** ln N(x; mean, L L'). */
export function gaussianLogDensity({ mean, factor }: GaussianDensity, x: ArrayLike<number>): number {
  const D = mean.length;
  const z = new Float64Array(D);
  let sum = -0.5 * D * Math.log(2 * Math.PI);
  for (let i = 0; i < D; i++) {
    let gap = x[i]! - mean[i]!;
    for (let j = 0; j < i; j++) gap -= factor[i * D + j]! * z[j]!;
    z[i] = gap / factor[i * D + i]!;
    sum -= 0.5 * z[i]! * z[i]! + Math.log(factor[i * D + i]!);
  }
  return sum;
}

/** x(t) given x(t - 1). */
export interface VectorAutoregression {
  readonly intercept: Float64Array;
  /** D x D: element (i, j) is what x_j yesterday adds to x_i today. */
  readonly coefficients: Float64Array;
  readonly residuals: GaussianDensity;
}

/**
 * Least squares of each row on the one before (normal equations on centred rows).
 *
 * @param pairs - index of the later row of each pair
 * @throws InvalidSeriesError when there are too few, or a column never varies
 */
export function fitVectorAutoregression(features: MatrixView, pairs: readonly number[]): VectorAutoregression {
  const D = features.columns;
  const n = pairs.length;
  if (n <= 2 * D + 1) throw new InvalidSeriesError('training rows', `more than ${2 * D + 1} pairs of days`, `${n}`);
  const x = stack(features, pairs, 1);
  const y = stack(features, pairs, 0);
  const [xMean, yMean] = [columnMeans(x, D), columnMeans(y, D)];
  const gram = new Float64Array(D * D);
  const cross = new Float64Array(D * D);
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < D; i++) {
      const xi = x[t * D + i]! - xMean[i]!;
      for (let j = 0; j < D; j++) {
        if (j <= i) gram[i * D + j]! += (xi * (x[t * D + j]! - xMean[j]!)) / n;
        cross[j * D + i]! += (xi * (y[t * D + j]! - yMean[j]!)) / n;
      }
    }
  }
  const factor = choleskyFactor(gram, D);
  const coefficients = new Float64Array(D * D);
  for (let i = 0; i < D; i++) coefficients.set(solve(factor, cross.subarray(i * D, (i + 1) * D)), i * D);
  const intercept = yMean.map((value, i) => value - dot(coefficients, i, xMean));
  const errors = y.map((value, at) => {
    const t = Math.floor(at / D);
    return value - intercept[at % D]! - dot(coefficients, at % D, x.subarray(t * D, (t + 1) * D));
  });
  return { intercept, coefficients, residuals: fitGaussian(errors, D) };
}

/** ln p(x | row before). */
export function autoregressiveLogDensity(model: VectorAutoregression, x: Float64Array, before: Float64Array): number {
  const error = x.map((value, i) => value - model.intercept[i]! - dot(model.coefficients, i, before));
  return gaussianLogDensity(model.residuals, error);
}

/** The rows `back` before those of the pairs, one after the other. */
function stack(features: MatrixView, pairs: readonly number[], back: number): Float64Array {
  const rows = new Float64Array(pairs.length * features.columns);
  pairs.forEach((t, i) => rows.set(features.row(t - back), i * features.columns));
  return rows;
}

function columnMeans(rows: Float64Array, D: number): Float64Array {
  const mean = new Float64Array(D);
  for (let i = 0; i < rows.length; i++) mean[i % D]! += rows[i]! / (rows.length / D);
  return mean;
}

function dot(matrix: Float64Array, row: number, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += matrix[row * x.length + j]! * x[j]!;
  return sum;
}

/** Reads the lower triangle only. */
export function choleskyFactor(matrix: Float64Array, D: number): Float64Array {
  const L = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * D + j]! * (i === j ? 1 + RIDGE : 1);
      for (let k = 0; k < j; k++) sum -= L[i * D + k]! * L[j * D + k]!;
      if (i !== j) L[i * D + j] = sum / L[j * D + j]!;
      else if (sum > 0) L[i * D + i] = Math.sqrt(sum);
      else throw new InvalidSeriesError(`column ${i} of the training rows`, 'one that varies', 'a constant');
    }
  }
  return L;
}

/** x with L L' x = b. */
function solve(L: Float64Array, b: Float64Array): Float64Array {
  const D = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < i; j++) x[i]! -= L[i * D + j]! * x[j]!;
    x[i]! /= L[i * D + i]!;
  }
  for (let i = D - 1; i >= 0; i--) {
    for (let j = i + 1; j < D; j++) x[i]! -= L[j * D + i]! * x[j]!;
    x[i]! /= L[i * D + i]!;
  }
  return x;
}
