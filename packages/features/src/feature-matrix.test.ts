import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  DuplicateDateError,
  InvalidDateError,
  SeriesShapeError,
  UnknownFeatureError,
  UnsortedDatesError,
} from './errors.ts';
import { FeatureMatrix, type FeatureMatrixParts } from './feature-matrix.ts';
import { namedFeatureSet } from './feature-set.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-22', '2024-01-23'];

function matrix(changes: Partial<FeatureMatrixParts> = {}): FeatureMatrix {
  return new FeatureMatrix({
    dates,
    featureNames: ['vix_level', 'realized_vol_20d'],
    data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    featureSet: namedFeatureSet('vol2').toJSON(),
    lengths: [3, 2],
    report: {
      sessions: { count: 9, from: '2023-12-01', to: '2024-01-23' },
      series: [],
      carried: [
        { date: '2024-01-03', series: 'vix', valueOn: '2024-01-02', sessions: 1 },
        { date: '2024-01-23', series: 'vix', valueOn: '2024-01-22', sessions: 1 },
      ],
      warmUp: { nSessions: 2, from: '2023-12-01', to: '2023-12-29', firstValueOn: {} },
      dropped: [{ date: '2024-01-10', causes: [] }],
      gaps: [{ after: '2024-01-04', before: '2024-01-22', nSessions: 4, calendarDays: 18, causes: [] }],
    },
    ...changes,
  });
}

describe('FeatureMatrix', () => {
  it('is a MatrixView of dates x features', () => {
    expect(matrix()).toBeInstanceOf(MatrixView);
    expect([matrix().rows, matrix().columns, matrix().get(3, 1)]).toEqual([5, 2, 8]);
    expect(matrix().to2DArray()[4]).toEqual([9, 10]);
    expect(matrix().toMatrix().rows).toBe(5);
  });

  it('column(name) and record(row) speak in names', () => {
    expect(matrix().column('realized_vol_20d')).toEqual(Float64Array.of(2, 4, 6, 8, 10));
    expect(matrix().record(0)).toEqual({ vix_level: 1, realized_vol_20d: 2 });
    expect(() => matrix().column('drawdown')).toThrow(UnknownFeatureError);
    expect(() => matrix().column('drawdown')).toThrow('Known: vix_level, realized_vol_20d');
  });

  it('indexOf(date) finds a row, or -1', () => {
    expect(dates.map((date) => matrix().indexOf(date))).toEqual([0, 1, 2, 3, 4]);
    expect(['2024-01-01', '2024-01-10', '2025-01-01', ''].map((date) => matrix().indexOf(date))).toEqual([
      -1, -1, -1, -1,
    ]);
  });

  it('slice({ from, to }) keeps both days and the borders of the sequences', () => {
    const middle = matrix().slice({ from: '2024-01-03', to: '2024-01-22' });
    expect(middle.dates).toEqual(['2024-01-03', '2024-01-04', '2024-01-22']);
    expect(middle.lengths).toEqual([2, 1]);
    expect(middle.to2DArray()).toEqual([
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
    expect(middle.featureSet).toEqual(matrix().featureSet);
    expect(middle.report.gaps).toHaveLength(1);
    expect(middle.report.dropped).toHaveLength(1);
    expect(middle.report.carried).toHaveLength(1);
  });

  it('slice takes days without a row, open ends, one sequence alone, and a range with nothing in it', () => {
    expect(matrix().slice().dates).toEqual(dates);
    expect(matrix().slice({ from: '2024-01-05' }).lengths).toEqual([2]);
    expect(matrix().slice({ from: '2024-01-05' }).report.gaps).toEqual([]);
    expect(matrix().slice({ to: '2024-01-21' }).lengths).toEqual([3]);
    const empty = matrix().slice({ from: '2024-01-05', to: '2024-01-21' });
    expect([empty.rows, empty.columns, empty.lengths]).toEqual([0, 2, []]);
    expect(matrix().slice({ from: '2024-01-23', to: '2024-01-02' }).rows).toBe(0);
  });

  it('slice shares storage with the matrix it came from', () => {
    const whole = matrix();
    expect(whole.slice({ from: '2024-01-22' }).data.buffer).toBe(whole.data.buffer);
  });

  it('slice throws InvalidDateError for a day that is none', () => {
    expect(() => matrix().slice({ from: '2024' })).toThrow(InvalidDateError);
    expect(() => matrix().slice({ to: '2024-02-30' })).toThrow('to: expected a calendar day');
  });

  it('is one sequence with an empty report when nothing else is said', () => {
    const bare = matrix({ lengths: undefined as never, report: undefined as never });
    expect(bare.lengths).toEqual([5]);
    expect(bare.report.sessions).toEqual({ count: 5, from: dates[0], to: dates[4] });
  });

  it('throws when its parts do not fit together', () => {
    expect(() => matrix({ data: new Float64Array(9) })).toThrow('holds 10 numbers, received 9');
    expect(() => matrix({ lengths: [3, 1] })).toThrow(SeriesShapeError);
    expect(() => matrix({ lengths: [5, 0] })).toThrow('sum to 5 rows; received 5, 0');
    expect(() => matrix({ featureNames: ['a', 'a'] })).toThrow(SeriesShapeError);
    expect(() => matrix({ dates: dates.toReversed() })).toThrow(UnsortedDatesError);
    expect(() => matrix({ dates: [dates[0]!, ...dates.slice(0, 4)] })).toThrow(DuplicateDateError);
    expect(() => matrix({ dates: ['today', ...dates.slice(1)] })).toThrow(InvalidDateError);
  });
});
