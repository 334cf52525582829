import { type Database, type DatabaseLocation, openDatabase } from '@regimekit/database';
import { describeValue, type OptionNames } from '@regimekit/numerics';
import type { Insertable, Selectable, SelectQueryBuilder } from 'kysely';
import { checkOptions } from '../check-options.ts';
import { DamagedPredictionError, InvalidMonitoringOptionError } from '../errors.ts';
import { checkQuery, type PredictionQuery, type PredictionSource } from './prediction-query.ts';
import { checkPredictions, type PredictionRecord } from './prediction-record.ts';
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
export class PredictionLog implements PredictionSource {
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
    await this.#database.transact(async (trx) => {
      for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
        await trx
          .insertInto('predictions')
          .values(rows.slice(start, start + ROWS_PER_STATEMENT))
          .execute();
      }
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

function toDatabaseLocation(location: PredictionLogLocation): DatabaseLocation {
  if (typeof location === 'string') return { path: location };
  const { databaseUrl, schema } = (location ?? {}) as Partial<Exclude<PredictionLogLocation, string>>;
  if (typeof databaseUrl === 'string') return { url: databaseUrl, schema };
  throw new InvalidMonitoringOptionError(
    'path',
    `expected the path of a file or { databaseUrl }, received ${describeValue(location)}.`,
  );
}

function toRow(record: PredictionRecord): Insertable<Table> {
  return {
    model_name: record.modelName,
    model_version: record.modelVersion,
    as_of_date: record.asOfDate,
    made_at: record.madeAt,
    kind: record.kind,
    regime: record.regime,
    confidence: record.confidence,
    probabilities: JSON.stringify(record.probabilities),
    features: JSON.stringify(record.features),
    basis: JSON.stringify(record.basis),
    latency_ms: record.latencyMs,
    log_score: record.logScore ?? null,
    role: record.role ?? null,
  };
}

function toRecord(row: Selectable<Table>): PredictionRecord {
  return {
    modelName: row.model_name,
    modelVersion: row.model_version,
    asOfDate: row.as_of_date,
    madeAt: row.made_at,
    kind: row.kind,
    regime: row.regime,
    confidence: row.confidence,
    probabilities: parseColumn(row, 'probabilities') as PredictionRecord['probabilities'],
    features: parseColumn(row, 'features') as PredictionRecord['features'],
    basis: parseColumn(row, 'basis') as PredictionRecord['basis'],
    latencyMs: row.latency_ms,
    ...(row.log_score === null ? {} : { logScore: row.log_score }),
    ...(row.role === null ? {} : { role: row.role }),
  };
}

function parseColumn(row: Selectable<Table>, column: 'probabilities' | 'features' | 'basis'): unknown {
  try {
    return JSON.parse(row[column]);
  } catch (error) {
    throw new DamagedPredictionError(row.id, column, error);
  }
}
