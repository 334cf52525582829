import { EmptyDataError, InvalidOptionsError } from '../errors.ts';
import type { FeatureTable } from './feature-table.ts';

/**
 * Which rows of a history are shown: days (`2008-09-15`, both ends included) where the features have dates, otherwise
 * row numbers from 0. The filter walks all rows before `from` all the same, and no row after `to`.
 */
export interface RangeOptions {
  /** @default the first row */
  readonly from?: string | number | undefined;
  /** @default the last row */
  readonly to?: string | number | undefined;
}

/** Rows `first` to `last`, both included. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** @throws InvalidOptionsError for an end of the wrong kind, EmptyDataError when no row lies between the ends */
export function resolveRange(table: FeatureTable, { from, to }: RangeOptions): RowRange {
  const rows = table.matrix.rows;
  const first = from === undefined ? 0 : firstRowFrom(table, from, 'from');
  const last = to === undefined ? rows - 1 : firstRowAfter(table, to, 'to') - 1;
  if (first <= last) return { first, last };
  const { dates } = table;
  const held = dates === null ? `rows 0 to ${rows - 1}` : `${dates[0]} to ${dates[rows - 1]}`;
  throw new EmptyDataError(
    `No row lies from ${from ?? 'the first'} to ${to ?? 'the last'}; the features hold ${held}.`,
    'Choose a range inside the features, with from not after to.',
  );
}

function firstRowFrom(table: FeatureTable, end: string | number, name: string): number {
  if (typeof end === 'number') return requireRow(end, name);
  return lowerBound(requireDates(table, end, name), (date) => date >= end);
}

function firstRowAfter(table: FeatureTable, end: string | number, name: string): number {
  if (typeof end === 'number') return Math.min(requireRow(end, name) + 1, table.matrix.rows);
  return lowerBound(requireDates(table, end, name), (date) => date > end);
}

function requireRow(end: number, name: string): number {
  if (Number.isSafeInteger(end) && end >= 0) return end;
  throw new InvalidOptionsError([`${name} must be a day such as 2008-09-15 or a row number from 0, received ${end}.`]);
}

function requireDates({ dates }: FeatureTable, end: string, name: string): readonly string[] {
  if (!ISO_DATE.test(end)) {
    throw new InvalidOptionsError([`${name} must be a day such as 2008-09-15, received "${end}".`]);
  }
  if (dates === null) {
    throw new InvalidOptionsError([`${name} is the day ${end}, but these features carry no dates; give a row number.`]);
  }
  return dates;
}

/** The first index whose date passes, for dates in rising order; their number when none does. */
function lowerBound(dates: readonly string[], passes: (date: string) => boolean): number {
  let low = 0;
  let high = dates.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(dates[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
