import { describe, expect, it } from 'vitest';
import {
  DuplicateDateError,
  InvalidDateError,
  InvalidSeriesValueError,
  SeriesShapeError,
  UnsortedDatesError,
} from './errors.ts';
import { createMarketSeries, ensureMarketSeries } from './market-series.ts';

const dates = ['2024-01-30', '2024-01-31', '2024-02-01'];

describe('createMarketSeries(name, rows)', () => {
  it('takes rows or columns, and null or NaN for a missing value', () => {
    const fromRows = createMarketSeries('vix', [
      { date: '2024-01-30', value: 13.31 },
      { date: '2024-01-31', value: null },
      { date: '2024-02-01', value: Number.NaN },
    ]);
    expect(fromRows).toEqual({ name: 'vix', dates, values: Float64Array.of(13.31, Number.NaN, Number.NaN) });
    expect(createMarketSeries('vix', { dates, values: [13.31, null, Number.NaN] })).toEqual(fromRows);
    expect(createMarketSeries('none', []).dates).toEqual([]);
  });

  it('copies what it is given and freezes the record', () => {
    const values = Float64Array.of(1, 2, 3);
    const given = [...dates];
    const series = createMarketSeries('x', { dates: given, values });
    values[0] = 99;
    given[0] = 'changed';
    expect(series.values[0]).toBe(1);
    expect(series.dates[0]).toBe('2024-01-30');
    expect(Object.isFrozen(series) && Object.isFrozen(series.dates)).toBe(true);
  });

  it('keeps knownOn, and leaves rows without one to the lag rule', () => {
    const series = createMarketSeries('x', [
      { date: '2024-01-30', value: 1, knownOn: '2024-02-15' },
      { date: '2024-01-31', value: 2 },
    ]);
    expect(series.knownOn).toEqual(['2024-02-15', '']);
  });

  it('turns -0 into 0, which JSON can keep', () => {
    expect(Object.is(createMarketSeries('x', { dates: ['2024-01-30'], values: [-0] }).values[0], 0)).toBe(true);
  });

  it('throws InvalidDateError for a day that no calendar has, naming the series', () => {
    const rows = [{ date: '2024-02-30', value: 1 }];
    expect(() => createMarketSeries('vix', rows)).toThrow(InvalidDateError);
    expect(() => createMarketSeries('vix', rows)).toThrow(
      'vix: expected a calendar day such as 2024-01-31, received "2024-02-30".',
    );
    expect(() => createMarketSeries('x', [{ date: '2024-01-02', value: 1, knownOn: 'soon' }])).toThrow(
      InvalidDateError,
    );
  });

  it('throws UnsortedDatesError for dates that go backwards, saying where', () => {
    const make = () => createMarketSeries('vix', { dates: ['2024-01-31', '2024-01-30'], values: [1, 2] });
    expect(make).toThrow(UnsortedDatesError);
    expect(make).toThrow('2024-01-30 (row 1) follows 2024-01-31');
  });

  it('throws DuplicateDateError for a day that comes twice', () => {
    const make = () => createMarketSeries('vix', { dates: ['2024-01-31', '2024-01-31'], values: [1, 2] });
    expect(make).toThrow(DuplicateDateError);
  });

  it.each([Infinity, -Infinity, '13.3', undefined, true])(
    'throws InvalidSeriesValueError for the value %s',
    (value) => {
      const rows = [{ date: '2024-01-31', value: value as number }];
      expect(() => createMarketSeries('vix', rows)).toThrow(InvalidSeriesValueError);
    },
  );

  it('throws InvalidSeriesValueError for a value known before its own day', () => {
    const rows = [{ date: '2024-01-31', value: 1, knownOn: '2024-01-30' }];
    expect(() => createMarketSeries('vix', rows)).toThrow('knownOn on or after the date itself');
  });

  it('throws SeriesShapeError for columns of different length', () => {
    expect(() => createMarketSeries('vix', { dates, values: [1, 2] })).toThrow(SeriesShapeError);
    expect(() => createMarketSeries('vix', { dates, values: [1, 2, 3], knownOn: dates.slice(1) })).toThrow(
      SeriesShapeError,
    );
  });
});

describe('ensureMarketSeries(series)', () => {
  it('gives back a checked series, and checks one made by hand', () => {
    const series = createMarketSeries('x', { dates, values: [1, 2, 3] });
    expect(ensureMarketSeries(series)).toBe(series);
    const handMade = { name: 'x', dates: ['2024-01-31', '2024-01-30'], values: Float64Array.of(1, 2) };
    expect(() => ensureMarketSeries(handMade)).toThrow(UnsortedDatesError);
  });
});
