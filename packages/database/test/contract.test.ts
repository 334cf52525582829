// What holds on every database. A caller need not know which one it has.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  ConstraintError,
  DatabaseBusyError,
  DatabaseClosedError,
  InvalidQueryError,
  MigrationError,
  NestedTransactionError,
  openDatabase,
  TransactionAbortedError,
  type DatabaseLocation,
  type Migration,
} from '../src/index.ts';
import { countNotes, kinds, openNotes } from './support/databases.ts';
import { errorOf, note, NOTES, type NotesSchema } from './support/notes.ts';

const BEYOND_DOUBLE = 2n ** 60n;
const NOON = new Date('2024-01-31T12:00:00.000Z');

interface PersonSchema {
  people: { id?: number; name: string; age: number | null; friend: number | null };
}

/** Every type of column and of constraint. */
const peopleMigration: Migration = {
  name: '001-people',
  up: async (db, columns) => {
    await db.schema
      .createTable('people')
      .addColumn('id', columns.integer, columns.autoIncrement)
      .addColumn('name', columns.text, (column) => column.notNull())
      .addColumn('age', columns.integer, (column) => column.check(sql`age >= 0`))
      .addColumn('friend', columns.integer, (column) => column.references('people.id'))
      .execute();
  },
};

function createTable(name: string, table: string): Migration {
  return {
    name,
    up: async (db, columns) => {
      await db.schema.createTable(table).addColumn('id', columns.integer).execute();
    },
  };
}

const first = createTable('001-first', 'first');
const second = createTable('002-second', 'second');
const failing: Migration = {
  name: '003-failing',
  up: async (db, columns) => {
    await db.schema.createTable('half').addColumn('id', columns.integer).execute();
    throw new Error('no such luck');
  },
};

describe.each(kinds)('a database on $title', ({ kind, missing, locate }) => {
  describe.skipIf(missing)('values', () => {
    it('come back as they went in: strings, reals, blobs, nulls', async () => {
      const database = await openNotes(await locate());
      const bytes = new Uint8Array([0, 1, 254, 255]);
      const rows = [
        note(1, { text: 'snow \u2603, \u{1F600} and "quotes"', score: -1.5e-300, bytes }),
        note(2, { text: '', bytes: new Uint8Array() }),
        note(3),
      ];
      await database.db.insertInto('notes').values(rows).execute();
      expect(await database.db.selectFrom('notes').selectAll().orderBy('id').execute()).toStrictEqual(rows);
      expect((await database.db.selectFrom('notes').select('bytes').execute())[0]?.bytes?.constructor).toBe(Uint8Array);
    });

    it('keep every bit of a double', async () => {
      const database = await openNotes(await locate());
      const doubles = [0.1, 5e-324, Number.MAX_VALUE, -Infinity, 2 ** 53 + 2, 1 / 3];
      await database.db
        .insertInto('notes')
        .values(doubles.map((score, id) => note(id, { score })))
        .execute();
      const rows = await database.db.selectFrom('notes').select('score').orderBy('id').execute();
      expect(rows.map(({ score }) => score)).toEqual(doubles);
    });

    it('that would be changed in silence are refused, with advice', async () => {
      const database = await openNotes(await locate());
      const cases: [unknown, RegExp][] = [
        [true, /0 or 1/u],
        [undefined, /null/u],
        [Number.NaN, /null/u],
        [new Date(0), /toISOString/u],
        [{ a: 1 }, /JSON/u],
        [[1], /JSON/u],
        [2n ** 63n, /text/u],
      ];
      for (const [value, advice] of cases) {
        const error = await errorOf(async () => await sql`select ${'a'}, ${value}`.execute(database.db));
        expect(error).toBeInstanceOf(InvalidQueryError);
        expect(error).toMatchObject({ kind: 'input', details: { index: 1 }, hint: expect.stringMatching(advice) });
      }
    });

    it('of integers beyond 2^53 go in as bigint and are an error when read, rather than rounded', async () => {
      const database = await openNotes(await locate());
      await sql`insert into notes (id) values (${BEYOND_DOUBLE})`.execute(database.db);
      const error = await errorOf(async () => await database.db.selectFrom('notes').select('id').execute());
      expect(error).toBeInstanceOf(InvalidQueryError);
      expect((error as InvalidQueryError).message).toContain('2^53');
      const { rows } = await sql`select cast(id as text) as id from notes`.execute(database.db);
      expect(rows).toEqual([{ id: String(BEYOND_DOUBLE) }]);
    });

    it('of counts, sums, averages and comparisons are numbers', async () => {
      const database = await openNotes(await locate());
      await database.db
        .insertInto('notes')
        .values([note(1, { score: 0.5 }), note(2, { score: 1 })])
        .execute();
      const { rows } = await sql`
        select count(*) as n, sum(id) as s, sum(score) as x, avg(score) as a, max(id) as m, max(id) = 2 as yes
        from notes`.execute(database.db);
      expect(rows).toEqual([{ n: 2, s: 3, x: 1.5, a: 0.75, m: 2, yes: 1 }]);
    });

    it('of text sort by their bytes', async () => {
      const database = await openNotes(await locate());
      const texts = ['Z', 'a', 'b-1', 'b_1', 'ä', 'A'];
      await database.db
        .insertInto('notes')
        .values(texts.map((text, id) => note(id, { text })))
        .execute();
      const rows = await database.db.selectFrom('notes').select('text').orderBy('text').execute();
      expect(rows.map(({ text }) => text)).toEqual(['A', 'Z', 'a', 'b-1', 'b_1', 'ä']);
    });
  });

  describe.skipIf(missing)('queries', () => {
    it('report rows changed, and the rows of a write with RETURNING', async () => {
      const { db } = await openNotes(await locate());
      await db
        .insertInto('notes')
        .values([note(5), note(6)])
        .execute();
      expect((await db.updateTable('notes').set({ score: 1 }).executeTakeFirstOrThrow()).numUpdatedRows).toBe(2n);
      expect(await db.deleteFrom('notes').where('id', '=', 6).returning('id').execute()).toEqual([{ id: 6 }]);
    });

    it('stream row by row, and leave the database usable when left early', async () => {
      const { db } = await openNotes(await locate());
      await db
        .insertInto('notes')
        .values([note(1), note(2), note(3)])
        .execute();
      const seen: number[] = [];
      for await (const { id } of db.selectFrom('notes').select('id').orderBy('id').stream()) {
        seen.push(id);
        if (id === 2) break;
      }
      expect(seen).toEqual([1, 2]);
      expect(await countNotes({ db })).toBe(3);
    });

    it('of several statements in one text are refused', async () => {
      const { db } = await openNotes(await locate());
      const error = await errorOf(async () => await sql`delete from notes; delete from notes`.execute(db));
      expect(error).toBeInstanceOf(InvalidQueryError);
    });

    it('that break a constraint are a conflict that names its type', async () => {
      const database = await openDatabase<PersonSchema>({
        ...(await locate()),
        namespace: 'people',
        migrations: [peopleMigration],
      });
      const insert = (person: object) =>
        errorOf(() =>
          database.db
            .insertInto('people')
            .values(person as PersonSchema['people'])
            .execute(),
        );
      await database.db.insertInto('people').values({ name: 'ada', age: 36, friend: null }).execute();
      for (const [person, constraint] of [
        [{ id: 1, name: 'again' }, 'unique'],
        [{ name: null }, 'not_null'],
        [{ name: 'x', age: -1 }, 'check'],
        [{ name: 'x', friend: 99 }, 'foreign_key'],
      ] as const) {
        const error = await insert(person);
        expect(error).toBeInstanceOf(ConstraintError);
        expect(error).toMatchObject({ constraint, kind: 'conflict', code: 'CONSTRAINT_VIOLATED' });
      }
      await database.close();
    });

    it('with an auto-increment key count up and never use a number twice', async () => {
      const database = await openDatabase<PersonSchema>({
        ...(await locate()),
        namespace: 'people',
        migrations: [peopleMigration],
      });
      const add = async () =>
        (
          await database.db.insertInto('people').values({ name: 'x', age: 1, friend: null }).returning('id').execute()
        )[0]?.id;
      expect([await add(), await add()]).toEqual([1, 2]);
      await database.db.deleteFrom('people').execute();
      expect(await add()).toBe(3);
      await database.close();
    });
  });

  describe.skipIf(missing)('transact(work)', () => {
    it('commits what work wrote and returns what it returned', async () => {
      const database = await openNotes(await locate());
      const result = await database.transact(async (trx) => {
        await trx
          .insertInto('notes')
          .values([note(1), note(2)])
          .execute();
        return 'done';
      });
      expect(result).toBe('done');
      expect(await countNotes(database)).toBe(2);
    });

    it('undoes everything when work throws, and rethrows that very error', async () => {
      const database = await openNotes(await locate());
      const failure = new Error('half-way');
      const failing = database.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        throw failure;
      });
      expect(await errorOf(() => failing)).toBe(failure);
      expect(await countNotes(database)).toBe(0);
    });

    it('that goes on after a failed statement changes nothing, and says so', async () => {
      const database = await openNotes(await locate());
      for (const goesOn of [true, false]) {
        const error = await errorOf(() =>
          database.transact(async (trx) => {
            await trx.insertInto('notes').values(note(1)).execute();
            await trx
              .insertInto('notes')
              .values(note(1))
              .execute()
              .catch(() => undefined);
            if (goesOn) await trx.insertInto('notes').values(note(2)).execute();
          }),
        );
        expect(error).toBeInstanceOf(TransactionAbortedError);
        expect(error).toMatchObject({ kind: 'state', cause: expect.any(ConstraintError) });
        expect(await countNotes(database)).toBe(0);
      }
      await database.transact((trx) => trx.insertInto('notes').values(note(3)).execute());
      expect(await countNotes(database)).toBe(1);
    });

    it('refuses the database itself inside work, for which it would wait forever', async () => {
      const database = await openNotes(await locate());
      for (const use of [() => database.transact(async () => {}), () => countNotes(database), () => database.close()]) {
        const error = await errorOf(() =>
          database.transact(async (trx) => {
            await trx.insertInto('notes').values(note(1)).execute();
            await use();
          }),
        );
        expect(error).toBeInstanceOf(NestedTransactionError);
        expect(await countNotes(database)).toBe(0);
      }
    });

    it('lets work that it started and did not await use the database afterwards', async () => {
      const database = await openNotes(await locate());
      let later: Promise<number> = Promise.resolve(-1);
      await database.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        later = sleep(50).then(() => countNotes(database));
      });
      expect(await later).toBe(1);
    });

    it('keeps what others write at the same time, whatever becomes of it', async () => {
      const database = await openNotes(await locate());
      const slow = database.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        await sleep(20);
        throw new Error('undo');
      });
      const outside = database.db.insertInto('notes').values(note(2)).execute();
      await expect(slow).rejects.toThrow('undo');
      await outside;
      expect(await database.db.selectFrom('notes').select('id').execute()).toEqual([{ id: 2 }]);
    });

    it('of two connections take turns: what one reads the other cannot change before it has written', async () => {
      const location = await locate();
      const databases = [await openNotes(location), await openNotes(location)];
      await Promise.all(
        databases.flatMap((database) =>
          Array.from({ length: 10 }, () =>
            database.transact(async (trx) => {
              const next = await countNotes({ db: trx });
              await sleep(1);
              await trx.insertInto('notes').values(note(next)).execute();
            }),
          ),
        ),
      );
      expect(await countNotes(databases[0]!)).toBe(20);
    });

    it('gives up with DatabaseBusyError after busyTimeoutMs, and works once the lock is free', async () => {
      const location = await locate();
      const holder = await openNotes(location);
      const other = await openNotes(location, { busyTimeoutMs: 30 });
      await holder.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        const error = await errorOf(() => other.transact(async () => {}));
        expect(error).toBeInstanceOf(DatabaseBusyError);
        expect(error).toMatchObject({ kind: 'unavailable', code: 'DATABASE_BUSY' });
        // A write outside a transaction waits only for what it touches.
        expect(await errorOf(() => other.db.insertInto('notes').values(note(1)).execute())).toBeInstanceOf(
          DatabaseBusyError,
        );
        expect(await countNotes(other)).toBe(0);
      });
      await other.transact((trx) => trx.insertInto('notes').values(note(2)).execute());
      expect(await countNotes(other)).toBe(2);
    });

    it('on a read-only database is one view, which nobody changes meanwhile', async () => {
      const location = await locate();
      const writer = await openNotes(location);
      const reader = await openNotes(location, { readOnly: true });
      const seen = await reader.transact(async (trx) => {
        const before = await countNotes({ db: trx });
        await writer.db.insertInto('notes').values(note(1)).execute();
        return [before, await countNotes({ db: trx })];
      });
      expect(seen).toEqual([0, 0]);
      expect(await countNotes(reader)).toBe(1);
    });
  });

  describe.skipIf(missing)('openDatabase', () => {
    it('finds the rows of an earlier opening', async () => {
      const location = await locate();
      const before = await openNotes(location);
      await before.db.insertInto('notes').values(note(1)).execute();
      await before.close();
      expect(await countNotes(await openNotes(location))).toBe(1);
    });

    it('says which kind it is and where', async () => {
      const database = await openNotes(await locate());
      expect(database.kind).toBe(kind);
      expect(database.location).toMatch(kind === 'sqlite' ? /operations\.sqlite$/u : /^postgres:\/\/rk@/u);
    });

    it('with readOnly reads, and refuses to write or to migrate', async () => {
      const location = await locate();
      const writer = await openNotes(location);
      await writer.db.insertInto('notes').values(note(1)).execute();
      const reader = await openNotes(location, { readOnly: true });
      expect(await countNotes(reader)).toBe(1);
      for (const write of [
        () => reader.db.deleteFrom('notes').execute(),
        () => reader.transact((trx) => trx.deleteFrom('notes').execute()),
      ]) {
        expect(await errorOf(write)).toMatchObject({ name: 'DatabaseUnavailableError', reason: 'permission' });
      }
      const migrations = [...NOTES.migrations, { name: '002', up: async () => {} }];
      const pending = await errorOf(() => openNotes(location, { migrations, readOnly: true }));
      expect(pending).toMatchObject({ name: 'MigrationError', problem: 'pending' });
    });

    it('refuses neither or both of path and url', async () => {
      const both: object = { path: 'x', url: 'postgres://localhost/x' };
      for (const location of [{}, both]) {
        const error = await errorOf(() => openNotes(location as DatabaseLocation));
        expect(error).toMatchObject({ name: 'DatabaseUnavailableError', reason: 'invalid_path' });
      }
    });

    it('close() can be called twice, waits for work that began before, and ends every later use', async () => {
      const database = await openNotes(await locate());
      let finished = false;
      const work = database.transact(async (trx) => {
        await sleep(20);
        await trx.insertInto('notes').values(note(1)).execute();
        finished = true;
      });
      await sleep(5);
      await Promise.all([database.close(), database.close()]);
      expect(finished).toBe(true);
      await work;
      await database.close();
      expect(await errorOf(() => countNotes(database))).toBeInstanceOf(DatabaseClosedError);
      expect(await errorOf(() => database.transact(async () => {}))).toMatchObject({ kind: 'state' });
    });
  });

  describe.skipIf(missing)('migrations', () => {
    /** Opens, reads the ledger and which of the tables there are, closes. */
    async function visit(location: DatabaseLocation, migrations: readonly Migration[], namespace = 'a') {
      const database = await openDatabase<unknown>({ ...location, namespace, migrations, clock: () => NOON });
      const { rows: ledger } = await sql<Record<string, unknown>>`
        select * from regimekit_migrations order by namespace, position`.execute(database.db);
      const all =
        kind === 'sqlite'
          ? sql<{ name: string }>`select name from sqlite_schema where type = 'table'`
          : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()`;
      const tables = (await all.execute(database.db)).rows.map(({ name }) => name).sort();
      await database.close();
      return { tables: tables.filter((name) => name !== 'regimekit_migrations'), ledger };
    }

    it('that are missing are applied in order, and each entry dated', async () => {
      const location = await locate();
      expect((await visit(location, [first])).tables).toEqual(['first']);
      const { tables, ledger } = await visit(location, [first, second]);
      expect(tables).toEqual(['first', 'second']);
      const applied_at = NOON.toISOString();
      expect(ledger).toEqual([
        { namespace: 'a', position: 0, name: '001-first', applied_at },
        { namespace: 'a', position: 1, name: '002-second', applied_at },
      ]);
      expect((await visit(location, [first, second])).ledger).toEqual(ledger);
    });

    it('of another namespace have a history of their own', async () => {
      const location = await locate();
      await visit(location, [first]);
      const { tables, ledger } = await visit(location, [createTable('001-first', 'of_b')], 'b');
      expect(tables).toEqual(['first', 'of_b']);
      expect(ledger.map(({ namespace }) => namespace)).toEqual(['a', 'b']);
    });

    it('that fail half-way leave nothing of any of them, and can be tried again', async () => {
      const location = await locate();
      await visit(location, [first]);
      const error = await errorOf(() => visit(location, [first, second, failing]));
      expect(error).toBeInstanceOf(MigrationError);
      expect(error).toMatchObject({ problem: 'failed', details: { migration: '003-failing' } });
      expect((await visit(location, [first])).tables).toEqual(['first']);
      expect((await visit(location, [first, second])).tables).toEqual(['first', 'second']);
    });

    it('of newer code, or in another order, are refused', async () => {
      const location = await locate();
      await visit(location, [first, second]);
      expect(await errorOf(() => visit(location, [first]))).toMatchObject({ problem: 'newer_database' });
      expect(await errorOf(() => visit(location, [second, first]))).toMatchObject({ problem: 'changed_history' });
    });

    it('of many who open an empty database at once run once', async () => {
      const location = await locate();
      const seed: Migration = {
        name: '002-seed',
        up: async (db) => {
          await (db as unknown as Awaited<ReturnType<typeof openNotes>>['db'])
            .insertInto('notes')
            .values(note(-1))
            .execute();
        },
      };
      const open = (namespace: string, table: Migration) =>
        openDatabase<NotesSchema>({ ...location, namespace, migrations: [table] });
      const databases = await Promise.all([
        ...Array.from({ length: 5 }, () => openNotes(location, { migrations: [...NOTES.migrations, seed] })),
        open('other', first),
        open('third', second),
      ]);
      expect(await countNotes(databases[0])).toBe(1);
      await Promise.all(databases.map((database) => database.close()));
    });
  });
});
