import type { DuckDBConnection } from '@duckdb/node-api';

/** Everything or nothing: an error, or the end of the process, leaves the database as it was. */
export async function transact<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // After a failure on disk DuckDB has ended the transaction itself; the first error is the one to tell.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
