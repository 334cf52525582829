import { createRequire } from 'node:module';
import { type Dialect, type Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type * as Pg from 'pg';
import { postgresColumnTypes } from '../column-types.ts';
import type { Engine } from '../engine.ts';
import { DatabaseUnavailableError } from '../errors.ts';
import { Mutex } from '../mutex.ts';
import { TransactionScope } from '../transaction-scope.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { checkSchema, describeUrl } from './postgres-url.ts';
import { valueReaders } from './read-values.ts';

export interface OpenPostgresOptions {
  readonly url: string;
  readonly schema: string | undefined;
  readonly namespace: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
}

// Transactions of one process take turns before they take a connection, so few connections do.
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 10_000;

/** PostgreSQL: a server that several machines share. */
export async function openPostgres(options: OpenPostgresOptions): Promise<Engine> {
  const { url, schema, namespace, readOnly } = options;
  const location = describeUrl(url, schema);
  if (schema !== undefined) checkSchema(schema, location);
  const pool = await createPool(options, location);
  const scope = new TransactionScope(location);
  const begin = readOnly
    ? 'begin isolation level repeatable read read only'
    : `begin isolation level read committed; ${lock(`regimekit ${namespace}`, schema)}`;
  const driver = new PostgresDriver({ pool, location, scope, begin, configure: configuration(options) });
  const turns = new Mutex();
  return {
    kind: 'postgres',
    location,
    dialect: createDialect(driver),
    columns: postgresColumnTypes,
    transact: async (db, work) => {
      scope.refuseInside();
      const release = readOnly ? () => undefined : await turns.acquire();
      try {
        return await db.transaction().execute(async (trx) => await scope.run(async () => await work(trx)));
      } finally {
        release();
      }
    },
    hasTable: async (db, name) => {
      const { rows } = await sql<{ found: string | null }>`select to_regclass(${name})::text as found`.execute(db);
      return typeof rows[0]?.found === 'string';
    },
    beforeMigration: async (trx) => {
      await sql.raw(lock('regimekit', schema)).execute(trx);
      if (schema !== undefined) await createSchema(trx, schema);
    },
    close: async () => await driver.destroy(),
  };
}

/** A lock of the tables' schema by a name, held until the transaction ends, and released by the server when we die. */
function lock(name: string, schema: string | undefined): string {
  const home = schema === undefined ? "coalesce(current_schema(), '')" : `'${schema}'`;
  return `select pg_advisory_xact_lock(hashtextextended('${name} ' || ${home}, 0))`;
}

/** Only where it is missing: using a schema asks for less rights than creating one. */
async function createSchema(db: Kysely<unknown>, schema: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
  if (rows.length === 0) await db.schema.createSchema(schema).execute();
}

async function createPool(options: OpenPostgresOptions, location: string): Promise<Pg.Pool> {
  const { Pool: PgPool } = await loadDriver(location);
  const pool = new PgPool({
    connectionString: options.url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
    keepAlive: true,
    types: valueReaders,
  });
  // A connection that breaks while nobody uses it is replaced when the next one is asked for.
  pool.on('error', () => undefined);
  return pool;
}

/** pg is loaded by those alone who give an address, and need not be installed by others. */
async function loadDriver(location: string): Promise<typeof Pg> {
  try {
    return await import('pg');
  } catch (error) {
    const missing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND' && !isInstalled();
    throw missing ? new DatabaseUnavailableError(location, 'driver_missing', error) : error;
  }
}

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('pg');
    return true;
  } catch {
    return false;
  }
}

/** The statement that a new connection begins with. */
function configuration(options: OpenPostgresOptions): string {
  const settings: Record<string, string> = {
    lock_timeout: `${Math.max(1, Math.ceil(options.busyTimeoutMs))}ms`,
    // When our machine vanishes, the server notices in a minute or two and frees what we held.
    tcp_keepalives_idle: '60',
    tcp_keepalives_interval: '15',
    ...(options.readOnly ? { default_transaction_read_only: 'on' } : {}),
    ...(options.schema === undefined ? {} : { search_path: options.schema }),
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', false)`);
  return `select ${calls.join(', ')}`;
}

function createDialect(driver: PostgresDriver): Dialect {
  return {
    createDriver: () => driver,
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}
