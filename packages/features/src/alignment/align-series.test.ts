import { describe, expect, it } from 'vitest';
import { InvalidOptionError, InvalidSeriesValueError, MissingSeriesError } from '../errors.ts';
import type { MarketInputs } from '../market-inputs.ts';
import { createMarketSeries, type MarketSeries } from '../market-series.ts';
import { alignSeries } from './align-series.ts';

/** Ten weekdays. */
const days = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15].map((day) => `2024-03-${String(day).padStart(2, '0')}`);

function series(name: string, values: (number | null)[], dates = days): MarketSeries {
  return createMarketSeries(name, { dates: dates.slice(0, values.length), values });
}

const price = series('spx', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

describe('alignSeries(inputs)', () => {
  it('puts price and VIX on their own session, yields and spread on the next', () => {
    const values = [11, 12, 13];
    const { frame } = alignSeries({
      price,
      vix: series('vix', values),
      treasury: { twoYear: series('2y', values), tenYear: series('10y', values) },
      hySpread: series('hy', values),
    });
    expect(frame.dates).toEqual(days);
    expect(frame.columnNames).toEqual(['price', 'vix', 'treasury_2y', 'treasury_10y', 'hy_spread']);
    const first = (column: string) => Array.from(frame.column(column).slice(0, 3));
    expect(first('vix')).toEqual([11, 12, 13]);
    for (const column of ['treasury_2y', 'treasury_10y', 'hy_spread'])
      expect(first(column)).toEqual([Number.NaN, 11, 12]);
  });

  it('takes lags by column, and 1 for a series that nobody described', () => {
    const inputs = { price, hySpread: series('hy', [1, 2, 3]), others: { gold: series('gold', [7, 8, 9]) } };
    const { frame, report } = alignSeries(inputs, { lagSessions: { hy_spread: 2 } });
    expect(Array.from(frame.column('hy_spread').slice(0, 3))).toEqual([Number.NaN, Number.NaN, 1]);
    expect(Array.from(frame.column('gold').slice(0, 3))).toEqual([Number.NaN, 7, 8]);
    expect(report.series.map(({ column, lagSessions }) => [column, lagSessions])).toEqual([
      ['price', 0],
      ['hy_spread', 2],
      ['gold', 1],
    ]);
  });

  it('reports carried values, dropped days with their cause, and gaps longer than the carry', () => {
    const vix = series('vix', [1, null, 3, null, null, null, null, null, 9, 10]);
    const { frame, report } = alignSeries({ price, vix }, { maxCarryDays: 2 });
    expect(report.carried.map(({ date, sessions }) => [date, sessions])).toEqual([
      [days[1], 1],
      [days[3], 1],
      [days[4], 2],
    ]);
    expect(report.carried[2]).toEqual({ date: days[4], series: 'vix', valueOn: days[2], sessions: 2 });
    const cause = { series: 'vix', reason: 'too_old', features: [], lastValueOn: days[2] };
    expect(report.dropped).toEqual([5, 6, 7].map((t) => ({ date: days[t], causes: [cause] })));
    expect(report.gaps).toEqual([{ after: days[4], before: days[8], nSessions: 3, calendarDays: 6, causes: [cause] }]);
    expect([frame.isCarried('vix', 4), frame.isCarried('vix', 5), frame.isCarried('vix', 2)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(frame.valueDate('vix', 4)).toBe(days[2]);
  });

  it('goes on with the sequence when no more days than the carry are dropped', () => {
    const vix = series('vix', [1, null, null, 4, 5, 6, 7, 8, 9, 10]);
    const { report } = alignSeries({ price, vix }, { maxCarryDays: 1 });
    expect(report.dropped.map(({ date }) => date)).toEqual([days[2]]);
    expect(report.gaps).toEqual([]);
  });

  it('tells a series that has ended from one with a hole, and the days before its first value from both', () => {
    const vix = series('vix', [null, null, 3, 4]);
    const { report } = alignSeries({ price, vix }, { maxCarryDays: 0 });
    expect(report.warmUp).toMatchObject({ nSessions: 2, from: days[0], to: days[1], firstValueOn: { vix: days[2] } });
    expect(report.dropped).toHaveLength(6);
    expect(report.dropped[0]!.causes).toEqual([
      { series: 'vix', reason: 'after_last', features: [], lastValueOn: days[3] },
    ]);
    expect(report.gaps).toEqual([]);
  });

  it('makes no session of a day without a close, and reports it as dropped', () => {
    const withHole = series('spx', [1, 2, null, 4]);
    const { frame, report } = alignSeries({ price: withHole });
    expect(frame.dates).toEqual([days[0], days[1], days[3]]);
    expect(report.dropped).toEqual([{ date: days[2], causes: [{ series: 'price', reason: 'missing', features: [] }] }]);
  });

  it('begins a new sequence after a closure longer than maxClosureDays', () => {
    const dates = ['2001-09-07', '2001-09-10', '2001-09-17', '2001-09-18'];
    const shut = series('spx', [1, 2, 3, 4], dates);
    expect(alignSeries({ price: shut }).report.gaps).toEqual([]);
    expect(alignSeries({ price: shut }, { maxClosureDays: 6 }).report.gaps).toEqual([
      {
        after: '2001-09-10',
        before: '2001-09-17',
        nSessions: 0,
        calendarDays: 7,
        causes: [{ series: 'price', reason: 'missing', features: [] }],
      },
    ]);
  });

  it('summarises every series', () => {
    const { report } = alignSeries({ price, vix: series('my vix', [null, 2, null, 4]) });
    expect(report.series[1]).toEqual({
      column: 'vix',
      name: 'my vix',
      lagSessions: 0,
      from: days[1],
      to: days[3],
      nValues: 2,
      nMissing: 2,
      nCarried: 4,
    });
    expect(report.sessions).toEqual({ count: 10, from: days[0], to: days[9] });
    expect(alignSeries({ price: createMarketSeries('spx', []) }).report.sessions).toEqual({
      count: 0,
      from: null,
      to: null,
    });
  });

  it('throws MissingSeriesError without a price, because its days are the calendar', () => {
    const inputs = { vix: series('vix', [1]) } as unknown as MarketInputs;
    expect(() => alignSeries(inputs)).toThrow(MissingSeriesError);
    expect(() => alignSeries(inputs)).toThrow('inputs.price (for the calendar)');
  });

  it('throws InvalidSeriesValueError for a price that is not positive or that is known late', () => {
    expect(() => alignSeries({ price: series('oil', [20, -37.63]) })).toThrow(InvalidSeriesValueError);
    expect(() => alignSeries({ price: series('x', [1, 0]) })).toThrow('a price above zero on 2024-03-05, received 0');
    const late = createMarketSeries('x', [{ date: days[0]!, value: 1, knownOn: days[1]! }]);
    expect(() => alignSeries({ price: late })).toThrow('a close that is known on its own session');
  });

  it('throws InvalidOptionError for options out of range, naming the option', () => {
    expect(() => alignSeries({ price }, { maxCarryDays: -1 })).toThrow(InvalidOptionError);
    expect(() => alignSeries({ price }, { maxCarryDays: 1.5 })).toThrow('maxCarryDays: expected a whole number from 0');
    expect(() => alignSeries({ price }, { maxClosureDays: 0 })).toThrow('maxClosureDays');
    expect(() => alignSeries({ price }, { lagSessions: { vix: -1 } })).toThrow('lagSessions.vix');
    expect(() => alignSeries({ price }, { lagSessions: { price: 1 } })).toThrow('lagSessions.price');
    expect(() => alignSeries({ price, others: { vix: price } })).toThrow('inputs.others');
    expect(() => alignSeries({ price }).frame.column('gold')).toThrow(InvalidOptionError);
  });
});
