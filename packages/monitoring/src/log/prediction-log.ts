import { type Database, type DatabaseLocation, openDatabase } from '@regimekit/database';
import { describeValue, type OptionNames } from '@regimekit/numerics';
import type { Insertable, Kysely, SelectQueryBuilder } from 'kysely';
import { checkOptions } from '../check-options.ts';
import { InvalidMonitoringOptionError } from '../errors.ts';
import { toShadowRow, toShadowRun } from '../shadow/shadow-rows.ts';
import { checkShadowRunQuery, type ShadowRunQuery, type ShadowRunSource } from '../shadow/shadow-run-query.ts';
import { checkShadowRun, type ShadowRun } from '../shadow/shadow-run.ts';
import { checkQuery, type PredictionQuery, type PredictionSource } from './prediction-query.ts';
import { checkPredictions, type PredictionRecord } from './prediction-record.ts';
import { toRecord, toRow } from './prediction-rows.ts';
import { type MonitoringTables, monitoringMigrations } from './tables.ts';

/** Where the predictions are: a SQLite file, or PostgreSQL. */
export type PredictionLogLocation =
  | string
  | {
      /** `postgres://user:password@host:5432/database`; the package `pg` must be installed. */
      readonly databaseUrl: string;
      /** The schema for the table, created when missing. */
      readonly schema?: string | undefined;
    };

export interface PredictionLogOptions {
  /**
   * Refuse to append. The database must exist.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
}

type Table = MonitoringTables['predictions'];
type Filtered<Output> = SelectQueryBuilder<MonitoringTables, 'predictions', Output>;

// Rows in one INSERT. One each takes half as long again; more than this saves little.
const ROWS_PER_STATEMENT = 50;

/**
 * Every prediction ever made, in a table that is only added to. A day may be predicted many times, by several versions
 * or by one: all of it is kept as it happened, and readers choose. Records are never merged or replaced.
 *
 * @example
 * ```ts
 * import { PredictionLog } from '@regimekit/monitoring';
 *
 * const log = await PredictionLog.open(':memory:'); // or .regimekit/operations.sqlite
 * await log.append([
 *   {
 *     modelName: 'regime-detector',
 *     modelVersion: '1.0.0',
 *     asOfDate: '2024-01-31',
 *     madeAt: '2024-01-31T21:05:00.000Z',
 *     kind: 'live',
 *     regime: 'risk_on',
 *     confidence: 0.91,
 *     probabilities: { risk_on: 0.91, neutral: 0.08, risk_off: 0.01 },
 *     features: { vix_level: 14.35 },
 *     basis: { kind: 'history', rows: 2518 },
 *     latencyMs: 1.8,
 *   },
 * ]);
 * const latest = await log.query({ modelName: 'regime-detector', kind: 'live', limit: 1 });
 * console.log(latest[0]?.regime); // risk_on
 * await log.close();
 * ```
 */
export class PredictionLog implements PredictionSource, ShadowRunSource {
  readonly #database: Database<MonitoringTables>;

  private constructor(database: Database<MonitoringTables>) {
    this.#database = database;
  }

  /**
   * @param location - a SQLite file, created with its folders when missing, or `':memory:'`; or `{ databaseUrl }` of a
   *   PostgreSQL database. Other packages may keep their tables in the same place.
   * @throws DatabaseUnavailableError, MigrationError (of `@regimekit/database`)
   */
  static async open(location: PredictionLogLocation, options: PredictionLogOptions = {}): Promise<PredictionLog> {
    checkOptions(options, { readOnly: true } satisfies OptionNames<PredictionLogOptions>, 'PredictionLog.open');
    return new PredictionLog(
      await openDatabase<MonitoringTables>({
        ...toDatabaseLocation(location),
        namespace: 'monitoring',
        migrations: monitoringMigrations,
        readOnly: options.readOnly,
      }),
    );
  }

  /**
   * Adds all records, or none when one of them is invalid or writing fails. Once this resolves they are on the disk.
   *
   * @throws InvalidPredictionError naming the index of the record and the field
   */
  async append(records: readonly PredictionRecord[]): Promise<void> {
    const rows = checkPredictions(records).map(toRow);
    if (rows.length === 0) return;
    await this.#database.transact(async (trx) => insertPredictions(trx, rows));
  }

  /**
   * Adds a run of a shadow with what it answered, or nothing of both: a run that is `ok` has its records here.
   *
   * @throws InvalidPredictionError, InvalidShadowRunError naming the field
   */
  async appendShadowRun(run: ShadowRun, records: readonly PredictionRecord[] = []): Promise<void> {
    const checked = checkPredictions(records);
    const row = toShadowRow(checkShadowRun(run, checked));
    await this.#database.transact(async (trx) => {
      await insertPredictions(trx, checked.map(toRow));
      await trx.insertInto('shadow_runs').values(row).execute();
    });
  }

  /**
   * The records that match, by `asOfDate`, those of one day by `madeAt`, those of one instant in the order of their
   * writing.
   *
   * @throws InvalidMonitoringOptionError for a filter that cannot be meant
   */
  async query(query: PredictionQuery = {}): Promise<PredictionRecord[]> {
    const { lastDays, limit, ...filters } = checkQuery(query);
    // Newest first, so that `limit` takes from the right end; turned round below.
    let select = this.#filtered(filters).selectAll().orderBy('as_of_date', 'desc').orderBy('made_at', 'desc');
    select = select.orderBy('id', 'desc');
    if (lastDays !== undefined) {
      const days = this.#filtered(filters)
        .select('as_of_date')
        .distinct()
        .orderBy('as_of_date', 'desc')
        .limit(lastDays);
      select = select.where('as_of_date', 'in', days);
    }
    if (limit !== undefined) select = select.limit(limit);
    const rows = await select.execute();
    return rows.reverse().map(toRecord);
  }

  /**
   * The runs of shadows that match, by `madeAt`, those of one instant in the order of their writing.
   *
   * @throws InvalidMonitoringOptionError for a filter that cannot be meant
   */
  async shadowRuns(query: ShadowRunQuery = {}): Promise<ShadowRun[]> {
    const { modelName, modelVersion, kind, outcome, from, to } = checkShadowRunQuery(query);
    let select = this.#database.db.selectFrom('shadow_runs').selectAll();
    if (modelName !== undefined) select = select.where('model_name', '=', modelName);
    if (modelVersion !== undefined) select = select.where('model_version', '=', modelVersion);
    if (kind !== undefined) select = select.where('kind', '=', kind);
    if (outcome !== undefined) select = select.where('outcome', '=', outcome);
    if (from !== undefined) select = select.where('to_date', '>=', from);
    if (to !== undefined) select = select.where('from_date', '<=', to);
    return (await select.orderBy('made_at').orderBy('id').execute()).map(toShadowRun);
  }

  /** Further calls do nothing. */
  async close(): Promise<void> {
    await this.#database.close();
  }

  #filtered({ modelName, modelVersion, kind, role, from, to }: PredictionQuery): Filtered<object> {
    let select: Filtered<object> = this.#database.db.selectFrom('predictions');
    if (modelName !== undefined) select = select.where('model_name', '=', modelName);
    if (modelVersion !== undefined) select = select.where('model_version', '=', modelVersion);
    if (kind !== undefined) select = select.where('kind', '=', kind);
    if (role === 'shadow') select = select.where('role', '=', role);
    if (role === 'production')
      select = select.where((row) => row.or([row('role', '=', role), row('role', 'is', null)]));
    if (from !== undefined) select = select.where('as_of_date', '>=', from);
    return to === undefined ? select : select.where('as_of_date', '<=', to);
  }
}

async function insertPredictions(trx: Kysely<MonitoringTables>, rows: readonly Insertable<Table>[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await trx
      .insertInto('predictions')
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  }
}

function toDatabaseLocation(location: PredictionLogLocation): DatabaseLocation {
  if (typeof location === 'string') return { path: location };
  const { databaseUrl, schema } = (location ?? {}) as Partial<Exclude<PredictionLogLocation, string>>;
  if (typeof databaseUrl === 'string') return { url: databaseUrl, schema };
  throw new InvalidMonitoringOptionError(
    'path',
    `expected the path of a file or { databaseUrl }, received ${describeValue(location)}.`,
  );
}
