import type { DuckDBConnection } from '@duckdb/node-api';
import { dayNumber } from '../checks/observations.ts';
import type { SeriesField, SeriesKind, SeriesUnit } from '../series/series-kind.ts';
import { count, instant, optionalText, queryRows, text } from './query.ts';

/** What the warehouse holds of one series. */
export interface SeriesStatus {
  readonly name: string;
  readonly kind: SeriesKind;
  readonly unit: SeriesUnit;
  readonly field: SeriesField;
  /** First and last day with a value. */
  readonly first: string;
  readonly last: string;
  /** Days, among them those without a value, and those that were changed by a later import. */
  readonly rows: number;
  readonly missing: number;
  readonly revised: number;
  /** Files that spoke of the series, and the latest of them. */
  readonly imports: number;
  readonly lastImport: { readonly id: number; readonly importedAt: string; readonly path: string };
  /** Calendar days from the last value to today (UTC), and whether that is more than a long weekend can explain. */
  readonly ageDays: number;
  readonly stale: boolean;
}

/** A long weekend and the vendors' delays stay within a week. */
const STALE_AFTER_DAYS = 7;

export async function readStatus(connection: DuckDBConnection, now: Date): Promise<SeriesStatus[]> {
  const rows = await queryRows(
    connection,
    `WITH ranked AS (
       SELECT series_id, day, value, row_number() OVER (PARTITION BY series_id, day ORDER BY import_id DESC) AS age
       FROM observations
     ), held AS (
       SELECT series_id,
         strftime(min(day) FILTER (age = 1 AND value IS NOT NULL), '%Y-%m-%d') AS first,
         strftime(max(day) FILTER (age = 1 AND value IS NOT NULL), '%Y-%m-%d') AS last,
         count(*) FILTER (age = 1) AS rows,
         count(*) FILTER (age = 1 AND value IS NULL) AS missing,
         count(*) FILTER (age = 2) AS revised
       FROM ranked GROUP BY series_id
     ), told AS (
       SELECT series_id, count(*) AS imports, max(import_id) AS last_import FROM import_series GROUP BY series_id
     )
     SELECT name, kind, unit, field, held.*, told.imports, told.last_import,
       epoch_ms(imported_at) AS imported_ms, path
     FROM series
     JOIN held ON held.series_id = series.id
     JOIN told ON told.series_id = series.id
     JOIN imports ON imports.id = told.last_import
     ORDER BY name`,
  );
  const today = Math.floor(now.getTime() / 86_400_000);
  return rows.map((row) => {
    const last = optionalText(row, 'last') ?? '';
    const ageDays = last === '' ? 0 : Math.max(0, today - dayNumber(last));
    return {
      name: text(row, 'name'),
      kind: text(row, 'kind') as SeriesKind,
      unit: text(row, 'unit') as SeriesUnit,
      field: text(row, 'field') as SeriesField,
      first: optionalText(row, 'first') ?? '',
      last,
      rows: count(row, 'rows'),
      missing: count(row, 'missing'),
      revised: count(row, 'revised'),
      imports: count(row, 'imports'),
      lastImport: {
        id: count(row, 'last_import'),
        importedAt: instant(row, 'imported_ms'),
        path: text(row, 'path'),
      },
      ageDays,
      stale: last === '' || ageDays > STALE_AFTER_DAYS,
    };
  });
}
