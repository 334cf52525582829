// kysely's own SqliteDialect expects better-sqlite3: `prepare().reader`, and a lock wait that blocks the event loop.
// Query compiler and introspector are kysely's; connection and driver are written for node:sqlite.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { DatabaseClosedError, NestedTransactionError } from '../errors.ts';
import { Mutex } from './mutex.ts';
import { NodeSqliteConnection } from './node-sqlite-connection.ts';

export interface NodeSqliteDialectOptions {
  readonly handle: DatabaseSync;
  /** Shown in errors. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
}

/** kysely on an open node:sqlite handle: one connection, one user of it at a time. */
export class NodeSqliteDialect implements Dialect {
  readonly #driver: NodeSqliteDriver;

  constructor(options: NodeSqliteDialectOptions) {
    this.#driver = new NodeSqliteDriver(options);
  }

  /** Runs `work` so that a second request for the connection from inside it fails at once instead of waiting forever. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    return await this.#driver.guard(work);
  }

  createDriver(): Driver {
    return this.#driver;
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new QueueingAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db as ConstructorParameters<typeof SqliteIntrospector>[0]);
  }
}

/** Tells kysely not to queue for the connection: the driver does it, because only it can notice a caller waiting for itself. */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #options: NodeSqliteDialectOptions;
  readonly #connection: NodeSqliteConnection;
  readonly #mutex = new Mutex();
  readonly #scope = new AsyncLocalStorage<{ active: boolean }>();
  #release: (() => void) | undefined;

  constructor(options: NodeSqliteDialectOptions) {
    this.#options = options;
    this.#connection = new NodeSqliteConnection(options);
  }

  async guard<T>(work: () => Promise<T>): Promise<T> {
    // Work that was started inside and not awaited may outlive the transaction; by then it may use the database again.
    const scope = { active: true };
    try {
      return await this.#scope.run(scope, work);
    } finally {
      scope.active = false;
    }
  }

  async init(): Promise<void> {
    // The handle was opened and configured before kysely saw it.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#scope.getStore()?.active === true) throw new NestedTransactionError(this.#options.path);
    const release = await this.#mutex.acquire();
    if (!this.#options.handle.isOpen) {
      release();
      throw new DatabaseClosedError(this.#options.path);
    }
    this.#release = release;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    release?.();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // IMMEDIATE takes the write lock at once: whoever reads first and writes later can then not be refused half-way.
    await connection.executeQuery(CompiledQuery.raw(this.#options.readOnly ? 'begin' : 'begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk makes SQLite roll back by itself; a second rollback would hide the error that tells why.
    if (this.#options.handle.isOpen && this.#options.handle.isTransaction) {
      await connection.executeQuery(CompiledQuery.raw('rollback'));
    }
  }

  async destroy(): Promise<void> {
    if (this.#options.handle.isOpen) this.#options.handle.close();
  }
}
