// From PostgreSQL's codes to the errors of this package. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
import {
  ConstraintError,
  DatabaseUnavailableError,
  InvalidQueryError,
  type ConstraintType,
  type UnavailableReason,
} from '../errors.ts';

const CONSTRAINTS: Readonly<Record<string, ConstraintType>> = {
  '23502': 'not_null',
  '23503': 'foreign_key',
  '23505': 'unique',
  '23514': 'check',
};

const REASONS: Readonly<Record<string, UnavailableReason>> = {
  '25006': 'permission', // read_only_sql_transaction
  '28000': 'permission', // invalid_authorization_specification
  '28P01': 'permission', // invalid_password
  '42501': 'permission', // insufficient_privilege
  '3D000': 'missing', // invalid_catalog_name: there is no such database
  '3F000': 'missing', // invalid_schema_name
  '53100': 'disk', // disk_full
  '58030': 'disk', // io_error
  XX001: 'damaged', // data_corrupted
  XX002: 'damaged', // index_corrupted
  '53300': 'unreachable', // too_many_connections
  '57P03': 'unreachable', // cannot_connect_now: it starts or stops
  '25P03': 'connection_lost', // idle_in_transaction_session_timeout
  '57P01': 'connection_lost', // admin_shutdown
  '57P02': 'connection_lost', // crash_shutdown
  '57P05': 'connection_lost', // idle_session_timeout
  // Node's own, of the socket.
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ENOENT: 'unreachable', // no such socket
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EACCES: 'permission',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
};

const BUSY = new Set([
  '55P03', // lock_not_available: the lock timeout is over
  '40P01', // deadlock_detected
  '40001', // serialization_failure
]);

// pg's own errors have texts and no codes.
const LOST = /connection (?:was )?terminated|connection ended|not queryable|server closed the connection/iu;
const SLOW_CONNECT = /connection timeout/iu;
const NO_FREE_CONNECTION = /^timeout exceeded when trying to connect/u;
const MISMATCHED_SETUP = /password must be a string|does not support SSL|certificate/iu;

/** Whether somebody else holds a lock that will be released sooner or later. */
export function isBusy(error: unknown): boolean {
  return BUSY.has(codeOf(error)) || NO_FREE_CONNECTION.test(messageOf(error));
}

/** An error of this package where the code has a meaning here; any other error as it came. */
export function translateError(error: unknown, location: string): unknown {
  const code = codeOf(error);
  const message = messageOf(error);
  if (code.startsWith('23')) return new ConstraintError(CONSTRAINTS[code] ?? 'other', message, error);
  if (code === '42601' && message.includes('multiple commands')) {
    return new InvalidQueryError(
      'Expected one statement, received several.',
      'Run each statement by itself.',
      {},
      error,
    );
  }
  if (code === '22021') {
    return new InvalidQueryError(
      'A text holds a character that PostgreSQL cannot store, such as U+0000.',
      'Store it as a Uint8Array, or leave the character out.',
      {},
      error,
    );
  }
  const reason = REASONS[code] ?? (code === '' ? reasonOfText(message) : undefined);
  return reason === undefined ? error : new DatabaseUnavailableError(location, reason, error);
}

function reasonOfText(message: string): UnavailableReason | undefined {
  if (SLOW_CONNECT.test(message)) return 'unreachable';
  if (LOST.test(message)) return 'connection_lost';
  return MISMATCHED_SETUP.test(message) ? 'permission' : undefined;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
