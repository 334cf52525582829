import { ReportInputError } from '../errors.ts';
import { describeValue, requireArray } from './arguments.ts';
import { requireSome } from './checks.ts';

const DAY = 86_400_000;

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** An ISO calendar day (`2024-01-31`) as milliseconds since 1970 in UTC; so a chart does not depend on a time zone. */
export function dayToMillis(day: string, what: string): number {
  const millis = typeof day === 'string' && ISO_DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // Date.parse lets the 31st of June through as the 1st of July.
  if (!Number.isNaN(millis) && millisToDay(millis) === day) return millis;
  throw new ReportInputError(
    'REPORT_INVALID_DATE',
    `${what}: expected a calendar day such as 2024-01-31, received ${describeValue(day)}.`,
    'Give dates as ISO strings without a time.',
    { received: describeValue(day) },
  );
}

export function millisToDay(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10);
}

/** Checks that the dates are calendar days in strictly increasing order, and converts them. */
export function datesToMillis(dates: readonly string[]): number[] {
  requireArray(dates, 'dates', 'calendar days');
  requireSome(dates, 'dates');
  const result = Array.from(dates, (day, index) => dayToMillis(day, `dates[${index}]`));
  for (let index = 1; index < result.length; index++) {
    if (result[index]! > result[index - 1]!) continue;
    throw new ReportInputError(
      'REPORT_INVALID_DATE',
      `dates[${index}]: expected a day after ${dates[index - 1]}, received ${dates[index]}.`,
      'Sort the rows by date and keep one row per day.',
      { index, previous: dates[index - 1], received: dates[index] },
    );
  }
  return result;
}

/** The ends of a time axis for these days. The last day has a width too: it lasts until the next. */
export function rangeOfDays(days: readonly number[]): { from: number; to: number } {
  return { from: days[0]!, to: days.at(-1)! + DAY };
}
