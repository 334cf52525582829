import { MatrixView, ShapeError } from '@regimekit/numerics';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { toyFeatureSet, toyFeatures } from '../../test/support/toy-features.ts';
import { EmptyDataError, FeatureDimensionError, NonFiniteError } from '../errors.ts';
import {
  numberedFeatureNames,
  readPredictionTable,
  readTrainingTable,
  requireFinite,
  type FeatureInput,
} from './feature-table.ts';

const rows = [
  [1, 2],
  [3, 4],
  [5, 6],
];

describe('readTrainingTable', () => {
  it.each<[string, FeatureInput]>([
    ['number[][]', rows],
    ['Float64Array[]', rows.map((row) => Float64Array.from(row))],
    ['ml-matrix Matrix', new Matrix(rows)],
    ['MatrixView', MatrixView.from(rows)],
  ])('readTrainingTable(%s) gives the rows without names, dates and definitions', (_, input) => {
    const table = readTrainingTable(input);
    expect(table.matrix.to2DArray()).toEqual(rows);
    expect(table).toMatchObject({ featureNames: null, dates: null, featureSet: null, lengths: [3] });
  });

  it('readTrainingTable(FeatureMatrix) keeps names, dates, definitions and sequences', () => {
    const featureSet = toyFeatureSet(['vix_level', 'hy_spread']);
    const table = readTrainingTable(toyFeatures(MatrixView.from(rows), { featureSet, lengths: [2, 1] }));
    expect(table.featureNames).toEqual(['vix_level', 'hy_spread']);
    expect(table.dates).toHaveLength(3);
    expect(table.lengths).toEqual([2, 1]);
    expect(table.featureSet?.fingerprint).toBe(featureSet.fingerprint());
  });

  it('readTrainingTable(flat array) is a series of one feature', () => {
    expect(readTrainingTable([1, 2, 3]).matrix.to2DArray()).toEqual([[1], [2], [3]]);
    expect(readTrainingTable(Float64Array.of(1, 2)).matrix.to2DArray()).toEqual([[1], [2]]);
  });

  it.each<[string, unknown]>([
    ['[]', []],
    ['[[]]', [[]]],
    ['new Float64Array(0)', new Float64Array(0)],
    ['a view without rows', MatrixView.zeros(0, 3)],
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', {}],
  ])('readTrainingTable(%s) throws EmptyDataError', (_, input) => {
    expect(() => readTrainingTable(input as FeatureInput)).toThrow(EmptyDataError);
  });

  it('readTrainingTable(rows) refuses what is no number instead of reading null as 0', () => {
    const bad = [
      [1, 2],
      [3, null],
    ] as unknown as number[][];
    expect(() => readTrainingTable(bad)).toThrow(NonFiniteError);
    expect(() => readTrainingTable(bad)).toThrow('received null in row 1, column feature_1');
    expect(() => readTrainingTable(['1', '2'] as unknown as number[])).toThrow('received "1" in row 0');
    expect(() => readTrainingTable([[1], 2] as unknown as number[][])).toThrow('in row 1, column every column');
  });

  it('readTrainingTable(ragged rows) throws ShapeError', () => {
    expect(() => readTrainingTable([[1, 2], [3]])).toThrow(ShapeError);
  });
});

describe('readPredictionTable', () => {
  it('readPredictionTable(flat array) is one row for several features and the series for one', () => {
    expect(readPredictionTable([1, 2], ['a', 'b']).matrix.to2DArray()).toEqual([[1, 2]]);
    expect(readPredictionTable([1, 2], ['a']).matrix.to2DArray()).toEqual([[1], [2]]);
  });

  it('readPredictionTable(rows of another width) throws FeatureDimensionError with both widths and the names', () => {
    expect(() => readPredictionTable([[1, 2, 3]], ['a', 'b'])).toThrow(FeatureDimensionError);
    expect(() => readPredictionTable([[1, 2, 3]], ['a', 'b'])).toThrow('2 features (a, b), received rows of 3');
    expect(() => readPredictionTable([1, 2, 3], ['a', 'b'])).toThrow(FeatureDimensionError);
  });

  it('readPredictionTable(rows) names the column by the name that the model knows', () => {
    expect(() => readPredictionTable([[1, undefined]] as unknown as number[][], ['a', 'b'])).toThrow(
      'received undefined in row 0, column b',
    );
  });
});

describe('requireFinite', () => {
  it.each([NaN, Infinity, -Infinity])('requireFinite(table) names row, day and column of %s', (value) => {
    const matrix = MatrixView.from([
      [1, 2],
      [3, value],
    ]);
    const table = readTrainingTable(toyFeatures(matrix, { featureSet: toyFeatureSet(['a', 'b']) }));
    expect(() => requireFinite(table, ['a', 'b'], 2)).toThrow(`received ${value} in row 1 (2000-01-04), column b.`);
  });

  it('requireFinite(table, names, rows) looks no further than the rows it is asked about', () => {
    const table = readTrainingTable([[1], [NaN]]);
    expect(() => requireFinite(table, ['a'], 1)).not.toThrow();
    expect(() => requireFinite(table, ['a'], 2)).toThrow(NonFiniteError);
  });
});

describe('numberedFeatureNames', () => {
  it('numberedFeatureNames(2) counts from 0', () => {
    expect(numberedFeatureNames(2)).toEqual(['feature_0', 'feature_1']);
  });
});
