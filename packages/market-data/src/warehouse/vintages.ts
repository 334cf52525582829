import type { DuckDBConnection } from '@duckdb/node-api';
import { count, instant, queryRows, text } from './query.ts';

/** One value that a day has had. */
export interface Vintage {
  /** In the series' unit; null where the vendor withdrew or never published it. */
  readonly value: number | null;
  readonly importId: number;
  /** ISO instant from which this value held. */
  readonly importedAt: string;
  readonly path: string;
}

/** Every value of a day, oldest import first; the last one holds. */
export async function readVintages(connection: DuckDBConnection, seriesId: number, date: string): Promise<Vintage[]> {
  const rows = await queryRows(
    connection,
    `SELECT value, import_id, epoch_ms(imported_at) AS imported_ms, path
     FROM observations JOIN imports ON imports.id = import_id
     WHERE series_id = $seriesId AND day = $date::DATE
     ORDER BY import_id`,
    { seriesId, date },
  );
  return rows.map((row) => ({
    value: typeof row['value'] === 'number' ? row['value'] : null,
    importId: count(row, 'import_id'),
    importedAt: instant(row, 'imported_ms'),
    path: text(row, 'path'),
  }));
}
