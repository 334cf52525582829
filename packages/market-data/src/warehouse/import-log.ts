import type { DuckDBConnection } from '@duckdb/node-api';
import type { Finding } from '../checks/finding.ts';
import type { SkippedRow } from '../formats/market-file.ts';
import { count, instant, optionalText, queryRows, text, type Row } from './query.ts';

/** An entry of the import log. */
export interface ImportRecord {
  readonly id: number;
  /** ISO instant. */
  readonly importedAt: string;
  /** The path as it was given. */
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  readonly series: readonly string[];
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** How many rows were skipped, and how many warnings were given. */
  readonly skipped: number;
  readonly warnings: number;
}

/** A warning as it was given when its file was imported. */
export interface StoredWarning extends Finding {
  readonly importId: number;
  readonly importedAt: string;
  readonly path: string;
}

/** The whole log, oldest first. */
export async function readImports(connection: DuckDBConnection): Promise<ImportRecord[]> {
  const rows = await queryRows(
    connection,
    `SELECT imports.*, epoch_ms(imported_at) AS imported_ms,
       (SELECT count(*) FROM skipped_rows WHERE import_id = imports.id) AS skipped,
       (SELECT count(*) FROM import_warnings WHERE import_id = imports.id) AS warnings,
       (SELECT string_agg(name, ',' ORDER BY name) FROM import_series JOIN series ON series.id = series_id
        WHERE import_id = imports.id) AS names
     FROM imports ORDER BY imports.id`,
  );
  return rows.map((row) => ({
    id: count(row, 'id'),
    importedAt: instant(row, 'imported_ms'),
    path: text(row, 'path'),
    sha256: text(row, 'sha256'),
    format: text(row, 'format'),
    series: text(row, 'names').split(','),
    read: count(row, 'rows_read'),
    added: count(row, 'rows_added'),
    changed: count(row, 'rows_changed'),
    unchanged: count(row, 'rows_unchanged'),
    skipped: count(row, 'skipped'),
    warnings: count(row, 'warnings'),
  }));
}

/** The rows an import left out, by line. */
export async function readSkippedRows(connection: DuckDBConnection, importId: number): Promise<SkippedRow[]> {
  const rows = await queryRows(
    connection,
    'SELECT line, reason FROM skipped_rows WHERE import_id = $importId ORDER BY line, reason',
    { importId },
  );
  return rows.map((row) => ({ line: count(row, 'line'), reason: text(row, 'reason') }));
}

/** Every stored warning, or those of one series, in the order they were given. */
export async function readWarnings(connection: DuckDBConnection, series?: string): Promise<StoredWarning[]> {
  const rows = await queryRows(
    connection,
    `SELECT import_warnings.*, strftime(day, '%Y-%m-%d') AS date, epoch_ms(imported_at) AS imported_ms, path
     FROM import_warnings JOIN imports ON imports.id = import_id
     WHERE $series IS NULL OR series = $series
     ORDER BY import_id, position`,
    { series: series ?? null },
  );
  return rows.map((row) => ({
    ...finding(row),
    importId: count(row, 'import_id'),
    importedAt: instant(row, 'imported_ms'),
    path: text(row, 'path'),
  }));
}

/** The warnings of one import, as they were first reported. */
export async function warningsOf(connection: DuckDBConnection, importId: number): Promise<Finding[]> {
  const rows = await queryRows(
    connection,
    `SELECT *, strftime(day, '%Y-%m-%d') AS date FROM import_warnings WHERE import_id = $importId ORDER BY position`,
    { importId },
  );
  return rows.map(finding);
}

function finding(row: Row): Finding {
  const date = optionalText(row, 'date');
  return {
    check: text(row, 'check_name'),
    severity: 'warning',
    series: text(row, 'series'),
    message: text(row, 'message'),
    hint: text(row, 'hint'),
    count: count(row, 'count'),
    ...(date === undefined ? {} : { date }),
    ...(row['line'] === null ? {} : { line: count(row, 'line') }),
  };
}
