// From SQLite's numbers to the errors of this package. Codes: https://www.sqlite.org/rescode.html
import { ConstraintError, DatabaseUnavailableError, type ConstraintType, type UnavailableReason } from '../errors.ts';
import { largeIntegerError } from '../parameters.ts';

// Primary result codes: the low byte of the extended ones that node:sqlite reports as `errcode`.
const BUSY = 5;
const LOCKED = 6;
const CONSTRAINT = 19;

const REASONS: Readonly<Record<number, UnavailableReason>> = {
  3: 'permission', // SQLITE_PERM
  8: 'permission', // SQLITE_READONLY
  10: 'disk', // SQLITE_IOERR
  11: 'damaged', // SQLITE_CORRUPT
  13: 'disk', // SQLITE_FULL
  14: 'missing', // SQLITE_CANTOPEN
  23: 'permission', // SQLITE_AUTH
  26: 'not_a_database', // SQLITE_NOTADB
};

const CONSTRAINTS: Readonly<Record<number, ConstraintType>> = {
  275: 'check', // SQLITE_CONSTRAINT_CHECK
  787: 'foreign_key', // SQLITE_CONSTRAINT_FOREIGNKEY
  1299: 'not_null', // SQLITE_CONSTRAINT_NOTNULL
  1555: 'unique', // SQLITE_CONSTRAINT_PRIMARYKEY
  2067: 'unique', // SQLITE_CONSTRAINT_UNIQUE
  2579: 'unique', // SQLITE_CONSTRAINT_ROWID
};

/** SQLite's extended result code, or undefined where the error is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Whether another connection holds a lock that will be released sooner or later. */
export function isBusy(error: unknown): boolean {
  const primary = (sqliteCode(error) ?? 0) & 0xff;
  return primary === BUSY || primary === LOCKED;
}

/** An error of this package where the code has a meaning here; any other error as it came. */
export function translateError(error: unknown, path: string): unknown {
  if ((error as { code?: unknown } | undefined)?.code === 'ERR_OUT_OF_RANGE') return largeIntegerError(error);
  const code = sqliteCode(error);
  if (code === undefined) return error;
  if ((code & 0xff) === CONSTRAINT) {
    return new ConstraintError(CONSTRAINTS[code] ?? 'other', (error as Error).message, error);
  }
  const reason = REASONS[code & 0xff];
  return reason === undefined ? error : new DatabaseUnavailableError(path, reason, error);
}
