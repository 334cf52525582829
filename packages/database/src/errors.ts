// Everything that can go wrong with a database, on one page. SQLite and PostgreSQL report through the same classes.
import { RegimekitError } from '@regimekit/errors';

/** Why a database cannot be used. */
export type UnavailableReason =
  | 'missing'
  | 'directory'
  | 'permission'
  | 'not_a_database'
  | 'damaged'
  | 'disk'
  | 'unsupported'
  | 'invalid_path'
  | 'invalid_url'
  | 'driver_missing'
  | 'unreachable'
  | 'connection_lost';

const UNAVAILABLE: Readonly<Record<UnavailableReason, { readonly text: string; readonly hint: string }>> = {
  missing: {
    text: 'there is no such file or database, or its folder cannot be reached',
    hint: 'Correct the path or the address. A file is created unless readOnly is set; a database of PostgreSQL must be there.',
  },
  directory: { text: 'the path is a folder', hint: 'Give the path of a file, for example operations.sqlite in it.' },
  permission: {
    text: 'access is denied',
    hint: 'Check the rights: of the file and its folder, both of which must be writable, or of the user on the server. Nothing can be written with readOnly.',
  },
  not_a_database: {
    text: 'the file holds something else than a SQLite database',
    hint: 'Give another path, or move the file away; it was left as it is.',
  },
  damaged: {
    text: 'its data are damaged',
    hint: 'Restore it from a copy; what is readable in a SQLite file the tool `sqlite3 FILE .recover` recovers.',
  },
  disk: { text: 'the disk is full or failing', hint: 'Free some space or check the disk, then try again.' },
  unsupported: {
    text: 'write-ahead logging does not work there',
    hint: 'Put the file on a local disk; network file systems lack what several processes need.',
  },
  invalid_path: {
    text: 'expected either a path or a url',
    hint: "Give the path of a file, or ':memory:', or the url of a PostgreSQL database; not both.",
  },
  invalid_url: {
    text: 'that is no address of a PostgreSQL database (it may hold a password, so it is not shown)',
    hint: 'Write postgres://user:password@host:5432/database; in names and passwords write @ / : # ? % as %40 %2F %3A %23 %3F %25.',
  },
  driver_missing: {
    text: 'the package pg, which talks to PostgreSQL, is not installed',
    hint: 'Install it beside this package: npm install pg.',
  },
  unreachable: {
    text: 'no server answers there',
    hint: 'Check the address and that the server runs and takes further connections, then try again.',
  },
  connection_lost: {
    text: 'the connection broke off',
    hint: 'Try again. Whether the last write has happened is not known: look before you repeat it.',
  },
};

/**
 * The database cannot be opened, read or written: missing, a folder, no permission, not a database, damaged, disk, no
 * server, connection lost. Of kind `input` for a path or an address that is none.
 */
export class DatabaseUnavailableError extends RegimekitError {
  /** The path, or the address without its password. */
  readonly path: string;
  readonly reason: UnavailableReason;

  constructor(path: string, reason: UnavailableReason, cause?: unknown) {
    super(`Expected a usable database at '${path}', but ${UNAVAILABLE[reason].text}.`, {
      code: 'DATABASE_UNAVAILABLE',
      // What was given can be no database anywhere; otherwise there is one, or might be.
      kind: reason === 'invalid_url' || reason === 'invalid_path' ? 'input' : 'unavailable',
      hint: UNAVAILABLE[reason].hint,
      details: { path, reason },
      cause,
    });
    this.path = path;
    this.reason = reason;
  }
}

/** Another connection held the write lock for longer than the busy timeout. Nothing was changed; trying again is safe. */
export class DatabaseBusyError extends RegimekitError {
  constructor(path: string, waitedMs: number, cause?: unknown) {
    super(`The database '${path}' was still locked by another connection after waiting ${Math.round(waitedMs)} ms.`, {
      code: 'DATABASE_BUSY',
      kind: 'unavailable',
      hint: 'Try again, raise busyTimeoutMs, or look for a process that keeps a transaction open.',
      details: { path, waitedMs },
      cause,
    });
  }
}

/** The database was used after `close()`. */
export class DatabaseClosedError extends RegimekitError {
  constructor(path: string) {
    super(`The database '${path}' is closed and cannot be used any more.`, {
      code: 'DATABASE_CLOSED',
      kind: 'state',
      hint: 'Open it again with openDatabase, or close it later.',
      details: { path },
    });
  }
}

/** Work inside `transact` asked the same database for another connection, for which it would wait forever. */
export class NestedTransactionError extends RegimekitError {
  constructor(path: string) {
    super(`Work inside transact used the database '${path}' again instead of the transaction it was given.`, {
      code: 'NESTED_TRANSACTION',
      kind: 'state',
      hint: 'Pass the transaction on and query through it; transactions do not nest.',
      details: { path },
    });
  }
}

/** Work inside `transact` went on after one of its statements had failed. The transaction has changed nothing. */
export class TransactionAbortedError extends RegimekitError {
  constructor(location: string, cause: unknown) {
    super(`A statement of this transaction on '${location}' has failed before, so it can only be given up.`, {
      code: 'TRANSACTION_ABORTED',
      kind: 'state',
      hint: 'Let the error of the failed statement leave transact, or look first whether a write can succeed.',
      details: { location },
      cause,
    });
  }
}

/**
 * A query that cannot be run or read as it was written: a value of an unsupported type, several statements in one text,
 * an integer too large for a number.
 */
export class InvalidQueryError extends RegimekitError {
  constructor(message: string, hint: string, details: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, { code: 'INVALID_QUERY', kind: 'input', hint, details, cause });
  }
}

/** Which rule of a table was broken. */
export type ConstraintType = 'unique' | 'foreign_key' | 'not_null' | 'check' | 'other';

/** A write was refused by a constraint of the schema. The statement changed nothing. */
export class ConstraintError extends RegimekitError {
  readonly constraint: ConstraintType;

  constructor(constraint: ConstraintType, message: string, cause?: unknown) {
    super(`The write breaks a ${constraint.replace('_', ' ')} constraint: ${message}.`, {
      code: 'CONSTRAINT_VIOLATED',
      kind: 'conflict',
      hint: constraint === 'unique' ? 'Such a row exists already.' : undefined,
      details: { constraint },
      cause,
    });
    this.constraint = constraint;
  }
}

/** Why tables are not as this program needs them. */
export type MigrationProblem = 'newer_database' | 'changed_history' | 'failed' | 'pending' | 'invalid';

/** The schema cannot be brought to what the code expects. The database was left as it was. */
export class MigrationError extends RegimekitError {
  readonly problem: MigrationProblem;

  constructor(
    message: string,
    options: {
      readonly problem: MigrationProblem;
      readonly hint: string;
      readonly details?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    },
  ) {
    super(message, {
      code: 'MIGRATION_FAILED',
      kind: options.problem === 'invalid' ? 'input' : 'state',
      hint: options.hint,
      details: { problem: options.problem, ...options.details },
      cause: options.cause,
    });
    this.problem = options.problem;
  }
}
