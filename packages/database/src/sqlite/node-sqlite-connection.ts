import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import { DatabaseBusyError } from '../errors.ts';
import { checkParameters } from './parameters.ts';
import { prepare, StatementCache } from './statement-cache.ts';
import { isBusy, translateError } from './translate-error.ts';

/** One node:sqlite handle as kysely's connection. */
export class NodeSqliteConnection implements DatabaseConnection {
  readonly #handle: DatabaseSync;
  readonly #statements: StatementCache;
  readonly #path: string;
  readonly #busyTimeoutMs: number;

  constructor(options: { readonly handle: DatabaseSync; readonly path: string; readonly busyTimeoutMs: number }) {
    this.#handle = options.handle;
    this.#statements = new StatementCache(options.handle);
    this.#path = options.path;
    this.#busyTimeoutMs = options.busyTimeoutMs;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return await waitWhileBusy(() => this.#run<Row>(query), {
      path: this.#path,
      busyTimeoutMs: this.#busyTimeoutMs,
      // Inside a transaction a second try cannot succeed: what was read before has changed since.
      mayRetry: () => !this.#handle.isTransaction,
    });
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

  #run<Row>(query: CompiledQuery): QueryResult<Row> {
    const parameters = checkParameters(query.parameters);
    const { statement, reader } = this.#statements.get(query.sql);
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
