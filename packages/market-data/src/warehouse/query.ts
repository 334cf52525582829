// Rows out of DuckDB as plain values. SQL is constant text everywhere; what varies is bound.
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export type Row = Readonly<Record<string, DuckDBValue>>;
export type Parameters = Record<string, DuckDBValue>;

export async function queryRows(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters = {},
): Promise<Row[]> {
  const result = await connection.runAndReadAll(sql, parameters);
  return result.getRowObjects();
}

/** The columns of a result as arrays, for long ones. */
export async function queryColumns(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters = {},
): Promise<readonly (readonly DuckDBValue[])[]> {
  const result = await connection.runAndReadAll(sql, parameters);
  return result.getColumns();
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text in the column ${column}, received ${typeof value}`);
}

/** Integers come as numbers or, from sums and counts, as bigints. */
export function count(row: Row, column: string): number {
  return Number(row[column]);
}

export function optionalText(row: Row, column: string): string | undefined {
  const value = row[column];
  return typeof value === 'string' ? value : undefined;
}

/** A column of milliseconds since 1970 as an ISO instant. */
export function instant(row: Row, column: string): string {
  return new Date(Number(row[column])).toISOString();
}
