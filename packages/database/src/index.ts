// Open a database, run work in a transaction.
export { openDatabase, type Database, type OpenDatabaseOptions } from './open-database.ts';
export { type Migration } from './migrations.ts';

// What can go wrong.
export {
  ConstraintError,
  DatabaseBusyError,
  DatabaseClosedError,
  DatabaseUnavailableError,
  InvalidQueryError,
  MigrationError,
  NestedTransactionError,
  type ConstraintType,
  type MigrationProblem,
  type UnavailableReason,
} from './errors.ts';
