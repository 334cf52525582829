import type { FeatureSetRecord } from '@regimekit/features';
import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { EmptyDataError, FeatureDimensionError, NonFiniteError } from '../errors.ts';

/**
 * What every method accepts where it wants features: a `FeatureMatrix` of `@regimekit/features`, rows of numbers, an
 * ml-matrix `Matrix`, a matrix view, or a flat array. A flat array is a series of one feature in `fit`; in a prediction
 * it is one row, or the series where the model has one feature.
 */
export type FeatureInput = MatrixInput | readonly number[] | Float64Array;

/** Features with all that came along with them; plain numbers come without names, dates and definitions. */
export interface FeatureTable {
  /** T x D, in the features' own units. */
  readonly matrix: MatrixView;
  readonly featureNames: readonly string[] | null;
  readonly dates: readonly string[] | null;
  /** Rows of each sequence, one after the other; they sum to T. */
  readonly lengths: readonly number[];
  readonly featureSet: FeatureSetRecord | null;
}

/** What a `FeatureMatrix` or an `ObservationMatrix` carries beside its numbers; asked for by shape, not by class. */
interface Annotations {
  readonly featureNames?: readonly string[];
  readonly dates?: readonly string[];
  readonly lengths?: readonly number[];
  readonly featureSet?: FeatureSetRecord;
}

/** @throws EmptyDataError, NonFiniteError (for what is no number at all), ShapeError for ragged rows */
export function readTrainingTable(input: FeatureInput): FeatureTable {
  return annotate(isFlat(input) ? flat(input, 'column', null) : readMatrix(input, null), input);
}

/** @throws EmptyDataError, NonFiniteError (for what is no number at all), FeatureDimensionError, ShapeError */
export function readPredictionTable(input: FeatureInput, featureNames: readonly string[]): FeatureTable {
  const nFeatures = featureNames.length;
  const matrix = isFlat(input)
    ? flat(input, nFeatures === 1 ? 'column' : 'row', featureNames)
    : readMatrix(input, featureNames);
  if (matrix.columns !== nFeatures) throw new FeatureDimensionError(featureNames, matrix.columns);
  return annotate(matrix, input);
}

/** @throws NonFiniteError that names row, date and column of the first value among `rows` that is not finite */
export function requireFinite(table: FeatureTable, featureNames: readonly string[], rows: number): void {
  const { data, columns } = table.matrix;
  for (let i = 0; i < rows * columns; i++) {
    const value = data[i]!;
    if (Number.isFinite(value)) continue;
    const at = Math.floor(i / columns);
    throw new NonFiniteError({ row: at, date: table.dates?.[at], column: featureNames[i % columns]!, value });
  }
}

/** `feature_0`, `feature_1`, ...: the names of columns that came without. */
export function numberedFeatureNames(nFeatures: number): string[] {
  return Array.from({ length: nFeatures }, (_, j) => `feature_${j}`);
}

function annotate(matrix: MatrixView, input: FeatureInput): FeatureTable {
  const { featureNames, dates, lengths, featureSet } = (input instanceof MatrixView ? input : {}) as Annotations;
  return {
    matrix,
    featureNames: featureNames ?? null,
    dates: dates ?? null,
    lengths: lengths ?? [matrix.rows],
    featureSet: featureSet ?? null,
  };
}

type Names = readonly string[] | null;

function isFlat(input: FeatureInput): input is readonly number[] | Float64Array {
  if (input instanceof Float64Array) return true;
  return Array.isArray(input) && input.length > 0 && !isRow(input[0]);
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function flat(values: ArrayLike<number>, shape: 'row' | 'column', names: Names): MatrixView {
  if (values.length === 0) throw noData(0, 0);
  const isRow = shape === 'row';
  for (let i = 0; i < values.length; i++) requireNumber(values[i], isRow ? 0 : i, isRow ? i : 0, names);
  const [rows, columns] = isRow ? [1, values.length] : [values.length, 1];
  return new MatrixView(rows, columns, Float64Array.from(values));
}

function readMatrix(input: MatrixInput, names: Names): MatrixView {
  if (Array.isArray(input)) requireNumbers(input as readonly ArrayLike<unknown>[], names);
  else requireMatrix(input);
  const matrix = MatrixView.from(input);
  if (matrix.rows === 0 || matrix.columns === 0) throw noData(matrix.rows, matrix.columns);
  return matrix;
}

// A typed array turns null into 0 and '3' into 3 without a word, so what is no number is refused before it gets there.
function requireNumbers(rows: readonly ArrayLike<unknown>[], names: Names): void {
  for (const [i, values] of rows.entries()) {
    if (!isRow(values)) throw new NonFiniteError({ row: i, column: 'every column', value: values });
    for (let j = 0; j < values.length; j++) requireNumber(values[j], i, j, names);
  }
}

function requireNumber(value: unknown, row: number, column: number, names: Names): void {
  if (typeof value === 'number') return;
  throw new NonFiniteError({ row, column: names?.[column] ?? `feature_${column}`, value });
}

function requireMatrix(input: unknown): void {
  if (typeof input === 'object' && input !== null && 'rows' in input && 'columns' in input && 'get' in input) return;
  throw new EmptyDataError(
    `Features must be rows of numbers, a flat array, a Matrix or a FeatureMatrix, received ${input === null ? 'null' : typeof input}.`,
    'Compute them with FeatureCalculator, or give rows such as [[16.2, 0.11], [17.0, 0.12]].',
  );
}

function noData(rows: number, columns: number): EmptyDataError {
  return new EmptyDataError(
    `At least one row with one feature is needed, received ${rows} x ${columns}.`,
    'Check the date range, and the dropped days in the report of the features.',
  );
}
