import { type ColumnDataType, type ColumnDefinitionBuilder, type Expression, sql } from 'kysely';

/** What kysely takes as the type of a column. */
type DataType = ColumnDataType | Expression<unknown>;

/**
 * The types of columns under names that mean the same in both databases, where SQL's own do not: `integer` has 32 bits in
 * PostgreSQL and 64 in SQLite, `real` 32 and 64, a blob is `bytea` or `blob`, and text sorts by the server's language or
 * by its bytes.
 */
export interface ColumnTypes {
  /** 64 bits. */
  readonly integer: DataType;
  /** A double. */
  readonly real: DataType;
  /** Sorts by its bytes. */
  readonly text: DataType;
  readonly blob: DataType;
  /**
   * Makes an integer column the key that the database counts up by itself, never using a number twice:
   * `.addColumn('id', columns.integer, columns.autoIncrement)`.
   */
  readonly autoIncrement: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
}

export const sqliteColumnTypes: ColumnTypes = {
  integer: 'integer',
  real: 'real',
  text: 'text',
  blob: 'blob',
  autoIncrement: (column) => column.primaryKey().autoIncrement(),
};

export const postgresColumnTypes: ColumnTypes = {
  integer: 'bigint',
  real: 'double precision',
  text: sql`text collate "C"`,
  blob: 'bytea',
  autoIncrement: (column) => column.primaryKey().generatedByDefaultAsIdentity(),
};
