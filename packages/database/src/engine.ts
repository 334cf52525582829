import type { Dialect, Kysely, Transaction } from 'kysely';
import type { ColumnTypes } from './column-types.ts';

/** What `openDatabase` needs of a database. All differences between the databases are behind this. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  /** Shown in messages; never holds a password. */
  readonly location: string;
  readonly dialect: Dialect;
  readonly columns: ColumnTypes;
  /** As `Database.transact`. */
  transact<Schema, T>(db: Kysely<Schema>, work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  hasTable(db: Kysely<unknown>, name: string): Promise<boolean>;
  /** Runs first in a transaction that migrates: keeps the migrations of other namespaces out until it ends. */
  beforeMigration(trx: Transaction<unknown>): Promise<void>;
  /** Waits for running work, then closes. Further calls do nothing. */
  close(db: Kysely<unknown>): Promise<void>;
}
