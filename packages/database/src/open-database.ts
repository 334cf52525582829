import { Kysely, type Transaction } from 'kysely';
import type { Engine } from './engine.ts';
import { DatabaseUnavailableError } from './errors.ts';
import { checkMigrations, migrate, type Migration } from './migrations.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';

/** Where a database is: a file of this machine, or on a server. */
export type DatabaseLocation =
  | {
      /** A SQLite file, whose folders are created when missing, or `':memory:'` for a database of this object alone. */
      readonly path: string;
      readonly url?: undefined;
      readonly schema?: undefined;
    }
  | {
      /**
       * A PostgreSQL database, `postgres://user:password@host:5432/database`. It must exist; the package `pg` must be
       * installed.
       */
      readonly url: string;
      /**
       * The schema for the tables, created when missing: lower-case letters, digits and _.
       * @default the first of the user's search path, usually `public`
       */
      readonly schema?: string | undefined;
      readonly path?: undefined;
    };

/** How a database is opened. */
export type OpenDatabaseOptions = DatabaseLocation & DatabaseOptions;

/** Which database, and whose tables in it. */
export interface DatabaseOptions {
  /** Every schema change of the namespace since its beginning, oldest first. Those not yet applied are applied. */
  readonly migrations: readonly Migration[];
  /** Whose tables these are. Several packages share one file, each with its own history of migrations. */
  readonly namespace: string;
  /**
   * Refuse writes. The database must exist and hold every migration.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /**
   * How long a write waits, without blocking the event loop, for another connection to release its lock, in
   * milliseconds.
   * @default 10000
   */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * Dates the entries of the migration ledger.
   * @default the system's clock
   */
  readonly clock?: (() => Date) | undefined;
}

/** An open database with the tables of `Schema`. */
export interface Database<Schema> {
  /** Queries outside a transaction, each committed by itself. */
  readonly db: Kysely<Schema>;
  readonly kind: 'sqlite' | 'postgres';
  /** The path, or the address without its password. */
  readonly location: string;
  /**
   * Runs `work` in one transaction that holds the write lock from its first moment: no other `transact` of the namespace
   * runs meanwhile, in any process (on a read-only database it is a consistent view instead). Commits when `work`
   * resolves; rolls back and rethrows when it throws. Once this resolves, the changes survive the death of the process
   * and of the machine. Query through `trx`: using the database itself inside `work` is a `NestedTransactionError`,
   * because it would wait for itself. After a statement has failed, the rest of `work` can only fail.
   */
  transact<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Waits for running work, then closes. Further calls do nothing. */
  close(): Promise<void>;
}

const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens a database and brings the tables of one namespace up to date.
 *
 * Values go in and come out as string, number, bigint (64 bits, in only), `Uint8Array` and null; anything else is refused
 * with advice. Integers beyond 2^53 are an error when read.
 *
 * @throws DatabaseUnavailableError when it cannot be opened: missing, a folder, no permission, not a database, no server
 * @throws DatabaseBusyError when another process holds the write lock for longer than `busyTimeoutMs`
 * @throws MigrationError when a migration fails, or the database was written by newer code
 *
 * @example
 * ```ts
 * import { openDatabase } from '@regimekit/database';
 *
 * const database = await openDatabase<{ notes: { id: number; text: string } }>({
 *   path: ':memory:',
 *   namespace: 'notes',
 *   migrations: [
 *     {
 *       name: '001-notes',
 *       up: async (db) => {
 *         await db.schema.createTable('notes').addColumn('id', 'integer').addColumn('text', 'text').execute();
 *       },
 *     },
 *   ],
 * });
 * await database.transact(async (trx) => {
 *   await trx.insertInto('notes').values({ id: 1, text: 'kept' }).execute();
 * });
 * const notes = await database.db.selectFrom('notes').selectAll().execute(); // [{ id: 1, text: 'kept' }]
 * await database.close();
 * ```
 */
export async function openDatabase<Schema>(options: OpenDatabaseOptions): Promise<Database<Schema>> {
  const { migrations, namespace, readOnly = false, clock = () => new Date() } = options;
  checkMigrations(namespace, migrations);
  const engine = await openEngine(options);
  const db = new Kysely<Schema>({ dialect: engine.dialect });
  try {
    await migrate(db as Kysely<unknown>, { namespace, migrations, readOnly, clock, engine });
  } catch (error) {
    await engine.close(db as Kysely<unknown>);
    throw error;
  }
  return {
    db,
    kind: engine.kind,
    location: engine.location,
    transact: async (work) => await engine.transact(db, work),
    close: async () => await engine.close(db as Kysely<unknown>),
  };
}

async function openEngine(options: OpenDatabaseOptions): Promise<Engine> {
  const { readOnly = false, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, namespace, path, url, schema } = options;
  if (typeof path === 'string' && url === undefined) return await openSqlite({ path, readOnly, busyTimeoutMs });
  if (typeof url !== 'string' || path !== undefined) throw new DatabaseUnavailableError(path ?? '', 'invalid_path');
  // Loaded by those alone who need it.
  const { openPostgres } = await import('./postgres/open-postgres.ts');
  return await openPostgres({ url, schema, namespace, readOnly, busyTimeoutMs });
}
