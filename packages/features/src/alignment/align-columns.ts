import type { IsoDate } from '../dates.ts';
import { InvalidSeriesValueError } from '../errors.ts';
import { ensureMarketSeries, seriesDays, type MarketSeries } from '../market-series.ts';
import type { AlignmentRules } from './alignment-options.ts';
import type { CarriedValue, SeriesSummary } from './alignment-report.ts';
import { asOfJoin } from './as-of-join.ts';
import { MarketFrame, type FrameColumn } from './market-frame.ts';

export interface AlignedColumns {
  readonly frame: MarketFrame;
  readonly carried: readonly CarriedValue[];
  readonly series: readonly SeriesSummary[];
  /** Days on which the price series has a row without a close. */
  readonly daysWithoutClose: readonly IsoDate[];
}

/** Puts every column on the days on which the column `price` has a close. */
export function alignColumns(columns: ReadonlyMap<string, MarketSeries>, rules: AlignmentRules): AlignedColumns {
  const price = ensureMarketSeries(columns.get('price')!);
  checkPrice(price);
  const sessions = findSessions(price);
  const frameColumns = [...columns].map(([name, given]): FrameColumn => {
    const series = ensureMarketSeries(given);
    const lagSessions = rules.lagOf(name);
    const joined = asOfJoin(sessions.days, series, { lagSessions, maxCarryDays: rules.maxCarryDays });
    return { name, series, lagSessions, ...joined };
  });
  const frame = new MarketFrame(sessions.dates, sessions.days, frameColumns);
  const carried = findCarried(frame, frameColumns);
  return {
    frame,
    carried,
    series: frameColumns.map((column) => summarise(column, carried)),
    daysWithoutClose: isWhole(price) ? [] : price.dates.filter((_, i) => Number.isNaN(price.values[i]!)),
  };
}

function findSessions(price: MarketSeries): { dates: readonly IsoDate[]; days: Int32Array } {
  const { days } = seriesDays(price);
  if (isWhole(price)) return { dates: price.dates, days };
  const hasClose = (_: unknown, i: number) => !Number.isNaN(price.values[i]!);
  return { dates: price.dates.filter(hasClose), days: days.filter(hasClose) };
}

/** Its days are the calendar, and returns of a price that is zero or negative would be nonsense that looks like a number. */
function checkPrice({ name, dates, values, knownOn }: MarketSeries): void {
  const low = values.findIndex((value) => value <= 0);
  if (low >= 0) throw new InvalidSeriesValueError(name, dates[low]!, 'a price above zero', values[low]);
  const late = knownOn?.findIndex((known, i) => known !== '' && known !== dates[i]) ?? -1;
  if (late >= 0) {
    throw new InvalidSeriesValueError(name, dates[late]!, 'a close that is known on its own session', knownOn?.[late]);
  }
}

function findCarried(frame: MarketFrame, columns: readonly FrameColumn[]): CarriedValue[] {
  const carried: CarriedValue[] = [];
  for (let t = 0; t < frame.dates.length; t++) {
    for (const { name, ages, values, rows, series } of columns) {
      if (ages[t] === 0 || Number.isNaN(values[t]!)) continue;
      carried.push({ date: frame.dates[t]!, series: name, valueOn: series.dates[rows[t]!]!, sessions: ages[t]! });
    }
  }
  return carried;
}

/** Whether a series has a value in every row. */
function isWhole({ values }: MarketSeries): boolean {
  return countValues(values) === values.length;
}

function countValues(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) count += Number.isNaN(values[i]!) ? 0 : 1;
  return count;
}

function summarise({ name, series, lagSessions }: FrameColumn, carried: readonly CarriedValue[]): SeriesSummary {
  const hasValue = (value: number) => !Number.isNaN(value);
  const nValues = countValues(series.values);
  return {
    column: name,
    name: series.name,
    lagSessions,
    from: series.dates[series.values.findIndex(hasValue)] ?? null,
    to: series.dates[series.values.findLastIndex(hasValue)] ?? null,
    nValues,
    nMissing: series.values.length - nValues,
    nCarried: carried.filter((value) => value.series === name).length,
  };
}
