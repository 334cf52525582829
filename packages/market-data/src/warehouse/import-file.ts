// One file into the open warehouse: everything or nothing.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Finding } from '../checks/finding.ts';
import { latestDayOnEarth, runChecks } from '../checks/run-checks.ts';
import { RefusedFileError } from '../errors.ts';
import type { FormatName, ParsedMarketFile, ReadOptions, SkippedRow } from '../formats/market-file.ts';
import { compareWithStored, storedContext, type SeriesChange } from './compare-with-stored.ts';
import { warningsOf } from './import-log.ts';
import { count, instant, queryRows } from './query.ts';
import type { LoadedFile } from './read-file.ts';
import { listSeries } from './stored-series.ts';
import { transact } from './transaction.ts';
import { writeImport } from './write-import.ts';

export interface ImportOptions extends ReadOptions {
  /**
   * Names of data checks to leave out, for a file that is right although it looks wrong.
   * @default none
   */
  readonly ignoreChecks?: readonly string[] | undefined;
}

/** What one series of an imported file brought. */
export interface SeriesImport {
  readonly name: string;
  readonly vendorId: string;
  /** First and last day with a value in the file. */
  readonly first: string;
  readonly last: string;
  /** Values that were new, that differ from the stored ones, and that the vendor left out; in values, not rows. */
  readonly added: number;
  readonly changed: number;
  readonly missing: number;
}

/** What became of a file. Counts are rows: read = added + changed + unchanged + skipped. */
export interface ImportReport {
  readonly path: string;
  readonly series: readonly string[];
  readonly format: FormatName;
  readonly read: number;
  /** Rows that brought a value for a new day. */
  readonly added: number;
  /** Rows that brought another value for a known day; the old one is kept as a vintage. */
  readonly changed: number;
  readonly unchanged: number;
  readonly skipped: readonly SkippedRow[];
  readonly warnings: readonly Finding[];
  readonly seriesImports: readonly SeriesImport[];
  readonly sha256: string;
  /** The entry in the import log. */
  readonly importId: number;
  /** Set when these very bytes were imported before: then nothing is written, and the entry is the earlier one. */
  readonly importedBefore?: string | undefined;
}

/**
 * @throws RefusedFileError when a check of severity `error` speaks; nothing is written then
 */
export async function importFile(
  connection: DuckDBConnection,
  file: LoadedFile,
  parsed: ParsedMarketFile,
  now: Date,
  ignoreChecks: readonly string[],
): Promise<ImportReport> {
  return transact(connection, async () => {
    const earlier = await findEarlierImport(connection, file, parsed);
    if (earlier !== undefined) {
      const changes = parsed.series.map((series) => ({ series, fresh: [], added: 0, changed: 0 }));
      const warnings = await warningsOf(connection, earlier.id);
      return { ...report(file, parsed, changes, warnings, earlier.id), importedBefore: earlier.importedAt };
    }
    const records = await listSeries(connection);
    const today = latestDayOnEarth(now);
    const findings = [...parsed.warnings];
    const changes: SeriesChange[] = [];
    for (const series of parsed.series) {
      const record = records.find(({ name }) => name === series.name);
      const stored = record === undefined ? undefined : await storedContext(connection, record, series);
      const { order, orderBrokenAt } = parsed;
      findings.push(...runChecks({ ...series, order, orderBrokenAt }, { today, stored }, ignoreChecks));
      changes.push(compareWithStored(series, stored));
    }
    if (findings.some(({ severity }) => severity === 'error')) throw new RefusedFileError(file.name, findings);
    const draft = report(file, parsed, changes, findings, 0);
    const importId = await writeImport(connection, draft, changes, now);
    return { ...draft, importId };
  });
}

/**
 * The same bytes read in the same way say nothing new, even if later imports changed some of their values: without this
 * two files that overlap would undo each other for ever when a folder is imported again and again.
 */
async function findEarlierImport(
  connection: DuckDBConnection,
  file: LoadedFile,
  parsed: ParsedMarketFile,
): Promise<{ id: number; importedAt: string } | undefined> {
  const [row] = await queryRows(
    connection,
    `SELECT imports.id AS id, epoch_ms(any_value(imported_at)) AS imported_at
     FROM imports
     JOIN import_series ON import_series.import_id = imports.id
     JOIN series ON series.id = import_series.series_id
     WHERE sha256 = $sha256 AND format = $format
     GROUP BY imports.id
     HAVING string_agg(name, ',' ORDER BY name) = $names
     ORDER BY imports.id LIMIT 1`,
    { sha256: file.sha256, format: parsed.format, names: namesOf(parsed).toSorted(byCodeUnit).join(',') },
  );
  return row === undefined ? undefined : { id: count(row, 'id'), importedAt: instant(row, 'imported_at') };
}

/** As DuckDB orders text. */
function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function report(
  file: LoadedFile,
  parsed: ParsedMarketFile,
  changes: readonly SeriesChange[],
  warnings: readonly Finding[],
  importId: number,
): ImportReport {
  const linesOf = (kind: 'added' | 'changed'): Set<number> =>
    new Set(changes.flatMap(({ fresh }) => fresh.filter((one) => one.kind === kind).map(({ line }) => line)));
  const changed = linesOf('changed');
  // A row that does both counts as changed, which is what deserves a look.
  const added = new Set([...linesOf('added')].filter((line) => !changed.has(line)));
  const { skipped, rowsRead } = parsed;
  return {
    path: file.name,
    series: namesOf(parsed),
    format: parsed.format,
    read: rowsRead,
    added: added.size,
    changed: changed.size,
    unchanged: rowsRead - skipped.length - added.size - changed.size,
    skipped,
    warnings,
    seriesImports: changes.map(seriesImport),
    sha256: file.sha256,
    importId,
  };
}

function seriesImport({ series, added, changed }: SeriesChange): SeriesImport {
  const quoted = series.observations.filter(({ value }) => value !== null);
  return {
    name: series.name,
    vendorId: series.vendorId,
    first: quoted[0]?.date ?? '',
    last: quoted.at(-1)?.date ?? '',
    added,
    changed,
    missing: series.observations.length - quoted.length,
  };
}

function namesOf(parsed: ParsedMarketFile): string[] {
  return parsed.series.map(({ name }) => name);
}
