import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { errorOf, withFolder } from '../test/support/notes.ts';
import { type Migration, MigrationError, openDatabase, type DatabaseOptions } from './index.ts';

const NOON = new Date('2024-01-31T12:00:00.000Z');

function createTable(name: string, table: string): Migration {
  return {
    name,
    up: async (db) => {
      await db.schema.createTable(table).addColumn('id', 'integer').execute();
    },
  };
}

const first = createTable('001-first', 'first');
const second = createTable('002-second', 'second');
/** Opens, reads tables and ledger, closes. */
async function visit(path: string, migrations: readonly Migration[], rest: Partial<DatabaseOptions> = {}) {
  const database = await openDatabase<unknown>({ path, namespace: 'a', migrations, clock: () => NOON, ...rest });
  const tables = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table' and name <> 'regimekit_migrations' order by name`.execute(
    database.db,
  );
  const ledger = await sql<Record<string, unknown>>`
    select * from regimekit_migrations order by namespace, position`.execute(database.db);
  await database.close();
  return { tables: tables.rows.map(({ name }) => name), ledger: ledger.rows };
}

describe('openDatabase({ migrations })', () => {
  it('openDatabase({ migrations }) refuses a database that newer code has migrated, and leaves it as it was', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'x.sqlite');
      const before = await visit(path, [first, second]);
      const error = await errorOf(async () => await visit(path, [first]));
      expect(error).toBeInstanceOf(MigrationError);
      expect(error).toMatchObject({ problem: 'newer_database', details: { migration: '002-second' } });
      expect((error as MigrationError).message).toContain('newer than this code');
      expect(await visit(path, [first, second])).toEqual(before);
    });
  });

  it('openDatabase({ migrations, namespace }) refuses names that could not be told apart', async () => {
    for (const migrations of [[first, first], [{ ...first, name: ' ' }]]) {
      const error = await errorOf(async () => await visit(':memory:', migrations));
      expect(error).toMatchObject({ name: 'MigrationError', problem: 'invalid', kind: 'input' });
    }
    for (const namespace of ['', 'A', 'a b', '1']) {
      const error = await errorOf(async () => await visit(':memory:', [first], { namespace }));
      expect(error).toMatchObject({ name: 'MigrationError', problem: 'invalid' });
    }
  });

  it('openDatabase({ migrations }) refuses several statements in one text, of which only the first would run', async () => {
    const both: Migration = {
      name: '001-both',
      up: async (db) => {
        await sql`create table one (id integer); create table two (id integer)`.execute(db);
      },
    };
    const error = await errorOf(async () => await visit(':memory:', [both]));
    expect(error).toMatchObject({ problem: 'failed', cause: { code: 'INVALID_QUERY', kind: 'input' } });
    const one: Migration = {
      name: '001-one',
      up: async (db) => {
        await sql`create table one (id integer); -- and that is all\n ;`.execute(db);
      },
    };
    expect((await visit(':memory:', [one])).tables).toEqual(['one']);
  });
});
