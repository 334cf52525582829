import { describeValue } from '@regimekit/numerics';
import { dayNumber, type IsoDate } from './dates.ts';
import { DuplicateDateError, InvalidSeriesValueError, SeriesShapeError, UnsortedDatesError } from './errors.ts';

/**
 * One dated series. `knownOn` says, for each value, the first day at whose close it may be used; where it is absent, the
 * lag rule of the alignment decides.
 */
export interface MarketSeries {
  readonly name: string;
  /** Strictly increasing, T of them. */
  readonly dates: readonly IsoDate[];
  /** Shape T, in the unit of the vendor (index points, percent); NaN where the vendor published no value. */
  readonly values: Float64Array;
  /** Shape T. An empty string leaves that value to the lag rule. */
  readonly knownOn?: readonly IsoDate[];
}

/** One row of a series; `null` or NaN where the vendor published no value. */
export interface MarketSeriesRow {
  readonly date: IsoDate;
  readonly value: number | null;
  /** The first day at whose close the value may be used, when it is not what the lag rule says. Never before `date`. */
  readonly knownOn?: IsoDate;
}

/** The same as columns. */
export interface MarketSeriesColumns {
  readonly dates: readonly IsoDate[];
  readonly values: ArrayLike<number | null>;
  readonly knownOn?: readonly IsoDate[];
}

/** What alignment wants to know of a series beside what it shows: its days as numbers. */
interface CheckedDays {
  /** Shape T: days since 1970-01-01. */
  readonly days: Int32Array;
  readonly knownOnDays: Int32Array | undefined;
}

// Series that have been checked, so that no series is checked twice and nobody passes an unchecked one.
const checked = new WeakMap<MarketSeries, CheckedDays>();

/**
 * Checks and copies a series: real calendar days, strictly increasing, every value finite or missing.
 *
 * @param name what messages call it, for example `vix`
 * @param rows rows, or columns of equal length
 * @throws InvalidDateError, UnsortedDatesError, DuplicateDateError, InvalidSeriesValueError, SeriesShapeError
 *
 * @example
 * ```ts
 * import { createMarketSeries } from '@regimekit/features';
 *
 * const yields = createMarketSeries('treasury_10y', [
 *   { date: '2024-11-08', value: 4.3 },
 *   { date: '2024-11-11', value: null }, // Veterans Day: stocks trade, no yields
 *   { date: '2024-11-12', value: 4.43 },
 * ]);
 * console.log([...yields.values]); // [ 4.3, NaN, 4.43 ]
 * ```
 */
export function createMarketSeries(name: string, rows: readonly MarketSeriesRow[] | MarketSeriesColumns): MarketSeries {
  checkRows(name, rows);
  const columns = isColumns(rows) ? rows : toColumns(rows);
  checkLengths(name, columns);
  const dates = Object.freeze([...columns.dates]);
  const days = checkDays(name, dates);
  const values = Float64Array.from({ length: dates.length }, (_, i) => checkValue(name, dates[i]!, columns.values[i]));
  const series: MarketSeries = {
    name,
    dates,
    values,
    ...(columns.knownOn === undefined ? {} : { knownOn: Object.freeze([...columns.knownOn]) }),
  };
  checked.set(series, { days, knownOnDays: checkKnownOn(series, days) });
  return Object.freeze(series);
}

/** `series` itself when this package made it, else a checked copy: a hand-made record gets through no unchecked door. */
export function ensureMarketSeries(series: MarketSeries): MarketSeries {
  return checked.has(series) ? series : createMarketSeries(series.name, series);
}

/** The days of a checked series as numbers since 1970-01-01. */
export function seriesDays(series: MarketSeries): CheckedDays {
  return checked.get(series) ?? checked.get(createMarketSeries(series.name, series))!;
}

/** Days as numbers; each a real calendar day later than the one before. */
export function checkDays(where: string, dates: readonly IsoDate[]): Int32Array {
  const days = new Int32Array(dates.length);
  for (let i = 0; i < dates.length; i++) {
    days[i] = dayNumber(dates[i]!, where);
    if (i === 0 || days[i]! > days[i - 1]!) continue;
    if (days[i] === days[i - 1]) throw new DuplicateDateError(where, i, dates[i]!);
    throw new UnsortedDatesError(where, i, dates[i - 1]!, dates[i]!);
  }
  return days;
}

function checkRows(name: string, rows: readonly MarketSeriesRow[] | MarketSeriesColumns): void {
  if (typeof name !== 'string') {
    throw new SeriesShapeError(`The name of a series must be a text, received ${describeValue(name)}.`, { name });
  }
  const refuse = (expected: string, received: unknown): never => {
    throw new SeriesShapeError(`${name}: expected ${expected}, received ${describeValue(received)}.`, { name });
  };
  if (typeof rows !== 'object' || rows === null) refuse('rows with date and value, or columns', rows);
  if (!isColumns(rows)) {
    const wrong = rows.findIndex((row) => typeof row !== 'object' || row === null);
    if (wrong >= 0) refuse(`an object with date and value in row ${wrong}`, rows[wrong]);
    return;
  }
  const { dates, values, knownOn = [] } = rows;
  if (!Array.isArray(dates)) refuse('an array of dates', dates);
  if (typeof values !== 'object' || typeof values?.length !== 'number') refuse('an array of values', values);
  if (!Array.isArray(knownOn)) refuse('an array of knownOn', knownOn);
}

function isColumns(rows: readonly MarketSeriesRow[] | MarketSeriesColumns): rows is MarketSeriesColumns {
  return !Array.isArray(rows);
}

function toColumns(rows: readonly MarketSeriesRow[]): MarketSeriesColumns {
  const columns = { dates: rows.map((row) => row.date), values: rows.map((row) => row.value) };
  if (rows.every((row) => row.knownOn === undefined)) return columns;
  // A row without its own date keeps an empty one, which leaves that row to the lag rule.
  return { ...columns, knownOn: rows.map((row) => row.knownOn ?? '') };
}

function checkLengths(name: string, { dates, values, knownOn }: MarketSeriesColumns): void {
  const lengths = { dates: dates.length, values: values.length, knownOn: knownOn?.length ?? dates.length };
  if (lengths.values === lengths.dates && lengths.knownOn === lengths.dates) return;
  throw new SeriesShapeError(
    `${name}: dates, values and knownOn must have one length, received ${lengths.dates}, ${lengths.values} and ${lengths.knownOn}.`,
    { name, ...lengths },
  );
}

function checkValue(name: string, date: IsoDate, value: number | null | undefined): number {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return Number.NaN;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new InvalidSeriesValueError(name, date, 'a finite number or a missing value', value);
  }
  return value + 0; // -0 becomes 0, which JSON could not keep
}

function checkKnownOn({ name, dates, knownOn }: MarketSeries, days: Int32Array): Int32Array | undefined {
  if (knownOn === undefined) return undefined;
  return days.map((day, i) => {
    if (knownOn[i] === '') return BY_LAG;
    const known = dayNumber(knownOn[i]!, `${name}, knownOn of ${dates[i]!}`);
    if (known >= day) return known;
    throw new InvalidSeriesValueError(name, dates[i]!, 'knownOn on or after the date itself', knownOn[i]);
  });
}

/** In `knownOnDays`: this value has no date of its own and follows the lag rule. */
export const BY_LAG = -2_147_483_648;
