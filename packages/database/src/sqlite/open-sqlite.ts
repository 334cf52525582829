import { type Kysely, sql, type Transaction } from 'kysely';
import { sqliteColumnTypes } from '../column-types.ts';
import type { Engine } from '../engine.ts';
import { DatabaseClosedError } from '../errors.ts';
import { TransactionScope } from '../transaction-scope.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import { openHandle, type OpenHandleOptions } from './open-handle.ts';

/** SQLite: a file of this machine. */
export async function openSqlite(options: OpenHandleOptions): Promise<Engine> {
  const handle = await openHandle(options);
  const { path: location } = options;
  const scope = new TransactionScope(location);
  return {
    kind: 'sqlite',
    location,
    dialect: new NodeSqliteDialect({ ...options, handle, scope }),
    columns: sqliteColumnTypes,
    transact: async <Schema, T>(db: Kysely<Schema>, work: (trx: Transaction<Schema>) => Promise<T>) =>
      await db.transaction().execute(async (trx) => await scope.run(async () => await work(trx))),
    hasTable: async (db, name) => {
      const found = await sql`select 1 from sqlite_schema where type = 'table' and name = ${name}`.execute(db);
      return found.rows.length > 0;
    },
    beforeMigration: async () => {
      // The write lock of the transaction keeps everybody out.
    },
    close: async (db) => {
      try {
        // Through the queue, so that work which began earlier comes to its end.
        await db.connection().execute(async () => {
          handle.close();
        });
      } catch (error) {
        if (!(error instanceof DatabaseClosedError)) throw error;
      }
    },
  };
}
