import type { DatabaseConnection, Driver } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { DatabaseBusyError, DatabaseClosedError } from '../errors.ts';
import type { TransactionScope } from '../transaction-scope.ts';
import { PostgresConnection } from './postgres-connection.ts';
import { isBusy, translateError } from './translate-error.ts';

export interface PostgresDriverOptions {
  readonly pool: Pool;
  readonly location: string;
  readonly scope: TransactionScope;
  /** Statements that begin a transaction and take its lock. */
  readonly begin: string;
  /** Statement that a new connection begins with. */
  readonly configure: string;
}

/** kysely on a pool of pg. */
export class PostgresDriver implements Driver {
  readonly #options: PostgresDriverOptions;
  readonly #configured = new WeakSet<PoolClient>();
  #users = 0;
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(options: PostgresDriverOptions) {
    this.#options = options;
  }

  async init(): Promise<void> {
    // The pool was made before kysely saw it.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const { pool, location, scope } = this.#options;
    scope.refuseInside();
    if (this.#closing !== undefined) throw new DatabaseClosedError(location);
    this.#users += 1;
    const start = performance.now();
    try {
      return new PostgresConnection(await this.#connect(pool), location);
    } catch (error) {
      this.#leave();
      if (isBusy(error)) throw new DatabaseBusyError(location, performance.now() - start, error);
      throw translateError(error, location);
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PostgresConnection).release();
    this.#leave();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PostgresConnection).begin(this.#options.begin);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PostgresConnection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PostgresConnection).rollback();
  }

  /** Refuses new users, waits for those there are, then ends the connections. */
  async destroy(): Promise<void> {
    this.#options.scope.refuseInside();
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers();
      if (this.#users === 0) this.#end();
    }
    await this.#closing.promise;
  }

  async #connect(pool: Pool): Promise<PoolClient> {
    const client = await pool.connect();
    if (this.#configured.has(client)) return client;
    try {
      await client.query(this.#options.configure);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#configured.add(client);
    return client;
  }

  #leave(): void {
    this.#users -= 1;
    if (this.#users === 0 && this.#closing !== undefined) this.#end();
  }

  #end(): void {
    this.#options.pool.end().then(this.#closing!.resolve, this.#closing!.reject);
  }
}
