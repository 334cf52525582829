import { Kysely, type Transaction } from 'kysely';
import { DatabaseClosedError } from './errors.ts';
import { checkMigrations, migrate, type Migration } from './migrations.ts';
import { NodeSqliteDialect } from './sqlite/node-sqlite-dialect.ts';
import { openHandle } from './sqlite/open-handle.ts';

export interface OpenDatabaseOptions {
  /** A file, whose folders are created when missing, or `':memory:'` for a database of this object alone. */
  readonly path: string;
  /** Every schema change of the namespace since its beginning, oldest first. Those not yet applied are applied. */
  readonly migrations: readonly Migration[];
  /** Whose tables these are. Several packages share one file, each with its own history of migrations. */
  readonly namespace: string;
  /**
   * Refuse writes. The file must exist and hold every migration.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /**
   * How long a write waits, without blocking the event loop, for another connection to finish, in milliseconds.
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
  /**
   * Runs `work` in one transaction that holds the write lock from its first moment (`BEGIN IMMEDIATE`; on a read-only
   * database it is a consistent view). Commits when `work` resolves; rolls back and rethrows when it throws. Once this
   * resolves, the changes survive the death of the process and of the machine. Query through `trx`: using the database
   * itself inside `work` is a `NestedTransactionError`, because it would wait for itself.
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
 * @throws DatabaseUnavailableError when the file cannot be opened: missing, a folder, no permission, not a database
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
  const { path, migrations, namespace, readOnly = false } = options;
  const { busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS, clock = () => new Date() } = options;
  checkMigrations(namespace, migrations);
  const handle = await openHandle({ path, readOnly, busyTimeoutMs });
  const dialect = new NodeSqliteDialect({ handle, path, readOnly, busyTimeoutMs });
  const db = new Kysely<Schema>({ dialect });

  const transact: Database<Schema>['transact'] = async (work) =>
    await db.transaction().execute(async (trx) => await dialect.guard(async () => await work(trx)));
  try {
    await migrate(db as Kysely<unknown>, {
      namespace,
      migrations,
      readOnly,
      clock,
      transact: async (work) => await transact(async (trx) => await work(trx as Transaction<unknown>)),
    });
  } catch (error) {
    handle.close();
    throw error;
  }

  const close = async (): Promise<void> => {
    try {
      // Through the queue, so that work which began earlier comes to its end.
      await db.connection().execute(async () => {
        handle.close();
      });
    } catch (error) {
      if (!(error instanceof DatabaseClosedError)) throw error;
    }
  };
  return { db, transact, close };
}
