import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, note, NOTES, type NotesSchema } from '../../test/support/notes.ts';
import { type Database, InvalidQueryError, openDatabase } from '../index.ts';

const BEYOND_DOUBLE = 2n ** 60n;

describe('a query', () => {
  let database: Database<NotesSchema>;
  beforeEach(async () => {
    database = await openDatabase<NotesSchema>({ path: ':memory:', ...NOTES });
  });
  afterEach(async () => {
    await database.close();
  });

  async function roundTrip(values: Partial<NotesSchema['notes']>): Promise<unknown> {
    await database.db.insertInto('notes').values(note(7, values)).execute();
    return await database.db.selectFrom('notes').selectAll().executeTakeFirst();
  }

  it('execute() gives strings, reals, blobs and nulls back as they went in', async () => {
    const bytes = new Uint8Array([0, 1, 254, 255]);
    const values = { text: 'snow \u2603 and \u0000 too', score: -1.5e-300, bytes };
    expect(await roundTrip(values)).toStrictEqual(note(7, values));
  });

  it('execute() gives every double back to the bit, except that a negative zero loses its sign', async () => {
    const doubles = [0.1, 5e-324, Number.MAX_VALUE, -Infinity, 2 ** 53 + 2, 1 / 3];
    await database.db
      .insertInto('notes')
      .values(doubles.map((score, id) => note(id, { score })))
      .execute();
    const rows = await database.db.selectFrom('notes').select('score').orderBy('id').execute();
    expect(rows.map(({ score }) => score)).toEqual(doubles);
  });

  it('execute() refuses what SQLite would change in silence, and says what to store instead', async () => {
    const cases: [unknown, RegExp][] = [
      [true, /0 or 1/u],
      [undefined, /null/u],
      [Number.NaN, /null/u],
      [new Date(0), /toISOString/u],
      [{ a: 1 }, /JSON/u],
      [2n ** 63n, /text/u],
    ];
    for (const [value, advice] of cases) {
      const error = await errorOf(async () => await sql`select ${1}, ${value}`.execute(database.db));
      expect(error).toBeInstanceOf(InvalidQueryError);
      expect(error).toMatchObject({ kind: 'input', details: { index: 1 } });
      expect((error as InvalidQueryError).message).toMatch(/^Parameter 2 must be /u);
      expect((error as InvalidQueryError).hint).toMatch(advice);
    }
  });

  it('execute() takes a bigint, and refuses to round an integer beyond 2^53 when reading', async () => {
    await sql`insert into notes (id) values (${BEYOND_DOUBLE})`.execute(database.db);
    // Later writes are not harmed by that row id.
    await database.db
      .updateTable('notes')
      .set({ text: 'x' })
      .where(sql<boolean>`true`)
      .execute();
    const error = await errorOf(async () => await database.db.selectFrom('notes').select('id').execute());
    expect(error).toMatchObject({ code: 'INVALID_QUERY', cause: { code: 'ERR_OUT_OF_RANGE' } });
    const { rows } = await sql`select cast(id as text) as id, text from notes`.execute(database.db);
    expect(rows).toEqual([{ id: String(BEYOND_DOUBLE), text: 'x' }]);
  });

  it('execute() reports rows changed, the last row id, and the rows of a write with RETURNING', async () => {
    const { insertId } = await database.db.insertInto('notes').values(note(5)).executeTakeFirstOrThrow();
    expect(insertId).toBe(5n);
    await database.db.insertInto('notes').values(note(6)).execute();
    const { numUpdatedRows } = await database.db.updateTable('notes').set({ score: 1 }).executeTakeFirstOrThrow();
    expect(numUpdatedRows).toBe(2n);
    const deleted = await database.db.deleteFrom('notes').where('id', '=', 6).returning('id').execute();
    expect(deleted).toEqual([{ id: 6 }]);
  });

  it('execute() follows a table that changes between two runs of the same text', async () => {
    const read = async (): Promise<unknown[]> => (await sql`select * from notes`.execute(database.db)).rows;
    await database.db.insertInto('notes').values(note(1)).execute();
    expect(await read()).toEqual([note(1)]);
    await sql`alter table notes add column extra text default 'new'`.execute(database.db);
    expect(await read()).toEqual([{ ...note(1), extra: 'new' }]);
  });

  it('execute() of more different texts than the cache holds, twice over, answers each as its own', async () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const ask = async (n: number): Promise<unknown> =>
      (await sql<{ n: number }>`select ${sql.raw(String(n))} as n`.execute(database.db)).rows[0]?.n;
    for (let round = 0; round < 2; round++) {
      for (const n of numbers) expect(await ask(n)).toBe(n);
    }
  });

  it('execute() passes a mistake in the SQL on as SQLite words it', async () => {
    const error = await errorOf(async () => await sql`select id from nowhere`.execute(database.db));
    expect((error as Error).message).toContain('no such table: nowhere');
  });

  it('execute() without transact keeps the first write when the second fails, which is what transact is for', async () => {
    await database.db.insertInto('notes').values(note(1)).execute();
    await errorOf(async () => await database.db.insertInto('notes').values(note(1)).execute());
    expect(await database.db.selectFrom('notes').select('id').execute()).toEqual([{ id: 1 }]);
  });
});
