import { describe, expect, it } from 'vitest';
import { dayNumber } from '../dates.ts';
import { createMarketSeries, type MarketSeriesRow } from '../market-series.ts';
import { asOfJoin } from './as-of-join.ts';

/** Monday to Friday, and the next Monday and Tuesday. */
const week = ['2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07', '2024-03-08', '2024-03-11', '2024-03-12'];
const sessions = Int32Array.from(week, (date) => dayNumber(date));

function join(rows: MarketSeriesRow[], lagSessions: number, maxCarryDays = 3) {
  return asOfJoin(sessions, createMarketSeries('x', rows), { lagSessions, maxCarryDays });
}

function on(values: Record<string, number | null>): MarketSeriesRow[] {
  return Object.entries(values).map(([date, value]) => ({ date, value }));
}

describe('asOfJoin(sessions, series, rule)', () => {
  it('with lag 0 uses a value on its own session, with lag 1 on the next, with lag 2 on the one after', () => {
    const rows = on({ '2024-03-04': 1, '2024-03-05': 2, '2024-03-06': 3 });
    const none = Number.NaN;
    expect(Array.from(join(rows, 0).values)).toEqual([1, 2, 3, 3, 3, 3, none]);
    expect(Array.from(join(rows, 1).values)).toEqual([none, 1, 2, 3, 3, 3, 3]);
    expect(Array.from(join(rows, 2).values)).toEqual([none, none, 1, 2, 3, 3, 3]);
  });

  it('counts the carry from the session on which the value became known', () => {
    const { values, ages } = join(on({ '2024-03-04': 1 }), 1, 2);
    expect(Array.from(ages)).toEqual([0, 0, 1, 2, 3, 4, 5]);
    expect(Array.from(values)).toEqual([Number.NaN, 1, 1, 1, Number.NaN, Number.NaN, Number.NaN]);
    expect(Array.from(join(on({ '2024-03-04': 1 }), 1, 0).values).filter((value) => value === 1)).toHaveLength(1);
  });

  it('makes a weekend value known on the next session for lag 0 and lag 1 alike, before the Friday it supersedes', () => {
    const rows = on({ '2024-03-08': 8, '2024-03-09': 9 }); // Friday, Saturday
    expect(join(rows, 0).values[4]).toBe(8);
    expect(join(rows, 0).values[5]).toBe(9);
    expect(join(rows, 1).values[4]).toBeNaN();
    expect(join(rows, 1).values[5]).toBe(9);
  });

  it('never knows a missing value, and does not forget the one before it', () => {
    const rows = on({ '2024-03-04': 1, '2024-03-05': null, '2024-03-06': 3 });
    expect(Array.from(join(rows, 0).values.slice(0, 3))).toEqual([1, 1, 3]);
    expect(join(rows, 0).ages[1]).toBe(1);
    expect(join(rows, 0).rows[1]).toBe(0);
  });

  it('obeys knownOn before the lag', () => {
    const rows = [
      { date: '2024-03-01', value: 1, knownOn: '2024-03-06' },
      { date: '2024-03-05', value: 2 },
    ];
    expect(join(rows, 0).values[0]).toBeNaN();
    expect(join(rows, 0).values[1]).toBe(2);
    expect(join(rows.slice(0, 1), 0).values[1]).toBeNaN();
    expect(join(rows.slice(0, 1), 0).values[2]).toBe(1);
    const onSunday = [{ date: '2024-03-01', value: 1, knownOn: '2024-03-10' }];
    expect(Array.from(join(onSunday, 1).values.slice(4, 6))).toEqual([Number.NaN, 1]); // the first session from then
  });

  it('does not let an old value that arrives late replace a younger one', () => {
    const rows = [
      { date: '2024-03-01', value: 1, knownOn: '2024-03-07' },
      { date: '2024-03-04', value: 2, knownOn: '2024-03-05' },
    ];
    expect(Array.from(join(rows, 0).values.slice(0, 4))).toEqual([Number.NaN, 2, 2, 2]);
  });

  it('ignores what is known only after the last session, and an empty series', () => {
    expect(join(on({ '2024-03-12': 5 }), 1).values.every(Number.isNaN)).toBe(true);
    expect(Array.from(join([], 1).rows)).toEqual([-1, -1, -1, -1, -1, -1, -1]);
  });
});
