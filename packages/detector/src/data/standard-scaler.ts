import { MatrixView } from '@regimekit/numerics';
import { ConstantColumnError, NonFiniteError } from '../errors.ts';

/** Standard deviations under this count as constant. */
const MINIMUM_STANDARD_DEVIATION = 1e-8;

/** The training data's statistics; they travel with the model, so that a prediction never looks at its own sample. */
export interface StandardScaler {
  /** Values beyond these are brought back to them first, each of length D in the features' own units; absent: none are. */
  readonly bounds?: { readonly lower: Float64Array; readonly upper: Float64Array } | undefined;
  /** Mean of each feature over all training rows, in its own unit; length D. */
  readonly means: Float64Array;
  /** Standard deviation (ddof 0: divided by T) of each feature over all training rows, in its own unit; length D. */
  readonly scales: Float64Array;
}

/**
 * Mean and standard deviation of every column. The squares are summed around the mean, so that a large offset costs no
 * digits. With `clip`, each column is first brought within mean +- clip standard deviations, and mean and standard
 * deviation are taken anew of what that gives.
 *
 * @param clip standard deviations
 * @throws ConstantColumnError naming every column with a standard deviation under 1e-8
 * @throws NonFiniteError when a column is so large that its variance is not finite
 */
export function fitStandardScaler(matrix: MatrixView, featureNames: readonly string[], clip?: number): StandardScaler {
  const raw = fitMoments(matrix, featureNames);
  if (clip === undefined) return raw;
  const lower = raw.means.map((mean, j) => mean - clip * raw.scales[j]!);
  const upper = raw.means.map((mean, j) => mean + clip * raw.scales[j]!);
  const clipped = MatrixView.zeros(matrix.rows, matrix.columns);
  for (let i = 0; i < clipped.data.length; i++) {
    const j = i % matrix.columns;
    clipped.data[i] = within(matrix.data[i]!, lower[j]!, upper[j]!);
  }
  return { ...fitMoments(clipped, featureNames), bounds: { lower, upper } };
}

function fitMoments(matrix: MatrixView, featureNames: readonly string[]): StandardScaler {
  const { rows, columns } = matrix;
  const means = columnMeans(matrix);
  const scales = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const row = matrix.row(i);
    for (let j = 0; j < columns; j++) scales[j] = scales[j]! + (row[j]! - means[j]!) ** 2;
  }
  for (let j = 0; j < columns; j++) scales[j] = Math.sqrt(scales[j]! / rows);
  requireUsable(scales, featureNames);
  return { means, scales };
}

/** (x - mean) / standard deviation, row by row: T x D in, T x D out. */
export function standardize(scaler: StandardScaler, matrix: MatrixView, rows: number = matrix.rows): MatrixView {
  const result = MatrixView.zeros(rows, matrix.columns);
  const D = matrix.columns;
  for (let i = 0; i < rows; i++) standardizeInto(result.data, i * D, scaler, matrix.data, i * D);
  return result;
}

/** One row of length D: what a batch makes of it, to the bit. */
export function standardizeRowInto(target: Float64Array, scaler: StandardScaler, row: ArrayLike<number>): void {
  standardizeInto(target, 0, scaler, row, 0);
}

/** The one place where numbers are standardised, so that batch and online prediction cannot differ. */
function standardizeInto(
  target: Float64Array,
  at: number,
  { means, scales, bounds }: StandardScaler,
  source: ArrayLike<number>,
  from: number,
): void {
  if (bounds === undefined) {
    for (let j = 0; j < means.length; j++) target[at + j] = (source[from + j]! - means[j]!) / scales[j]!;
    return;
  }
  const { lower, upper } = bounds;
  for (let j = 0; j < means.length; j++) {
    target[at + j] = (within(source[from + j]!, lower[j]!, upper[j]!) - means[j]!) / scales[j]!;
  }
}

function within(value: number, lower: number, upper: number): number {
  return value < lower ? lower : value > upper ? upper : value;
}

// Summed as distances from the first row, so that the mean of a constant column is that constant to the bit.
function columnMeans(matrix: MatrixView): Float64Array {
  const origin = matrix.row(0);
  const means = new Float64Array(matrix.columns);
  for (let i = 1; i < matrix.rows; i++) {
    const row = matrix.row(i);
    for (let j = 0; j < means.length; j++) means[j] = means[j]! + (row[j]! - origin[j]!);
  }
  return means.map((sum, j) => origin[j]! + sum / matrix.rows);
}

function requireUsable(scales: Float64Array, featureNames: readonly string[]): void {
  const overflown = scales.findIndex((scale) => !Number.isFinite(scale));
  if (overflown >= 0) {
    throw new NonFiniteError({ row: 0, column: `${featureNames[overflown]} (its variance)`, value: Infinity });
  }
  const constant = Array.from(scales, (standardDeviation, j) => ({ column: featureNames[j]!, standardDeviation }));
  const found = constant.filter(({ standardDeviation }) => standardDeviation < MINIMUM_STANDARD_DEVIATION);
  if (found.length > 0) throw new ConstantColumnError(found, MINIMUM_STANDARD_DEVIATION);
}
