// The warehouse's tables. A change is a new migration at the end of the list; what is released is never edited.
import type { DuckDBConnection } from '@duckdb/node-api';
import { NotAWarehouseError, WarehouseVersionError } from '../errors.ts';
import { queryRows, text } from './query.ts';
import { transact } from './transaction.ts';

interface SchemaMigration {
  readonly name: string;
  readonly statements: readonly string[];
}

const migrations: readonly SchemaMigration[] = [
  {
    name: 'series, observations with vintages, import log',
    statements: [
      `CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        name VARCHAR NOT NULL UNIQUE,
        kind VARCHAR NOT NULL,
        unit VARCHAR NOT NULL,
        field VARCHAR NOT NULL
      )`,
      `CREATE TABLE imports (
        id INTEGER PRIMARY KEY,
        imported_at TIMESTAMP NOT NULL,
        path VARCHAR NOT NULL,
        sha256 VARCHAR NOT NULL,
        format VARCHAR NOT NULL,
        rows_read INTEGER NOT NULL,
        rows_added INTEGER NOT NULL,
        rows_changed INTEGER NOT NULL,
        rows_unchanged INTEGER NOT NULL
      )`,
      // Which series an import spoke of, also where it brought nothing new.
      `CREATE TABLE import_series (
        import_id INTEGER NOT NULL,
        series_id INTEGER NOT NULL,
        vendor_id VARCHAR NOT NULL,
        added INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        PRIMARY KEY (import_id, series_id)
      )`,
      // One row per value and import that brought it: the vintages. The row of the highest import holds.
      `CREATE TABLE observations (
        series_id INTEGER NOT NULL,
        day DATE NOT NULL,
        import_id INTEGER NOT NULL,
        value DOUBLE,
        PRIMARY KEY (series_id, day, import_id)
      )`,
      `CREATE TABLE skipped_rows (import_id INTEGER NOT NULL, line INTEGER NOT NULL, reason VARCHAR NOT NULL)`,
      `CREATE TABLE import_warnings (
        import_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        check_name VARCHAR NOT NULL,
        series VARCHAR NOT NULL,
        message VARCHAR NOT NULL,
        hint VARCHAR NOT NULL,
        count INTEGER NOT NULL,
        day DATE,
        line INTEGER,
        PRIMARY KEY (import_id, position)
      )`,
    ],
  },
];

/** The version this program reads and writes. */
export const schemaVersion = migrations.length;

/**
 * Brings a database to the current version in one transaction; an empty one gets all tables.
 *
 * @throws NotAWarehouseError when it holds foreign tables, WarehouseVersionError when it is newer than this program
 */
export async function migrate(connection: DuckDBConnection, path: string, now: Date): Promise<void> {
  const found = await readVersion(connection, path);
  if (found > schemaVersion) throw new WarehouseVersionError(path, found, schemaVersion);
  if (found === schemaVersion) return;
  await transact(connection, async () => {
    if (found === 0) {
      await connection.run(
        'CREATE TABLE regimekit_schema (version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)',
      );
    }
    for (const [i, { name, statements }] of migrations.entries()) {
      if (i < found) continue;
      for (const statement of statements) await connection.run(statement);
      await connection.run('INSERT INTO regimekit_schema VALUES ($version, $name, epoch_ms($now::BIGINT))', {
        version: i + 1,
        name,
        now: BigInt(now.getTime()),
      });
    }
  });
}

/**
 * The version of an open database; 0 for an empty one.
 *
 * @throws NotAWarehouseError when it holds tables and none of them is ours
 */
export async function readVersion(connection: DuckDBConnection, path: string): Promise<number> {
  const tables = (await queryRows(connection, 'SELECT table_name FROM duckdb_tables()')).map((row) =>
    text(row, 'table_name'),
  );
  if (tables.length === 0) return 0;
  if (!tables.includes('regimekit_schema')) {
    throw new NotAWarehouseError(path, `it is a DuckDB database with other tables (${tables.slice(0, 5).join(', ')}).`);
  }
  const [row] = await queryRows(connection, 'SELECT max(version) AS version FROM regimekit_schema');
  return Number(row?.['version'] ?? 0);
}
