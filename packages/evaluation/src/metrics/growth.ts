import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import { PERIOD_OPTIONS, periodsOf, type PeriodOptions } from './periods.ts';

const DAY = 86_400_000;
const DAYS_PER_YEAR = 365.25;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * Sum of log(1 + r). A return of -1 or less ends the wealth, and nothing brings it back: minus infinity.
 *
 * @throws InvalidSeriesError
 */
export function logGrowth(returns: Series): number {
  const r = checkSeries('returns', returns);
  let sum = 0;
  for (let t = 0; t < r.length; t++) sum += r[t]! <= -1 ? Number.NEGATIVE_INFINITY : Math.log1p(r[t]!);
  return sum;
}

/**
 * Compound annual growth by sessions: prod(1 + r)^(P / N) - 1, a year being P returns whatever the calendar says. After a
 * return of -1 or less it is -1.
 *
 * @param returns - N simple returns
 * @throws InvalidSeriesError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { cagrBySessions } from '@regimekit/evaluation';
 *
 * cagrBySessions([0.1, -0.05, 0.2], { periodsPerYear: 3 }).toFixed(3); // '0.254'
 * ```
 */
export function cagrBySessions(returns: Series, options: PeriodOptions = {}): number {
  const periods = periodsOf(options, PERIOD_OPTIONS, 'cagrBySessions');
  return Math.expm1((logGrowth(returns) * periods) / returns.length);
}

/** The days over which a series grew. */
export interface CalendarOptions {
  /** Day of the wealth from which the first return counts: the close BEFORE the first return, such as 1989-12-29. */
  readonly from: string;
  /** Day of the last return. */
  readonly to: string;
}

const CALENDAR_OPTIONS: OptionNames<CalendarOptions> = { from: true, to: true };

/**
 * Compound annual growth by the calendar: prod(1 + r)^(1 / years) - 1, with years = days between the two dates / 365.25.
 * This is the one that compares with a bank account; by sessions differs where a year does not have 252 of them.
 *
 * @throws InvalidSeriesError; InvalidOptionError for dates that are none or stand the wrong way round
 */
export function cagrByCalendar(returns: Series, options: CalendarOptions): number {
  checkOptions(options, CALENDAR_OPTIONS, 'cagrByCalendar');
  const years = (dayNumber('to', options.to) - dayNumber('from', options.from)) / DAYS_PER_YEAR;
  if (!(years > 0)) throw new InvalidOptionError('to', `a day after ${options.from}`, options.to);
  return Math.expm1(logGrowth(returns) / years);
}

function dayNumber(option: string, date: unknown): number {
  const day = typeof date === 'string' && ISO_DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY : Number.NaN;
  // Date.parse rolls 30 February over into March.
  if (Number.isFinite(day) && new Date(day * DAY).toISOString().startsWith(String(date))) return day;
  throw new InvalidOptionError(option, 'a day such as 2019-12-31', date);
}
