import { checkFile, checkList, checkMoment, checkOptions, checkText } from '../check-arguments.ts';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createMarketSeries, type MarketSeries } from '@regimekit/features';
import type { Finding } from '../checks/finding.ts';
import { latestDayOnEarth, runChecks } from '../checks/run-checks.ts';
import { InvalidMomentError, WarehouseMissingError, WarehouseStateError, WarehouseVersionError } from '../errors.ts';
import { parseDay } from '../formats/cells.ts';
import type { MarketFile, SkippedRow } from '../formats/market-file.ts';
import { parseAnyFile } from '../parquet/parse-parquet-file.ts';
import { MemoryConnection, withConnection, type AccessMode } from './connection.ts';
import { createFolder } from './create-folder.ts';
import { importFile, type ImportOptions, type ImportReport } from './import-file.ts';
import { readImports, readSkippedRows, readWarnings, type ImportRecord, type StoredWarning } from './import-log.ts';
import { loadFile } from './read-file.ts';
import { migrate, readVersion, schemaVersion } from './schema.ts';
import { readHistory, type SeriesHistory } from './series-history.ts';
import { readStatus, type SeriesStatus } from './status.ts';
import { findSeries, listSeries, parseAsOf, readLatest } from './stored-series.ts';
import { readVintages, type Vintage } from './vintages.ts';

export interface WarehouseOptions {
  /**
   * Whether importing is forbidden; the file must exist then, and is never touched.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /**
   * Tells the time of imports, and what lies in the future.
   * @default the system's clock
   */
  readonly clock?: (() => Date) | undefined;
  /**
   * How long to wait for a process that has the warehouse open, in milliseconds.
   * @default 2000
   */
  readonly lockTimeoutMs?: number | undefined;
}

export interface SeriesQuery {
  /**
   * The series as the warehouse knew it then: a day (its end, UTC) or an instant. This is about imports; when the market
   * could know a value is the business of alignment (`knownOn` and lags in `@regimekit/features`).
   * @default now
   */
  readonly asOf?: string | Date | undefined;
}

/**
 * Market history in one DuckDB file: series, their values with every vintage, and a log of imports.
 *
 * The file is opened for each call and closed after it, so that other processes get their turn. Calls of one process
 * (and thread: use a warehouse from one) queue up. What `importFile` acknowledged survives `kill -9`, and what it did not
 * leaves no trace: both are DuckDB's own transaction log.
 *
 * @example
 * ```ts
 * import { MarketWarehouse } from '@regimekit/market-data';
 *
 * const warehouse = await MarketWarehouse.open(':memory:');
 * const content = new TextEncoder().encode('DATE,VIXCLS\n2024-01-02,13.20\n2024-01-03,14.04\n');
 * const report = await warehouse.importFile({ name: 'VIXCLS.csv', content });
 * report.added;                          // 2
 * const vix = await warehouse.series('vix');
 * vix.values;                            // Float64Array [13.2, 14.04]
 * await warehouse.close();
 * ```
 */
export class MarketWarehouse {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly #clock: () => Date;
  readonly #lockTimeoutMs: number;
  readonly #memory: MemoryConnection | undefined;
  #closed = false;

  private constructor(path: string, options: WarehouseOptions, memory: MemoryConnection | undefined) {
    this.path = path;
    this.readOnly = options.readOnly ?? false;
    this.#clock = options.clock ?? (() => new Date());
    this.#lockTimeoutMs = options.lockTimeoutMs ?? 2000;
    this.#memory = memory;
  }

  /**
   * Opens a warehouse, creates it when it is missing, and brings its tables up to date.
   *
   * @param path a file, or `:memory:` for one that lives until `close`
   * @throws WarehouseMissingError for a missing file with `readOnly`
   * @throws WarehouseLockedError when another process keeps it, NotAWarehouseError, WarehouseVersionError
   */
  static async open(path: string, options: WarehouseOptions = {}): Promise<MarketWarehouse> {
    checkText(path, 'path');
    checkOptions(options, ['readOnly', 'clock', 'lockTimeoutMs'], 'MarketWarehouse.open');
    const memory = path === ':memory:' ? await MemoryConnection.open() : undefined;
    const warehouse = new MarketWarehouse(memory === undefined ? resolve(path) : path, options, memory);
    await warehouse.#prepare();
    return warehouse;
  }

  /**
   * Reads a file and stores what is new in it: all of it or nothing. The same bytes again change nothing.
   *
   * @param file a path, or a file in memory
   * @throws UnreadableFileError, EmptyFileError, UnsupportedContentError, UnknownFormatError, WrongFormatError,
   *   MalformedFileError, InvalidSeriesNameError when it cannot be read
   * @throws RefusedFileError when a data check of severity `error` speaks
   * @throws WarehouseLockedError, WarehouseStateError
   */
  async importFile(file: string | MarketFile, options: ImportOptions = {}): Promise<ImportReport> {
    if (this.readOnly) {
      throw new WarehouseStateError(this.path, 'was opened for reading only', 'Open it without readOnly to import.');
    }
    if (typeof file !== 'string') checkFile(file);
    checkOptions(options, ['format', 'series', 'ignoreChecks'], 'importFile');
    checkList(options.ignoreChecks ?? [], 'ignoreChecks');
    const loaded = await loadFile(file);
    const parsed = await parseAnyFile(loaded, options);
    return this.#use('READ_WRITE', async (connection) =>
      importFile(connection, loaded, parsed, this.#clock(), options.ignoreChecks ?? []),
    );
  }

  /**
   * Imports one file after the other and stops at the first that fails: the ones before it stay.
   *
   * @throws what `importFile` throws
   */
  async importFiles(files: readonly (string | MarketFile)[], options: ImportOptions = {}): Promise<ImportReport[]> {
    checkList(files, 'files');
    const reports: ImportReport[] = [];
    for (const file of files) reports.push(await this.importFile(file, options));
    return reports;
  }

  /**
   * The latest value of each day, or the value as it was known to the warehouse at `asOf`; NaN where the vendor
   * published none.
   *
   * @param name as in `status()`, or a vendor's id such as `DGS10`
   * @throws UnknownSeriesError listing what there is, InvalidMomentError
   */
  async series(name: string, query: SeriesQuery = {}): Promise<MarketSeries> {
    checkText(name, 'name');
    checkOptions(query, ['asOf'], 'series');
    checkMoment(query.asOf);
    const asOf = query.asOf === undefined ? undefined : parseAsOf(query.asOf);
    return this.#use('READ_ONLY', async (connection) => {
      const record = await findSeries(connection, name);
      return createMarketSeries(record.name, await readLatest(connection, record.id, asOf));
    });
  }

  /**
   * Every value that a day has had, oldest import first; empty when the series has no such day.
   *
   * @throws UnknownSeriesError, InvalidMomentError
   */
  async vintages(name: string, date: string): Promise<Vintage[]> {
    checkText(name, 'name');
    checkText(date, 'date');
    const day = parseDay(date, 'iso');
    if (day === undefined) throw new InvalidMomentError('date', date);
    return this.#use('READ_ONLY', async (connection) =>
      readVintages(connection, (await findSeries(connection, name)).id, day),
    );
  }

  /** The first value of each day, and every one that took its place. @throws UnknownSeriesError */
  async history(name: string): Promise<SeriesHistory> {
    checkText(name, 'name');
    return this.#use('READ_ONLY', async (connection) => readHistory(connection, await findSeries(connection, name)));
  }

  /** What is held of each series, by name. */
  async status(): Promise<SeriesStatus[]> {
    return this.#use('READ_ONLY', async (connection) => readStatus(connection, this.#clock()));
  }

  /** The import log, oldest first. A file whose bytes were imported before adds no entry. */
  async imports(): Promise<ImportRecord[]> {
    return this.#use('READ_ONLY', readImports);
  }

  /** The rows that an import left out. */
  async skippedRows(importId: number): Promise<SkippedRow[]> {
    return this.#use('READ_ONLY', async (connection) => readSkippedRows(connection, importId));
  }

  /** The warnings given at import, of all series or of one. */
  async warnings(query: { readonly series?: string | undefined } = {}): Promise<StoredWarning[]> {
    return this.#use('READ_ONLY', async (connection) => readWarnings(connection, query.series));
  }

  /**
   * Runs the data checks on what is stored: all series, or one.
   *
   * @throws UnknownSeriesError, UnknownCheckError
   */
  async check(
    query: { readonly series?: string | undefined; readonly ignoreChecks?: readonly string[] | undefined } = {},
  ): Promise<Finding[]> {
    const today = latestDayOnEarth(this.#clock());
    return this.#use('READ_ONLY', async (connection) => {
      const chosen =
        query.series === undefined ? await listSeries(connection) : [await findSeries(connection, query.series)];
      const findings: Finding[] = [];
      for (const record of chosen) {
        const { dates, values } = await readLatest(connection, record.id);
        const observations = dates.map((date, i) => ({ date, value: values[i] ?? null, line: 0 }));
        findings.push(...runChecks({ ...record, observations }, { today }, query.ignoreChecks));
      }
      return findings;
    });
  }

  /** Ends the use of this object; a warehouse in memory is gone. */
  async close(): Promise<void> {
    if (this.#closed) return;
    // Calls under way come first.
    await this.#memory?.use(async () => undefined);
    this.#closed = true;
    this.#memory?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #use<T>(mode: AccessMode, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.#closed) throw new WarehouseStateError(this.path, 'is closed', 'Open it again.');
    if (this.#memory !== undefined) return this.#memory.use(work);
    return withConnection({ path: this.path, mode, lockTimeoutMs: this.#lockTimeoutMs }, work);
  }

  async #prepare(): Promise<void> {
    const exists = this.#memory !== undefined || existsSync(this.path);
    if (this.readOnly && !exists) throw new WarehouseMissingError(this.path);
    if (!exists) await createFolder(dirname(this.path));
    const found = exists ? await this.#use('READ_ONLY', async (connection) => readVersion(connection, this.path)) : 0;
    if (found === schemaVersion) return;
    if (this.readOnly) throw new WarehouseVersionError(this.path, found, schemaVersion);
    await this.#use('READ_WRITE', async (connection) => migrate(connection, this.path, this.#clock()));
  }
}
