import { Matrix } from 'ml-matrix';
import { ShapeError } from '../errors.ts';

/** What every public function accepts where it wants a matrix: rows of numbers, an ml-matrix `Matrix`, or a view. */
export type MatrixInput = readonly (readonly number[] | Float64Array)[] | Matrix | MatrixView;

/**
 * A matrix over one flat, row-major `Float64Array`: element (i, j) is `data[i * columns + j]`, so a row is contiguous.
 * The view shares `data` with whoever made it; it offers the same `rows`, `columns`, `get` and `to2DArray` as ml-matrix.
 */
export class MatrixView {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;

  /** @throws ShapeError when `data.length` is not `rows * columns` */
  constructor(rows: number, columns: number, data: Float64Array) {
    if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 0 || columns < 0) {
      throw new ShapeError(`A matrix needs whole, non-negative sizes, received ${rows} x ${columns}.`, {
        rows,
        columns,
      });
    }
    if (data.length !== rows * columns) {
      throw new ShapeError(`A ${rows} x ${columns} matrix holds ${rows * columns} numbers, received ${data.length}.`, {
        rows,
        columns,
        length: data.length,
      });
    }
    this.rows = rows;
    this.columns = columns;
    this.data = data;
  }

  static zeros(rows: number, columns: number): MatrixView {
    return new MatrixView(rows, columns, new Float64Array(rows * columns));
  }

  /**
   * Copies rows of numbers or an ml-matrix into flat storage; a view is returned as it is.
   *
   * @throws ShapeError when a row has another length than the first
   */
  static from(input: MatrixInput): MatrixView {
    if (input instanceof MatrixView) return input;
    if (Array.isArray(input)) return fromRows(input as readonly (readonly number[] | Float64Array)[]);
    const matrix = input as Matrix;
    const view = MatrixView.zeros(matrix.rows, matrix.columns);
    for (let i = 0; i < matrix.rows; i++) {
      for (let j = 0; j < matrix.columns; j++) view.data[i * matrix.columns + j] = matrix.get(i, j);
    }
    return view;
  }

  get(i: number, j: number): number {
    if (!(i >= 0 && i < this.rows && j >= 0 && j < this.columns)) {
      throw new ShapeError(`(${i}, ${j}) lies outside a ${this.rows} x ${this.columns} matrix.`, { i, j });
    }
    return this.data[i * this.columns + j]!;
  }

  /** Row `i`, without a copy: writing to it writes to the matrix. */
  row(i: number): Float64Array {
    if (!(i >= 0 && i < this.rows)) throw new ShapeError(`Row ${i} lies outside ${this.rows} rows.`, { i });
    return this.data.subarray(i * this.columns, (i + 1) * this.columns);
  }

  to2DArray(): number[][] {
    return Array.from({ length: this.rows }, (_, i) => Array.from(this.row(i)));
  }

  toMatrix(): Matrix {
    return new Matrix(this.to2DArray());
  }
}

function fromRows(rows: readonly (readonly number[] | Float64Array)[]): MatrixView {
  const columns = rows[0]?.length ?? 0;
  const view = MatrixView.zeros(rows.length, columns);
  for (const [i, row] of rows.entries()) {
    if (row?.length !== columns) {
      throw new ShapeError(
        `Row ${i} has ${row?.length ?? 'no'} columns, row 0 has ${columns}.`,
        { row: i, expected: columns, received: row?.length },
        'Give every row the same number of columns.',
      );
    }
    view.data.set(row, i * columns);
  }
  return view;
}
