import * as fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { MatrixView, ShapeError } from '../index.ts';

const rowsArbitrary = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.double({ noNaN: true }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('MatrixView', () => {
  it('get(i, j) reads row-major: element (i, j) is data[i * columns + j]', () => {
    const view = new MatrixView(2, 3, Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(view.get(0, 2)).toBe(3);
    expect(view.get(1, 0)).toBe(4);
    expect(view.to2DArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(view.to2DArray()).not.toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it('row(i) shares the storage of the matrix', () => {
    const view = MatrixView.zeros(2, 2);
    view.row(1)[0] = 7;
    expect(view.get(1, 0)).toBe(7);
    expect(view.data[2]).toBe(7);
  });

  it('from(rows) copies, and from(view) gives the view itself', () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const view = MatrixView.from(rows);
    rows[0]![0] = 99;
    expect(view.get(0, 0)).toBe(1);
    expect(MatrixView.from(view)).toBe(view);
    expect(MatrixView.from([Float64Array.of(5, 6)]).to2DArray()).toEqual([[5, 6]]);
    expect(MatrixView.from([])).toMatchObject({ rows: 0, columns: 0 });
  });

  it('from(toMatrix()) and from(to2DArray()) give every element back (seed 7)', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const view = MatrixView.from(rows);
        const matrix = view.toMatrix();
        expect(matrix).toBeInstanceOf(Matrix);
        expect(MatrixView.from(matrix).data).toEqual(view.data);
        expect(MatrixView.from(view.to2DArray()).data).toEqual(view.data);
        expect(matrix.get(rows.length - 1, 0)).toBe(view.get(rows.length - 1, 0));
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it('new MatrixView(...) refuses sizes that are negative, fractional, or do not fit the data', () => {
    expect(() => new MatrixView(2, 2, new Float64Array(3))).toThrow(ShapeError);
    expect(() => new MatrixView(2, 2, new Float64Array(3))).toThrow('holds 4 numbers, received 3');
    expect(() => new MatrixView(-1, 0, new Float64Array(0))).toThrow(ShapeError);
    expect(() => MatrixView.zeros(1.5, 2)).toThrow(ShapeError);
  });

  it('from(rows) names the row that has another length', () => {
    const ragged = () => MatrixView.from([[1, 2], [3, 4], [5]]);
    expect(ragged).toThrow('Row 2 has 1 columns, row 0 has 2.');
    expect(ragged).toThrow(expect.objectContaining({ code: 'INVALID_SHAPE', kind: 'input' }));
    expect(ragged).toThrow(expect.objectContaining({ details: { row: 2, expected: 2, received: 1 } }));
  });

  it('get(i, j) and row(i) refuse what lies outside', () => {
    const view = MatrixView.zeros(2, 3);
    expect(() => view.get(2, 0)).toThrow(ShapeError);
    expect(() => view.get(0, 3)).toThrow(ShapeError);
    expect(() => view.get(-1, 0)).toThrow(ShapeError);
    expect(() => view.row(2)).toThrow(ShapeError);
    expect(() => view.row(Number.NaN)).toThrow(ShapeError);
  });
});
