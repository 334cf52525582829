import type { DuckDBConnection } from '@duckdb/node-api';
import type { StoredSeries } from '../checks/data-check.ts';
import type { Observation, ParsedSeries } from '../formats/market-file.ts';
import { readLatest, type SeriesRecord } from './stored-series.ts';

/** A value that the warehouse does not hold yet. */
interface FreshObservation extends Observation {
  readonly kind: 'added' | 'changed';
}

export interface SeriesChange {
  readonly series: ParsedSeries;
  readonly fresh: readonly FreshObservation[];
  readonly added: number;
  readonly changed: number;
}

/**
 * What of a file's series is new or different; a value is compared with the latest one of its day, to the bit. Where the
 * check on duplicates was left out, the lower line of the file holds.
 */
export function compareWithStored(series: ParsedSeries, stored: StoredSeries | undefined): SeriesChange {
  const fresh: FreshObservation[] = [];
  for (const [i, one] of series.observations.entries()) {
    if (series.observations[i + 1]?.date === one.date) continue;
    const old = stored?.values.get(one.date);
    if (old === undefined) fresh.push({ ...one, kind: 'added' });
    else if (old !== one.value) fresh.push({ ...one, kind: 'changed' });
  }
  const added = fresh.filter(({ kind }) => kind === 'added').length;
  return { series, fresh, added, changed: fresh.length - added };
}

/** The stored side of the comparison, and of the checks. */
export async function storedContext(
  connection: DuckDBConnection,
  record: SeriesRecord,
  series: ParsedSeries,
): Promise<StoredSeries> {
  const { dates, values } = await readLatest(connection, record.id);
  const start = series.observations[0]?.date ?? '';
  const last = dates.findLastIndex((date, i) => date < start && values[i] !== null);
  const value = values[last];
  const date = dates[last];
  return {
    field: record.field,
    values: new Map(dates.map((day, i) => [day, values[i] ?? null])),
    before: date === undefined || value === undefined || value === null ? undefined : { date, value },
  };
}
