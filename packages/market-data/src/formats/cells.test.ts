import { describe, expect, it } from 'vitest';
import { dateStyleOf, hasThousandsCommas, parseDay, parseNumber } from './cells.ts';

describe('parseDay(cell, style)', () => {
  it('reads each style, leap days among them', () => {
    expect(parseDay('2020-02-29', 'iso')).toBe('2020-02-29');
    expect(parseDay('02/29/2000', 'month_first')).toBe('2000-02-29');
    expect(parseDay('1/2/2019', 'month_first')).toBe('2019-01-02');
    expect(parseDay('Dec 31, 2019', 'month_name')).toBe('2019-12-31');
  });

  it('refuses days that the calendar does not have', () => {
    const none = ['2019-02-29', '1900-02-29', '2019-04-31', '2019-00-10', '2019-13-01', '0201-01-01'];
    expect(none.filter((cell) => parseDay(cell, 'iso') !== undefined)).toEqual([]);
    expect(parseDay('13/45/2020', 'month_first')).toBeUndefined();
    expect(parseDay('Foo 31, 2019', 'month_name')).toBeUndefined();
  });

  it('agrees with the calendar of JavaScript on every day of four centuries', () => {
    const wrong: string[] = [];
    for (let day = Date.UTC(1800, 0, 1); day < Date.UTC(2200, 0, 1); day += 86_400_000) {
      const iso = new Date(day).toISOString().slice(0, 10);
      if (parseDay(iso, 'iso') !== iso) wrong.push(iso);
    }
    expect(wrong).toEqual([]);
  });

  it('takes a midnight for the day it follows, and no other time', () => {
    expect(parseDay('2020-01-02 00:00:00', 'iso')).toBe('2020-01-02');
    expect(parseDay('2020-01-02T00:00:00.000Z', 'iso')).toBe('2020-01-02');
    expect(parseDay('2020-01-02 00:00:00-05:00', 'iso')).toBe('2020-01-02');
    expect(parseDay('2020-01-02 05:00:00+00', 'iso')).toBeUndefined();
    expect(parseDay('2020-01-02 00:00:01', 'iso')).toBeUndefined();
  });
});

describe('dateStyleOf(cell, styles)', () => {
  it('tells styles apart by their shape, whether the day exists or not', () => {
    expect(dateStyleOf('2019-12-31', ['month_first', 'iso'])).toBe('iso');
    expect(dateStyleOf('13/45/2020', ['iso', 'month_first'])).toBe('month_first');
    expect(dateStyleOf('31.12.2019', ['iso', 'month_first', 'month_name'])).toBeUndefined();
  });
});

describe('parseNumber(cell, thousandsCommas)', () => {
  it('reads plain numbers', () => {
    const read = ['1', '-2.50', '+3', '.5', '5.', '1e-5', '1E+3', '0'].map((cell) => parseNumber(cell, false));
    expect(read).toEqual([1, -2.5, 3, 0.5, 5, 0.00001, 1000, 0]);
  });

  it('refuses everything else', () => {
    const none = ['', '.', '-', 'NaN', 'Infinity', '1e999', '0x10', '1 000', '12%', '1.2.3', '4,5', '1,234.5'];
    expect(none.filter((cell) => parseNumber(cell, false) !== undefined)).toEqual([]);
  });

  it('takes thousands commas only where they are allowed and well placed', () => {
    expect(parseNumber('1,234,567.8', true)).toBe(1234567.8);
    expect(parseNumber('-3,230.80', true)).toBe(-3230.8);
    const none = ['12,34', '1,23,456', ',123', '1234,567', '1,234.5,6'];
    expect(none.filter((cell) => parseNumber(cell, true) !== undefined)).toEqual([]);
  });
});

describe('hasThousandsCommas(cell)', () => {
  it('recognises a number that only its commas make unreadable', () => {
    expect(hasThousandsCommas('1,234.5')).toBe(true);
    expect(hasThousandsCommas('1234.5')).toBe(false);
    expect(hasThousandsCommas('a,bcd')).toBe(false);
  });
});
