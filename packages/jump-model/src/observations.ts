// The only door for data: every value finite, every row of the same width, the lengths summing to the rows.
import { describeValue, MatrixView, type MatrixInput } from '@regimekit/numerics';
import { DimensionMismatchError, InvalidLengthsError, InvalidObservationsError } from './errors.ts';

/** Checked observations: flat row-major `data` (T x D), and the rows of each sequence in it. */
export interface ObservedSequences {
  readonly data: Float64Array;
  readonly nSteps: number;
  readonly nFeatures: number;
  readonly lengths: readonly number[];
}

/**
 * Flat input is used in place, without a copy. Lengths come with a matrix that carries them (a `FeatureMatrix`, an
 * `ObservationMatrix`) or in the options, not both.
 *
 * @param nFeatures what the model expects, when there is one
 */
export function readObservations(
  observations: MatrixInput,
  lengths?: readonly number[],
  nFeatures?: number,
): ObservedSequences {
  const matrix = readMatrix(observations);
  const carried = carriedLengths(observations);
  if (carried !== undefined && lengths !== undefined) {
    throw new InvalidLengthsError('Expected lengths once, received them with the observations and in the options.', {
      code: 'LENGTHS_GIVEN_TWICE',
      hint: 'Leave out the option: the matrix knows its sequences.',
    });
  }
  if (nFeatures !== undefined && matrix.columns !== nFeatures) throw wrongWidth(nFeatures, matrix.columns);
  const { data, rows: nSteps, columns } = matrix;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw notFinite(Math.floor(i / columns), i % columns, data[i]);
  }
  const sequences = carried ?? lengths ?? [nSteps];
  checkLengths(sequences, nSteps);
  return { data, nSteps, nFeatures: columns, lengths: [...sequences] };
}

export function wrongWidth(expected: number, received: number): DimensionMismatchError {
  return new DimensionMismatchError(`The model was made for ${expected} feature(s), received rows of ${received}.`, {
    code: 'FEATURE_MISMATCH',
    details: { expected, received },
  });
}

export function notFinite(row: number, column: number, value: unknown): InvalidObservationsError {
  return new InvalidObservationsError(
    `Expected finite numbers, received ${describeValue(value)} in row ${row}, column ${column}.`,
    {
      code: 'NON_FINITE_OBSERVATION',
      hint: 'Drop the row, and begin a new sequence there when many days are missing.',
      details: { row, column, value: String(value) },
    },
  );
}

function readMatrix(observations: MatrixInput): MatrixView {
  if (Array.isArray(observations)) checkRows(observations);
  else if (typeof observations !== 'object' || observations === null || !('rows' in observations)) {
    throw notAMatrix(observations);
  }
  const matrix = MatrixView.from(observations);
  if (matrix.rows > 0 && matrix.columns > 0) return matrix;
  throw new InvalidObservationsError(
    `Expected at least one row and one column of observations, received ${matrix.rows} x ${matrix.columns}.`,
    { code: 'EMPTY_OBSERVATIONS', details: { rows: matrix.rows, columns: matrix.columns } },
  );
}

// A typed array turns null into 0 without a word, so plain arrays are looked at before they are copied.
function checkRows(rows: readonly unknown[]): void {
  for (const [row, values] of rows.entries()) {
    if (values instanceof Float64Array) continue;
    if (!Array.isArray(values)) throw notAMatrix(rows);
    const column = values.findIndex((value) => typeof value !== 'number');
    if (column >= 0) throw notFinite(row, column, values[column]);
  }
}

function notAMatrix(received: unknown): InvalidObservationsError {
  return new InvalidObservationsError(`Expected rows of numbers or a matrix, received ${describeValue(received)}.`, {
    code: 'NOT_A_MATRIX',
    hint: 'For one feature give each value its own row: values.map((value) => [value]).',
  });
}

function checkLengths(lengths: readonly number[], rows: number): void {
  const isList = Array.isArray(lengths) || ArrayBuffer.isView(lengths);
  const wrong = isList ? lengths.findIndex((length) => !Number.isSafeInteger(length) || length < 1) : 0;
  if (wrong >= 0) {
    throw new InvalidLengthsError(
      `Expected whole sequence lengths of at least 1, received ${describeValue(isList ? lengths[wrong] : lengths)}.`,
      { code: 'INVALID_LENGTH', hint: 'Give the rows of each sequence, for example [252, 251].' },
    );
  }
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum === rows) return;
  throw new InvalidLengthsError(`The sequence lengths sum to ${sum}, the observations have ${rows} row(s).`, {
    code: 'LENGTHS_DO_NOT_SUM',
    details: { sum, rows },
  });
}

// Any matrix that carries lengths counts, whichever package made it.
function carriedLengths(observations: MatrixInput): readonly number[] | undefined {
  const { lengths } = observations as { lengths?: unknown };
  return Array.isArray(lengths) ? (lengths as readonly number[]) : undefined;
}
