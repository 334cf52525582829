import { DuckDBDateValue, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { dayNumber } from '../checks/observations.ts';
import type { SeriesChange } from './compare-with-stored.ts';
import type { ImportReport } from './import-file.ts';
import { count, queryRows } from './query.ts';
import { listSeries } from './stored-series.ts';

/** Writes an import with all it brought, inside the caller's transaction; answers its number. */
export async function writeImport(
  connection: DuckDBConnection,
  report: ImportReport,
  changes: readonly SeriesChange[],
  now: Date,
): Promise<number> {
  const importId = await nextId(connection, 'SELECT coalesce(max(id), 0) + 1 AS next FROM imports');
  await connection.run(
    `INSERT INTO imports VALUES ($importId, epoch_ms($now::BIGINT), $path, $sha256, $format, $read, $added, $changed, $unchanged)`,
    {
      importId,
      now: BigInt(now.getTime()),
      path: report.path,
      sha256: report.sha256,
      format: report.format,
      read: report.read,
      added: report.added,
      changed: report.changed,
      unchanged: report.unchanged,
    },
  );
  const ids = await ensureSeries(connection, changes);
  await writeObservations(connection, importId, ids, changes);
  await writeRemarks(connection, importId, report);
  return importId;
}

async function nextId(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await queryRows(connection, sql);
  return row === undefined ? 1 : count(row, 'next');
}

async function ensureSeries(
  connection: DuckDBConnection,
  changes: readonly SeriesChange[],
): Promise<Map<string, number>> {
  const ids = new Map((await listSeries(connection)).map(({ name, id }) => [name, id]));
  for (const { series } of changes) {
    if (ids.has(series.name)) continue;
    const id = await nextId(connection, 'SELECT coalesce(max(id), 0) + 1 AS next FROM series');
    const { name, kind, unit, field } = series;
    await connection.run('INSERT INTO series VALUES ($id, $name, $kind, $unit, $field)', {
      id,
      name,
      kind,
      unit,
      field,
    });
    ids.set(name, id);
  }
  return ids;
}

async function writeObservations(
  connection: DuckDBConnection,
  importId: number,
  ids: ReadonlyMap<string, number>,
  changes: readonly SeriesChange[],
): Promise<void> {
  for (const { series, added, changed } of changes) {
    await connection.run('INSERT INTO import_series VALUES ($importId, $seriesId, $vendorId, $added, $changed)', {
      importId,
      seriesId: ids.get(series.name) ?? 0,
      vendorId: series.vendorId,
      added,
      changed,
    });
  }
  await append(connection, 'observations', (appender) => {
    for (const { series, fresh } of changes) {
      const seriesId = ids.get(series.name) ?? 0;
      for (const { date, value } of fresh) {
        appender.appendInteger(seriesId);
        appender.appendDate(new DuckDBDateValue(dayNumber(date)));
        appender.appendInteger(importId);
        if (value === null) appender.appendNull();
        else appender.appendDouble(value);
        appender.endRow();
      }
    }
  });
}

async function writeRemarks(connection: DuckDBConnection, importId: number, report: ImportReport): Promise<void> {
  await append(connection, 'skipped_rows', (appender) => {
    for (const { line, reason } of report.skipped) {
      appender.appendInteger(importId);
      appender.appendInteger(line);
      appender.appendVarchar(reason);
      appender.endRow();
    }
  });
  for (const [position, finding] of report.warnings.entries()) {
    const { check, series, message, hint } = finding;
    await connection.run(
      `INSERT INTO import_warnings
       VALUES ($importId, $position, $check, $series, $message, $hint, $count, $day::DATE, $line)`,
      {
        importId,
        position,
        check,
        series,
        message,
        hint,
        count: finding.count,
        day: finding.date ?? null,
        line: finding.line ?? null,
      },
    );
  }
}

/** The appender takes part in the open transaction: a rollback removes what it wrote. */
async function append(
  connection: DuckDBConnection,
  table: string,
  write: (appender: DuckDBAppender) => void,
): Promise<void> {
  const appender = await connection.createAppender(table);
  try {
    write(appender);
  } finally {
    appender.closeSync();
  }
}
