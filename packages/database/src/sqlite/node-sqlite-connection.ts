import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import { DatabaseBusyError } from '../errors.ts';
import { checkParameters, type StoredValue } from '../parameters.ts';
import { TransactionHealth } from '../transaction-health.ts';
import { prepare, StatementCache } from './statement-cache.ts';
import { isBusy, translateError } from './translate-error.ts';

/** One node:sqlite handle as kysely's connection. */
export class NodeSqliteConnection implements DatabaseConnection {
  readonly #handle: DatabaseSync;
  readonly #statements: StatementCache;
  readonly #path: string;
  readonly #busyTimeoutMs: number;
  readonly #health: TransactionHealth;

  constructor(options: { readonly handle: DatabaseSync; readonly path: string; readonly busyTimeoutMs: number }) {
    this.#handle = options.handle;
    this.#statements = new StatementCache(options.handle);
    this.#path = options.path;
    this.#busyTimeoutMs = options.busyTimeoutMs;
    this.#health = new TransactionHealth(options.path);
  }

  async begin(statement: string): Promise<void> {
    await this.#wait(() => this.#handle.exec(statement));
    this.#health.begin();
  }

  async commit(): Promise<void> {
    this.#health.check();
    await this.#wait(() => this.#handle.exec('commit'));
    this.#health.end();
  }

  async rollback(): Promise<void> {
    this.#health.end();
    // A full disk makes SQLite roll back by itself; a second rollback would hide the error that tells why.
    if (this.#handle.isOpen && this.#handle.isTransaction) await this.#wait(() => this.#handle.exec('rollback'));
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    this.#health.check();
    const parameters = checkParameters(query.parameters);
    try {
      return await this.#wait(() => this.#run<Row>(query.sql, parameters));
    } catch (error) {
      this.#health.fail(error);
      throw error;
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    const parameters = checkParameters(query.parameters);
    try {
      for (const row of prepare(this.#handle, query.sql).statement.iterate(...parameters)) {
        yield { rows: [{ ...row } as Row] };
      }
    } catch (error) {
      throw isBusy(error) ? new DatabaseBusyError(this.#path, 0, error) : translateError(error, this.#path);
    }
  }

  async #wait<T>(attempt: () => T): Promise<T> {
    return await waitWhileBusy(attempt, {
      path: this.#path,
      busyTimeoutMs: this.#busyTimeoutMs,
      // Inside a transaction a second try cannot succeed: what was read before has changed since.
      mayRetry: () => !this.#handle.isTransaction,
    });
  }

  #run<Row>(text: string, parameters: StoredValue[]): QueryResult<Row> {
    const { statement, reader } = this.#statements.get(text);
    // node:sqlite's rows have no prototype; the copies are what other databases give.
    if (reader) return { rows: statement.all(...parameters).map((row) => ({ ...row }) as Row) };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }
}

// Milliseconds before each further try; SQLite's own waiting grows alike.
const DELAYS = [1, 2, 5, 10, 15, 20, 25];

/**
 * Repeats `attempt` while another connection holds the lock. Waiting gives the event loop free: when the lock belongs to
 * a transaction of this very process, SQLite's own blocking wait would keep that transaction from ever ending.
 */
export async function waitWhileBusy<T>(
  attempt: () => T,
  options: { readonly path: string; readonly busyTimeoutMs: number; readonly mayRetry: () => boolean },
): Promise<T> {
  const start = performance.now();
  for (let tries = 0; ; tries++) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw translateError(error, options.path);
      const waited = performance.now() - start;
      if (waited >= options.busyTimeoutMs || !options.mayRetry()) {
        throw new DatabaseBusyError(options.path, waited, error);
      }
    }
    await sleep(DELAYS[Math.min(tries, DELAYS.length - 1)]);
  }
}
