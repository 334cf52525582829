import { describeValue, MatrixView, type MatrixInput } from '@regimekit/numerics';
import { DimensionMismatchError, InvalidLengthsError, InvalidObservationsError } from './errors.ts';
import { checkMissingPolicy, findPatterns, type MissingPolicy, type MissingValues } from './missing/patterns.ts';

/**
 * Observations x_1..x_T as a T x D matrix with the lengths of the sequences it holds, one after the other.
 *
 * @example
 * ```ts
 * import { ObservationMatrix } from '@regimekit/hmm-core';
 *
 * const observations = ObservationMatrix.from([[0.1], [0.3], [-0.2]], [2, 1]);
 * observations.lengths; // [2, 1]
 * ```
 */
export class ObservationMatrix extends MatrixView {
  /** Rows of each sequence; they sum to `rows`. */
  readonly lengths: readonly number[];

  /** @throws InvalidLengthsError when the lengths do not sum to the rows or one is below 1 */
  constructor(rows: number, columns: number, data: Float64Array, lengths: readonly number[] = [rows]) {
    super(rows, columns, data);
    checkLengths(lengths, rows);
    this.lengths = Object.freeze([...lengths]);
  }

  static override from(input: MatrixInput, lengths?: readonly number[]): ObservationMatrix {
    const view = MatrixView.from(input);
    return new ObservationMatrix(view.rows, view.columns, view.data, lengths ?? carriedLengths(input));
  }
}

/**
 * What every function of this package accepts as data: rows of numbers, an ml-matrix `Matrix`, a `MatrixView`, or a
 * matrix that carries the lengths of its sequences.
 */
export type Observations = MatrixInput | ObservationMatrix;

/** Checked observations: flat row-major `data` (T x D), and the sequences in it. */
export interface ObservedSequences {
  readonly data: Float64Array;
  readonly nSteps: number;
  readonly nFeatures: number;
  readonly lengths: readonly number[];
  /** Which values are missing (NaN in `data`); absent for complete data. */
  readonly missing?: MissingValues;
}

/**
 * The only door for data: every value finite (or missing, where that is allowed), every row of the same width, the
 * lengths summing to the rows. Flat input is used in place, without a copy.
 *
 * @param nFeatures what the model expects, when there is one
 * @param missing what a NaN means
 */
export function readObservations(
  observations: Observations,
  lengths?: readonly number[],
  nFeatures?: number,
  missing: MissingPolicy = 'error',
): ObservedSequences {
  checkMissingPolicy(missing);
  if (typeof observations !== 'object' || observations === null) {
    throw new InvalidObservationsError(`Expected rows of numbers or a matrix, received ${String(observations)}.`, {
      code: 'NOT_A_MATRIX',
    });
  }
  const carried = carriedLengths(observations);
  if (carried !== undefined && lengths !== undefined) {
    throw new InvalidLengthsError('Expected lengths once, received them with the observations and in the options.', {
      code: 'LENGTHS_GIVEN_TWICE',
      hint: 'Leave out the option: the matrix knows its sequences.',
    });
  }
  const matrix = readMatrix(observations);
  if (nFeatures !== undefined && matrix.columns !== nFeatures) {
    throw new DimensionMismatchError(
      `The model was made for ${nFeatures} feature(s), the observations have ${matrix.columns} column(s).`,
      { code: 'FEATURE_MISMATCH', details: { expected: nFeatures, received: matrix.columns } },
    );
  }
  const complete = checkValues(matrix, missing);
  const sequenceLengths = carried ?? (lengths === undefined ? [matrix.rows] : lengths);
  checkLengths(sequenceLengths, matrix.rows);
  const { data, rows: nSteps, columns } = matrix;
  const observed = { data, nSteps, nFeatures: columns, lengths: sequenceLengths };
  return complete ? observed : { ...observed, missing: findPatterns(data, columns) };
}

function readMatrix(observations: Observations): MatrixView {
  if (Array.isArray(observations)) {
    if (observations.length > 0 && typeof observations[0] === 'number') {
      throw new InvalidObservationsError('Expected rows of numbers, received a flat array of numbers.', {
        code: 'NOT_A_MATRIX',
        hint: 'For one feature give each value its own row: values.map((value) => [value]).',
      });
    }
    for (const [row, values] of observations.entries()) checkNumbers(values, row);
  }
  const matrix = MatrixView.from(observations);
  if (matrix.rows === 0 || matrix.columns === 0) {
    throw new InvalidObservationsError(
      `Expected at least one row and one column of observations, received ${matrix.rows} x ${matrix.columns}.`,
      { code: 'EMPTY_OBSERVATIONS', details: { rows: matrix.rows, columns: matrix.columns } },
    );
  }
  return matrix;
}

// A typed array turns null into 0 without a word, so plain arrays are looked at before they are copied.
function checkNumbers(values: ArrayLike<unknown>, row: number): void {
  if (values instanceof Float64Array || typeof values?.length !== 'number') return;
  for (let column = 0; column < values.length; column++) {
    if (typeof values[column] !== 'number') throw notFinite(row, column, values[column]);
  }
}

// Returns whether nothing is missing.
function checkValues({ data, columns }: MatrixView, missing: MissingPolicy): boolean {
  if (isAllFinite(data)) return true;
  let complete = true;
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    if (missing === 'error' || !Number.isNaN(data[i])) throw notFinite(Math.floor(i / columns), i % columns, data[i]);
    complete = false;
  }
  return complete;
}

// A constant, since the literal looks like a mistake to a linter.
const ZERO = 0;

// 0 v is 0 for what is finite and NaN for what is not, and a sum keeps a NaN: no branch, four sums side by side. (v - v
// says the same and takes five times as long in V8.)
function isAllFinite(data: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = data.length - (data.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += ZERO * data[i]!;
    b += ZERO * data[i + 1]!;
    c += ZERO * data[i + 2]!;
    d += ZERO * data[i + 3]!;
  }
  for (let i = whole; i < data.length; i++) a += ZERO * data[i]!;
  return a + b + c + d === 0;
}

function notFinite(row: number, column: number, value: unknown): InvalidObservationsError {
  return new InvalidObservationsError(
    `Expected finite numbers, received ${String(value)} in row ${row}, column ${column}.`,
    {
      code: 'NON_FINITE_OBSERVATION',
      hint: Number.isNaN(value)
        ? "If NaN stands for a missing value, say so: { missing: 'marginalise' }. Else drop the row and begin a new sequence there."
        : 'Drop the row (and begin a new sequence there), or fill the value before the model sees it.',
      details: { row, column, value: String(value) },
    },
  );
}

function checkLengths(lengths: readonly number[], rows: number): void {
  if (!Array.isArray(lengths) && !ArrayBuffer.isView(lengths)) {
    throw new InvalidLengthsError(
      `Expected lengths as an array of whole numbers, received ${describeValue(lengths)}.`,
      { code: 'LENGTHS_NOT_AN_ARRAY', hint: 'Give the rows of each sequence, for example [252, 251].' },
    );
  }
  let sum = 0;
  for (const [index, length] of lengths.entries()) {
    if (!Number.isSafeInteger(length) || length < 1) {
      throw new InvalidLengthsError(`Expected whole sequence lengths of at least 1, received ${length} at ${index}.`, {
        code: 'INVALID_LENGTH',
        details: { index, length },
      });
    }
    sum += length;
  }
  if (sum !== rows) {
    throw new InvalidLengthsError(`The sequence lengths sum to ${sum}, the observations have ${rows} row(s).`, {
      code: 'LENGTHS_DO_NOT_SUM',
      details: { sum, rows },
    });
  }
}

// Any matrix that carries lengths counts, whichever package made it.
function carriedLengths(observations: Observations): readonly number[] | undefined {
  const { lengths } = observations as { lengths?: unknown };
  return Array.isArray(lengths) ? (lengths as readonly number[]) : undefined;
}
