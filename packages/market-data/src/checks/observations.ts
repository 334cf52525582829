// What several checks ask of a series.
import type { Observation } from '../formats/market-file.ts';

/** An observation that has a value. */
export interface Quote extends Observation {
  readonly value: number;
}

/** The observations that have a value. */
export function quotesOf(observations: readonly Observation[]): Quote[] {
  return observations.filter((one): one is Quote => one.value !== null);
}

/** Days since 1970-01-01 of an ISO day. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** Whether an ISO day is a Saturday or a Sunday. */
export function isWeekend(date: string): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = (((dayNumber(date) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** Whether two quotes are neighbours in time; over a longer gap a market can go anywhere. */
export function isNextQuote(from: Quote, to: Quote): boolean {
  return dayNumber(to.date) - dayNumber(from.date) <= 31;
}

/** How often a series is published: on business days, on every calendar day, or less than daily. */
export type Cadence = 'business_days' | 'calendar_days' | 'sparse';

const FEW = 14;

/** Judges by the days themselves; too few of them count as business days. */
export function cadenceOf(quotes: readonly Quote[]): Cadence {
  const days = quotes.map(({ date }) => dayNumber(date));
  const steps = days.slice(1).map((day, i) => day - (days[i] ?? day));
  const middle = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1;
  if (middle >= 5 && steps.length > 1) return 'sparse';
  if (quotes.length < FEW) return 'business_days';
  // Two days of seven are 29 %; month-ends and single Saturdays stay far below.
  const weekends = quotes.filter(({ date }) => isWeekend(date)).length;
  return weekends / quotes.length > 0.2 ? 'calendar_days' : 'business_days';
}

/** `3.13 on 2024-01-31 (line 7)`, for messages. */
export function quoteText({ date, value, line }: Quote): string {
  return line > 0 ? `${value} on ${date} (line ${line})` : `${value} on ${date}`;
}

/** `1 value` or `5 values`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
