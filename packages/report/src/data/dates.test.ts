import { describe, expect, it } from 'vitest';
import { datesToMillis, dayToMillis, millisToDay } from './dates.ts';

describe('dayToMillis(day, what)', () => {
  it('is midnight in UTC and goes back to the same day', () => {
    expect(dayToMillis('2024-02-29', 'day')).toBe(Date.UTC(2024, 1, 29));
    expect(millisToDay(dayToMillis('1987-10-19', 'day'))).toBe('1987-10-19');
  });

  it.each(['2023-02-29', '2024-06-31', '2024-1-5', '2024-01-05T00:00:00Z', '', 'yesterday'])('refuses %j', (text) => {
    expect(() => dayToMillis(text, 'day')).toThrow('expected a calendar day');
  });
});

describe('datesToMillis(dates)', () => {
  it('refuses days that repeat or go back, and names the first', () => {
    expect(() => datesToMillis(['2024-01-02', '2024-01-02'])).toThrow('dates[1]: expected a day after 2024-01-02');
    expect(() => datesToMillis([])).toThrow('dates: expected at least one');
  });
});
