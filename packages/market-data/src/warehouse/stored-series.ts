// Reading series: the latest value of each day, now or as of an earlier moment.
import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidMomentError, UnknownSeriesError } from '../errors.ts';
import { parseDay } from '../formats/cells.ts';
import type { SeriesField, SeriesKind, SeriesUnit } from '../series/series-kind.ts';
import { findSeriesDefinition } from '../series/series-name.ts';
import { count, queryColumns, queryRows, text } from './query.ts';

export interface SeriesRecord {
  readonly id: number;
  readonly name: string;
  readonly kind: SeriesKind;
  readonly unit: SeriesUnit;
  readonly field: SeriesField;
}

export async function listSeries(connection: DuckDBConnection): Promise<SeriesRecord[]> {
  const rows = await queryRows(connection, 'SELECT id, name, kind, unit, field FROM series ORDER BY name');
  return rows.map((row) => ({
    id: count(row, 'id'),
    name: text(row, 'name'),
    kind: text(row, 'kind') as SeriesKind,
    unit: text(row, 'unit') as SeriesUnit,
    field: text(row, 'field') as SeriesField,
  }));
}

/**
 * A series by its name, by a vendor's id (`DGS10`), or without regard to case.
 *
 * @throws UnknownSeriesError listing what there is
 */
export async function findSeries(connection: DuckDBConnection, name: string): Promise<SeriesRecord> {
  const all = await listSeries(connection);
  const canonical = findSeriesDefinition(name)?.name;
  const found =
    all.find((one) => one.name === name) ??
    all.find((one) => one.name === canonical) ??
    all.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new UnknownSeriesError(
      name,
      all.map((one) => one.name),
    );
  return found;
}

export interface StoredValues {
  readonly dates: readonly string[];
  readonly values: readonly (number | null)[];
}

/** The values of the highest imports, oldest day first; those of imports up to `asOf` when it is given. */
export async function readLatest(connection: DuckDBConnection, seriesId: number, asOf?: Date): Promise<StoredValues> {
  const [dates = [], values = []] = await queryColumns(
    connection,
    `SELECT strftime(day, '%Y-%m-%d'), value
     FROM observations JOIN imports ON imports.id = observations.import_id
     WHERE series_id = $seriesId AND ($until IS NULL OR imported_at <= epoch_ms($until::BIGINT))
     QUALIFY row_number() OVER (PARTITION BY day ORDER BY import_id DESC) = 1
     ORDER BY day`,
    { seriesId, until: asOf === undefined ? null : BigInt(asOf.getTime()) },
  );
  return { dates: dates as string[], values: values as (number | null)[] };
}

/** The end of a day (UTC), or an instant. */
export function parseAsOf(asOf: string | Date): Date {
  const moment = asOf instanceof Date ? asOf : momentOf(asOf);
  if (Number.isNaN(moment.getTime())) throw new InvalidMomentError('asOf', String(asOf));
  return moment;
}

function momentOf(asOf: string): Date {
  const isMoment = parseDay(asOf.slice(0, 10), 'iso') !== undefined && (asOf.length === 10 || INSTANT.test(asOf));
  return new Date(isMoment ? (asOf.length === 10 ? `${asOf}T23:59:59.999Z` : asOf) : Number.NaN);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/u;
