import { InvalidObservationsError, InvalidOptionError } from '../errors.ts';
import type { ObservedSequences } from '../observations.ts';

/** What a NaN in the observations means: a mistake that is named, or a value nobody has. */
export type MissingPolicy = 'error' | 'marginalise';

export function checkMissingPolicy(missing: MissingPolicy): void {
  if (missing === 'error' || missing === 'marginalise') return;
  throw new InvalidOptionError('missing', "'error' or 'marginalise'", missing);
}

/** Rows that lack the same columns. Both column lists ascend; either may be empty. */
export interface MissingPattern {
  readonly observed: Int32Array;
  readonly missing: Int32Array;
  readonly rows: Int32Array;
}

/** Where observations are missing. Plain data, which can be sent to a worker. */
export interface MissingValues {
  /** Every row is in one of these, the complete rows too; in the order of their first row. */
  readonly patterns: readonly MissingPattern[];
  /** Rows with at least one value. */
  readonly nObservedRows: number;
}

/** Groups the rows of `data` (T x D, NaN = missing) by what they lack. */
export function findPatterns(data: Float64Array, nFeatures: number): MissingValues {
  const groups = new Map<string, { missing: number[]; rows: number[] }>();
  const nSteps = data.length / nFeatures;
  for (let t = 0; t < nSteps; t++) {
    const missing = missingColumns(data.subarray(t * nFeatures, (t + 1) * nFeatures));
    const key = missing.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { missing, rows: [t] });
    else group.rows.push(t);
  }
  const patterns = Array.from(groups.values(), ({ missing, rows }) => createPattern(missing, rows, nFeatures));
  const nObservedRows = patterns.reduce((n, { observed, rows }) => n + (observed.length > 0 ? rows.length : 0), 0);
  return { patterns, nObservedRows };
}

/** Columns of one row that are NaN. */
export function missingColumns(row: Float64Array): number[] {
  const missing: number[] = [];
  for (let d = 0; d < row.length; d++) {
    if (Number.isNaN(row[d])) missing.push(d);
  }
  return missing;
}

// Arrays of their own: a view into a larger buffer would take all of it along to a worker.
export function createPattern(missing: readonly number[], rows: readonly number[], nFeatures: number): MissingPattern {
  const absent = new Set(missing);
  const observed = Array.from({ length: nFeatures }, (_, d) => d).filter((d) => !absent.has(d));
  return { observed: Int32Array.from(observed), missing: Int32Array.from(missing), rows: Int32Array.from(rows) };
}

/**
 * For training: every column needs a value somewhere. (Inference does not: a feature that is never seen says nothing.)
 *
 * @throws InvalidObservationsError naming the column
 */
export function checkEveryColumnObserved({ missing, nFeatures }: ObservedSequences): void {
  if (missing === undefined) return;
  const seen = new Set(missing.patterns.flatMap(({ observed }) => [...observed]));
  const column = Array.from({ length: nFeatures }, (_, d) => d).find((d) => !seen.has(d));
  if (column === undefined) return;
  throw new InvalidObservationsError(
    `Expected at least one value in every column, received none in column ${column}: it is missing in every row.`,
    { code: 'COLUMN_WITHOUT_VALUES', hint: 'Leave the column out.', details: { column } },
  );
}
