// Open a database, run work in a transaction.
export {
  openDatabase,
  type Database,
  type DatabaseLocation,
  type DatabaseOptions,
  type OpenDatabaseOptions,
} from './open-database.ts';
export type { ColumnTypes } from './column-types.ts';
export type { Migration } from './migrations.ts';

// What can go wrong.
export {
  ConstraintError,
  DatabaseBusyError,
  DatabaseClosedError,
  DatabaseUnavailableError,
  InvalidQueryError,
  MigrationError,
  NestedTransactionError,
  TransactionAbortedError,
  type ConstraintType,
  type MigrationProblem,
  type UnavailableReason,
} from './errors.ts';
