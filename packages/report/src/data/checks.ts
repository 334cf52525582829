import { ReportInputError } from '../errors.ts';

/** A matrix as nested rows, or anything that can become one (every matrix of regimekit can). */
export type MatrixLike = readonly ArrayLike<number>[] | { to2DArray(): readonly ArrayLike<number>[] };

export function toRows(matrix: MatrixLike): readonly ArrayLike<number>[] {
  return 'to2DArray' in matrix ? matrix.to2DArray() : matrix;
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
export function requireFinite(values: ArrayLike<number>, place: (index: number) => string): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    throw new ReportInputError(
      'REPORT_VALUE_NOT_FINITE',
      `${place(index)}: expected a finite number, received ${String(value)}.`,
      'Leave out days without a value before drawing; a chart does not invent one.',
      { index, value: String(value) },
    );
  }
}

/** Throws unless every name is there once and is not blank. */
export function requireNames(names: readonly string[], what: string): void {
  requireSome(names, what);
  const seen = new Set<string>();
  for (const name of names) {
    if (typeof name !== 'string' || name.trim() === '' || seen.has(name)) {
      throw new ReportInputError(
        'REPORT_DUPLICATE_NAME',
        `${what}: expected different names, received ${JSON.stringify(names)}.`,
        'Give every row, column or series a name of its own.',
        { names, name },
      );
    }
    seen.add(name);
  }
}
