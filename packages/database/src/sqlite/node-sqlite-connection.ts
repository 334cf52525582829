import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import { DatabaseBusyError, InvalidQueryError } from '../errors.ts';
import { checkParameters } from './parameters.ts';
import { isBusy, translateError } from './translate-error.ts';

interface PreparedStatement {
  readonly statement: StatementSync;
  /** Whether it yields rows: a query, or a write with RETURNING. */
  readonly reader: boolean;
}

/** One node:sqlite handle as kysely's connection. */
export class NodeSqliteConnection implements DatabaseConnection {
  readonly #handle: DatabaseSync;
  readonly #path: string;
  readonly #busyTimeoutMs: number;

  constructor(options: { readonly handle: DatabaseSync; readonly path: string; readonly busyTimeoutMs: number }) {
    this.#handle = options.handle;
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
      for (const row of this.#prepare(query.sql).statement.iterate(...parameters)) {
        yield { rows: [row as Row] };
      }
    } catch (error) {
      throw isBusy(error) ? new DatabaseBusyError(this.#path, 0, error) : translateError(error, this.#path);
    }
  }

  #run<Row>(query: CompiledQuery): QueryResult<Row> {
    const parameters = checkParameters(query.parameters);
    const { statement, reader } = this.#prepare(query.sql);
    if (reader) return { rows: statement.all(...parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  #prepare(sql: string): PreparedStatement {
    const statement = this.#handle.prepare(sql);
    refuseSeveral(sql, statement.sourceSQL);
    const reader = statement.columns().length > 0;
    // Rows hold plain numbers, and one beyond 2^53 is an error rather than rounded. The count of changes and the last
    // row id come as bigints, since node:sqlite throws on every later write once a row id beyond 2^53 was inserted.
    if (!reader) statement.setReadBigInts(true);
    return { statement, reader };
  }
}

/** SQLite compiles the first statement of a text and ignores the rest, which in a migration would go unnoticed. */
function refuseSeveral(sql: string, compiled: string): void {
  if (compiled.length === sql.length) return;
  const rest = sql.slice(compiled.length).replaceAll(/--[^\n]*/gu, '');
  if (/[^\s;]/u.test(rest)) {
    throw new InvalidQueryError(
      `Expected one statement, received another after it: '${rest.trim().slice(0, 60)}'.`,
      'Run each statement by itself.',
      { sql },
    );
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
