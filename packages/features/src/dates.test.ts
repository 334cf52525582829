import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber, isIsoDate, isoDate, weekday } from './dates.ts';
import { InvalidDateError } from './errors.ts';

const SEED = 20_240_131;
const MS_PER_DAY = 86_400_000;

describe('dayNumber(date)', () => {
  it('counts days from 1970-01-01', () => {
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(dayNumber('1969-12-31')).toBe(-1);
    expect(dayNumber('2000-03-01')).toBe(11_017);
  });

  it(`agrees with Date.UTC on every day it is given, and isoDate(dayNumber) is its inverse (seed ${SEED})`, () => {
    const days = fc.integer({ min: -719_162, max: 2_932_896 }); // 0001-01-01 to 9999-12-31
    fc.assert(
      fc.property(days, (day) => {
        const utc = new Date(day * MS_PER_DAY);
        const date = utc.toISOString().slice(0, 10);
        expect([isoDate(day), dayNumber(date), weekday(day)]).toEqual([date, day, utc.getUTCDay()]);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
    '2024-1-1',
    '2024-01-31T00:00:00Z',
    '01/31/2024',
    ' 2024-01-31',
    '2024-01-3x',
    '2024/01/31',
    '',
  ])('throws InvalidDateError for "%s"', (text) => {
    expect(() => dayNumber(text, 'vix')).toThrow(InvalidDateError);
    expect(isIsoDate(text)).toBe(false);
  });

  it('knows leap days', () => {
    expect(isIsoDate('2000-02-29')).toBe(true);
    expect(isIsoDate('2024-02-29')).toBe(true);
  });
});
