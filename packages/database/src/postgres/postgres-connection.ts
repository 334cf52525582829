import { type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import type { PoolClient, QueryConfig } from 'pg';
import { DatabaseBusyError } from '../errors.ts';
import { checkParameters, type StoredValue } from '../parameters.ts';
import { TransactionHealth } from '../transaction-health.ts';
import { isBusy, translateError } from './translate-error.ts';

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** One connection of pg's pool as kysely's. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #location: string;
  readonly #health: TransactionHealth;
  #broken = false;

  constructor(client: PoolClient, location: string) {
    this.#client = client;
    this.#location = location;
    this.#health = new TransactionHealth(location);
    // A connection may break between two queries; the next one says so. Unheard, it would end the process.
    client.on('error', ignore);
  }

  async begin(statements: string): Promise<void> {
    try {
      await this.#control(statements);
    } catch (error) {
      // The transaction was begun, and what failed is the waiting for its lock.
      await this.rollback();
      throw error;
    }
    this.#health.begin();
  }

  async commit(): Promise<void> {
    this.#health.check();
    await this.#control('commit');
    this.#health.end();
  }

  /** Never throws, because a transaction that ends with its connection is rolled back by the server. */
  async rollback(): Promise<void> {
    this.#health.end();
    await this.#control('rollback').catch(() => {
      this.#broken = true;
    });
  }

  release(): void {
    this.#client.off('error', ignore);
    this.#client.release(this.#broken);
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#health.check();
    const values = checkParameters(query.parameters).map(toText);
    try {
      // Extended, because the simple protocol runs several statements of one text, which elsewhere is refused.
      const config: QueryConfig = { text: query.sql, values, queryMode: 'extended' } as QueryConfig;
      const { command, rowCount, rows } = await this.#watch(() => this.#client.query<Row & object>(config));
      return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
    } catch (error) {
      this.#health.fail(error);
      throw error;
    }
  }

  /** Reads everything before it yields the first row. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const { rows } = await this.executeQuery<Row>(query);
    for (const row of rows) yield { rows: [row] };
  }

  async #control(statements: string): Promise<void> {
    await this.#watch(() => this.#client.query(statements));
  }

  async #watch<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } catch (error) {
      if (isBusy(error)) throw new DatabaseBusyError(this.#location, performance.now() - start, error);
      throw translateError(error, this.#location);
    }
  }
}

/** As SQLite stores them: a negative zero loses its sign, an integral double in an integer column is an integer. */
function toText(value: StoredValue): string | Uint8Array | null {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
}

function ignore(): void {}
