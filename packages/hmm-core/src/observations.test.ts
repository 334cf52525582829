import { MatrixView } from '@regimekit/numerics';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { DimensionMismatchError, InvalidLengthsError, InvalidObservationsError, ObservationMatrix } from './index.ts';
import { readObservations, type Observations } from './observations.ts';

const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('readObservations', () => {
  it('takes rows, typed rows, a Matrix, a view and an ObservationMatrix, all to the same numbers', () => {
    const rows = [
      [1, 2],
      [3, 4],
    ];
    const inputs: Observations[] = [
      rows,
      rows.map((row) => Float64Array.from(row)),
      new Matrix(rows),
      MatrixView.from(rows),
      ObservationMatrix.from(rows),
    ];
    for (const input of inputs) {
      expect(readObservations(input)).toMatchObject({ nSteps: 2, nFeatures: 2, lengths: [2] });
      expect([...readObservations(input).data]).toEqual([1, 2, 3, 4]);
    }
  });

  it('uses flat input in place', () => {
    const view = MatrixView.from([[1], [2]]);
    expect(readObservations(view).data).toBe(view.data);
  });

  it('takes lengths from the options or from whatever matrix carries them', () => {
    const rows = [[1], [2], [3]];
    expect(readObservations(rows, [1, 2]).lengths).toEqual([1, 2]);
    expect(readObservations(ObservationMatrix.from(rows, [2, 1])).lengths).toEqual([2, 1]);
    const foreign = Object.assign(MatrixView.from(rows), { lengths: [1, 1, 1] });
    expect(readObservations(foreign).lengths).toEqual([1, 1, 1]);
    expect(ObservationMatrix.from(ObservationMatrix.from(rows, [2, 1])).lengths).toEqual([2, 1]);
  });

  it.each([
    ['an empty array', [], 'EMPTY_OBSERVATIONS', '0 x 0'],
    ['rows without columns', [[]], 'EMPTY_OBSERVATIONS', '1 x 0'],
    ['a flat array', [1, 2] as unknown as number[][], 'NOT_A_MATRIX', 'flat array'],
    [
      'NaN',
      [
        [1, 2],
        [3, Number.NaN],
      ],
      'NON_FINITE_OBSERVATION',
      'NaN in row 1, column 1',
    ],
    ['Infinity', [[1], [-Infinity]], 'NON_FINITE_OBSERVATION', '-Infinity in row 1, column 0'],
    ['null', [[1], [null]] as unknown as number[][], 'NON_FINITE_OBSERVATION', 'null in row 1, column 0'],
    ['a string', [['1']] as unknown as number[][], 'NON_FINITE_OBSERVATION', '1 in row 0, column 0'],
  ])('refuses %s', (_, input, code, message) => {
    const error = thrown(() => readObservations(input));
    expect(error).toBeInstanceOf(InvalidObservationsError);
    expect(error).toMatchObject({ code, kind: 'input', message: expect.stringContaining(message) });
  });

  it('refuses a non-finite value of a typed matrix with row and column', () => {
    const error = thrown(() => readObservations(new MatrixView(2, 2, Float64Array.of(1, 2, Number.NaN, 4))));
    expect(error).toMatchObject({ details: { row: 1, column: 0, value: 'NaN' } });
  });

  it('refuses what is no matrix at all', () => {
    for (const nothing of [null, undefined, 'rows', 5]) {
      expect(thrown(() => readObservations(nothing as unknown as Observations))).toMatchObject({
        code: 'NOT_A_MATRIX',
        message: `Expected rows of numbers or a matrix, received ${String(nothing)}.`,
      });
    }
  });

  it('refuses ragged rows with the row', () => {
    expect(() => readObservations([[1, 2], [3]])).toThrow('Row 1 has 1 columns, row 0 has 2');
  });

  it.each([
    ['that do not sum', [1, 1], 'LENGTHS_DO_NOT_SUM', 'sum to 2, the observations have 3'],
    ['of zero', [0, 3], 'INVALID_LENGTH', 'received 0 at 0'],
    ['that are not whole', [1.5, 1.5], 'INVALID_LENGTH', 'received 1.5 at 0'],
    ['below zero', [4, -1], 'INVALID_LENGTH', 'received -1 at 1'],
    ['that are none', [], 'LENGTHS_DO_NOT_SUM', 'sum to 0'],
  ])('refuses lengths %s', (_, lengths, code, message) => {
    const error = thrown(() => readObservations([[1], [2], [3]], lengths));
    expect(error).toBeInstanceOf(InvalidLengthsError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(thrown(() => ObservationMatrix.from([[1], [2], [3]], lengths))).toMatchObject({ code });
  });

  it('refuses lengths that come twice', () => {
    const carried = ObservationMatrix.from([[1], [2]], [1, 1]);
    expect(thrown(() => readObservations(carried, [1, 1]))).toMatchObject({ code: 'LENGTHS_GIVEN_TWICE' });
  });

  it('refuses another number of columns than the model has features', () => {
    const error = thrown(() => readObservations([[1, 2]], undefined, 3));
    expect(error).toBeInstanceOf(DimensionMismatchError);
    expect(error).toMatchObject({ details: { expected: 3, received: 2 } });
  });
});
