import { ReportInputError } from '../errors.ts';
import { describeValue, invalidArgument, requireArray, requireList } from './arguments.ts';

/** A matrix as nested rows, or anything that can become one (every matrix of regimekit can). */
export type MatrixLike = readonly ArrayLike<number>[] | { to2DArray(): readonly ArrayLike<number>[] };

/** @throws ReportInputError for what is no matrix; whether its rows are of one length is not looked at */
export function toRows(matrix: MatrixLike, what: string): readonly ArrayLike<number>[] {
  const rows: unknown = isMatrix(matrix) ? matrix.to2DArray() : matrix;
  if (!Array.isArray(rows)) {
    throw invalidArgument(what, 'an array of rows, or a matrix', matrix, 'Hand over nested arrays or a matrix.');
  }
  for (const [index, row] of Array.from(rows).entries()) requireList(row, `${what}[${index}]`);
  return rows;
}

function isMatrix(matrix: unknown): matrix is { to2DArray(): unknown } {
  const { to2DArray } = (matrix ?? {}) as { to2DArray?: unknown };
  return typeof to2DArray === 'function';
}

/** Throws unless there is at least one element. */
export function requireSome(values: ArrayLike<unknown>, what: string): void {
  if (values.length > 0) return;
  throw new ReportInputError(
    'REPORT_EMPTY_DATA',
    `${what}: expected at least one, received none.`,
    'Leave the chart or table out when there is nothing to show.',
  );
}

/** Throws unless `values` has as many elements as what it belongs to. */
export function requireLength(values: ArrayLike<unknown>, length: number, what: string): void {
  if (values.length === length) return;
  throw new ReportInputError(
    'REPORT_RAGGED_DATA',
    `${what}: expected ${length} values, received ${values.length}.`,
    'Give one value for each name or date, in the same order.',
    { expected: length, received: values.length },
  );
}

/** Throws unless every value is a finite number. `place` names position `index` for the message. */
export function requireFinite(values: ArrayLike<unknown>, place: (index: number) => string): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new ReportInputError(
      'REPORT_VALUE_NOT_FINITE',
      `${place(index)}: expected a finite number, received ${describeValue(value)}.`,
      'Leave out days without a value before drawing; a chart does not invent one.',
      { index, value: describeValue(value) },
    );
  }
}

/** Beyond these no axis is readable, and their distances leave the range of numbers. */
const DRAWN_RANGE = { smallest: 1e-100, largest: 1e100 };

/**
 * Throws unless every value is a finite number that an axis can show; a logarithmic one has no zero and nothing below.
 * `place` names position `index` for the message.
 */
export function requireDrawable(
  values: ArrayLike<number>,
  place: (index: number) => string,
  scale: 'log' | 'linear' = 'linear',
): void {
  requireFinite(values, place);
  const { smallest, largest } = DRAWN_RANGE;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Math.abs(value) <= largest && (scale === 'linear' || value >= smallest)) continue;
    const isLow = scale === 'log' && value < smallest;
    throw new ReportInputError(
      'REPORT_VALUE_OUT_OF_RANGE',
      `${place(index)}: expected ${isLow ? 'a value above zero' : `at most ${largest} in size`}, received ${value}.`,
      isLow ? "A logarithmic axis has no zero: set scale: 'linear', or correct the value." : 'Use a larger unit.',
      { index, value },
    );
  }
}

/** Throws unless every name is there once and is not blank. */
export function requireNames(names: readonly string[], what: string): void {
  requireArray(names, what, 'names');
  requireSome(names, what);
  const seen = new Set<string>();
  for (const name of Array.from(names)) {
    if (typeof name !== 'string' || name.trim() === '' || seen.has(name)) {
      throw new ReportInputError(
        'REPORT_DUPLICATE_NAME',
        `${what}: expected different names, received [${Array.from(names, describeValue).join(',')}].`,
        'Give every row, column or series a name of its own.',
        { names: Array.from(names, describeValue), name: describeValue(name) },
      );
    }
    seen.add(name);
  }
}
