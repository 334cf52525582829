// kysely's own SqliteDialect expects better-sqlite3: `prepare().reader`, and a lock wait that blocks the event loop.
// Query compiler and introspector are kysely's; connection and driver are written for node:sqlite.
import type { DatabaseSync } from 'node:sqlite';
import {
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { DatabaseClosedError } from '../errors.ts';
import { Mutex } from '../mutex.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { NodeSqliteConnection } from './node-sqlite-connection.ts';

export interface NodeSqliteDialectOptions {
  readonly handle: DatabaseSync;
  /** Shown in errors. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
  readonly scope: TransactionScope;
}

/** kysely on an open node:sqlite handle: one connection, one user of it at a time. */
export class NodeSqliteDialect implements Dialect {
  readonly #driver: NodeSqliteDriver;

  constructor(options: NodeSqliteDialectOptions) {
    this.#driver = new NodeSqliteDriver(options);
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
  #release: (() => void) | undefined;

  constructor(options: NodeSqliteDialectOptions) {
    this.#options = options;
    this.#connection = new NodeSqliteConnection(options);
  }

  async init(): Promise<void> {
    // The handle was opened and configured before kysely saw it.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    this.#options.scope.refuseInside();
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

  async beginTransaction(): Promise<void> {
    // IMMEDIATE takes the write lock at once: whoever reads first and writes later can then not be refused half-way.
    await this.#connection.begin(this.#options.readOnly ? 'begin' : 'begin immediate');
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    await this.#connection.rollback();
  }

  async destroy(): Promise<void> {
    if (this.#options.handle.isOpen) this.#options.handle.close();
  }
}
