// Rules of a calendar like that of New York. Not its history: no day of mourning, no hurricane.
import { daysFromCivil, daysInMonth, isoDate, weekday } from '../dates.ts';

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** Whether stocks trade on a day (given as days since 1970-01-01). */
export function isSession(day: number): boolean {
  return isWeekday(day) && !stockHolidays(yearOf(day)).has(day);
}

/** Whether Treasury yields are published: not on stock holidays, Columbus Day and Veterans Day. */
export function isBondDay(day: number): boolean {
  return isSession(day) && !bondHolidays(yearOf(day)).has(day);
}

export function isWeekday(day: number): boolean {
  return weekday(day) !== SUNDAY && weekday(day) !== SATURDAY;
}

export function isMonthEnd(day: number): boolean {
  return isoDate(day).slice(0, 7) !== isoDate(day + 1).slice(0, 7);
}

const stockHolidays = byYear((year) => [
  // A New Year's Day on a Saturday is not made up for; every other holiday moves to the nearest weekday.
  ...(weekday(daysFromCivil(year, 1, 1)) === SATURDAY ? [] : [observed(daysFromCivil(year, 1, 1))]),
  ...(year >= 1998 ? [nthWeekday(year, 1, MONDAY, 3)] : []),
  nthWeekday(year, 2, MONDAY, 3),
  easterSunday(year) - 2,
  lastMonday(year, 5),
  ...(year >= 2022 ? [observed(daysFromCivil(year, 6, 19))] : []),
  observed(daysFromCivil(year, 7, 4)),
  nthWeekday(year, 9, MONDAY, 1),
  nthWeekday(year, 11, THURSDAY, 4),
  observed(daysFromCivil(year, 12, 25)),
]);

const bondHolidays = byYear((year) => [nthWeekday(year, 10, MONDAY, 2), observed(daysFromCivil(year, 11, 11))]);

function byYear(holidays: (year: number) => number[]): (year: number) => ReadonlySet<number> {
  const known = new Map<number, ReadonlySet<number>>();
  return (year) => {
    const days = known.get(year) ?? new Set(holidays(year));
    known.set(year, days);
    return days;
  };
}

function yearOf(day: number): number {
  return Number(isoDate(day).slice(0, 4));
}

/** The weekday on which a holiday is kept: Friday for a Saturday, Monday for a Sunday. */
function observed(day: number): number {
  if (weekday(day) === SATURDAY) return day - 1;
  return weekday(day) === SUNDAY ? day + 1 : day;
}

function nthWeekday(year: number, month: number, wanted: number, n: number): number {
  const first = daysFromCivil(year, month, 1);
  return first + ((wanted - weekday(first) + 7) % 7) + 7 * (n - 1);
}

function lastMonday(year: number, month: number): number {
  const last = daysFromCivil(year, month, daysInMonth(year, month));
  return last - ((weekday(last) - MONDAY + 7) % 7);
}

/** The Gregorian computus of Meeus, Jones and Butcher. */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monthDay = h + l - 7 * m + 114;
  return daysFromCivil(year, Math.floor(monthDay / 31), (monthDay % 31) + 1);
}
