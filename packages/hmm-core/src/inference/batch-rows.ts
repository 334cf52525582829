import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { DimensionMismatchError, InvalidObservationsError } from '../errors.ts';
import type { MissingPolicy } from '../missing/patterns.ts';

/** Lists the series present; returns how many. */
export function choosePresent(series: Int32Array, present: ArrayLike<boolean | number> | undefined): number {
  if (present !== undefined && present.length !== series.length) {
    throw new DimensionMismatchError(
      `present must have one entry for each of ${series.length} series, received ${present.length}.`,
      { code: 'SHAPE_MISMATCH', details: { expected: series.length, received: present.length } },
    );
  }
  let count = 0;
  for (let n = 0; n < series.length; n++) if (present === undefined || Boolean(present[n])) series[count++] = n;
  return count;
}

export function readRows(rows: MatrixInput, nSeries: number, nFeatures: number): MatrixView {
  const view = MatrixView.from(rows);
  if (view.rows === nSeries && view.columns === nFeatures) return view;
  throw new DimensionMismatchError(
    `Expected one row of ${nFeatures} feature(s) for each of ${nSeries} series, received ${view.rows} x ${view.columns}.`,
    { code: 'SHAPE_MISMATCH', details: { nSeries, nFeatures, rows: view.rows, columns: view.columns } },
  );
}

/** Copies the rows of the series listed, one behind the other, after a look at every value; returns those with missing values. */
export function gatherRows(
  out: Float64Array,
  { data, columns }: MatrixView,
  series: Int32Array,
  count: number,
  missing: MissingPolicy,
): number[] {
  const incomplete: number[] = [];
  for (let n = 0, p = 0; n < count; n++) {
    const from = series[n]! * columns;
    for (let d = 0; d < columns; d++, p++) {
      const value = data[from + d]!;
      out[p] = value;
      if (Number.isFinite(value)) continue;
      if (missing === 'error' || !Number.isNaN(value)) throw notFinite(series[n]!, d, value);
      if (incomplete.at(-1) !== n) incomplete.push(n);
    }
  }
  return incomplete;
}

function notFinite(series: number, column: number, value: number): InvalidObservationsError {
  return new InvalidObservationsError(
    `Expected finite numbers, received ${value} for series ${series}, column ${column}.`,
    {
      code: 'NON_FINITE_OBSERVATION',
      hint: "Leave the series out of this call, update(rows, { present }); or, if NaN stands for a missing value, say so: { missing: 'marginalise' }.",
      details: { series, column, value: String(value) },
    },
  );
}
