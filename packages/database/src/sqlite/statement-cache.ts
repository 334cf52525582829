import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { InvalidQueryError } from '../errors.ts';

export interface PreparedStatement {
  readonly statement: StatementSync;
  /** Whether it yields rows: a query, or a write with RETURNING. */
  readonly reader: boolean;
}

// Compiling costs more than running for a small query: with the cache a row by key takes 10 us, without it 25.
const CAPACITY = 64;

/** Compiled statements by their text; the one that was used longest ago makes room for a new one. */
export class StatementCache {
  readonly #handle: DatabaseSync;
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(handle: DatabaseSync) {
    this.#handle = handle;
  }

  /** Only for statements that are run to their end at once; two users of one would disturb each other. */
  get(sql: string): PreparedStatement {
    const prepared = this.#statements.get(sql) ?? prepare(this.#handle, sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, prepared);
    if (this.#statements.size > CAPACITY) {
      const [oldest] = this.#statements.keys();
      this.#statements.delete(oldest!);
    }
    return prepared;
  }
}

/** One statement, ready to run. */
export function prepare(handle: DatabaseSync, sql: string): PreparedStatement {
  const statement = handle.prepare(sql);
  refuseSeveral(sql, statement.sourceSQL);
  const reader = statement.columns().length > 0;
  // Rows hold plain numbers, and one beyond 2^53 is an error rather than rounded. The count of changes and the last
  // row id come as bigints, since node:sqlite throws on every later write once a row id beyond 2^53 was inserted.
  if (!reader) statement.setReadBigInts(true);
  return { statement, reader };
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
