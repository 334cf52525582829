import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { errorOf, note, NOTES, type NotesSchema, withFolder } from '../test/support/notes.ts';
import { type Database, DatabaseBusyError, DatabaseUnavailableError, MigrationError, openDatabase } from './index.ts';

async function openNotes(path = ':memory:', busyTimeoutMs?: number): Promise<Database<NotesSchema>> {
  return await openDatabase<NotesSchema>({ path, ...NOTES, busyTimeoutMs });
}

async function countNotes({ db }: Database<NotesSchema>): Promise<number> {
  const { count } = await db
    .selectFrom('notes')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

describe('openDatabase', () => {
  it('openDatabase({ path }) creates the folders of the file, logs ahead and syncs every commit', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'a', 'b', 'operations.sqlite');
      const database = await openNotes(path);
      expect(existsSync(path)).toBe(true);
      const pragma = async (name: string): Promise<unknown> =>
        (await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(database.db)).rows[0]?.[name];
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
      await database.close();
    });
  });

  it('openDatabase({ path }) refuses a folder, a path through a file, an empty path and a foreign file', async () => {
    await withFolder(async (folder) => {
      const text = join(folder, 'notes.txt');
      writeFileSync(text, 'not a database, but long enough to have a header of a hundred bytes. '.repeat(40));
      mkdirSync(join(folder, 'folder'));
      const cases = [
        [join(folder, 'folder'), 'directory'],
        [join(text, 'below.sqlite'), 'missing'],
        ['', 'invalid_path'],
        [text, 'not_a_database'],
      ] as const;
      for (const [path, reason] of cases) {
        const error = await errorOf(async () => await openNotes(path));
        expect(error).toBeInstanceOf(DatabaseUnavailableError);
        const kind = reason === 'invalid_path' ? 'input' : 'unavailable';
        expect(error).toMatchObject({ path, reason, kind, code: 'DATABASE_UNAVAILABLE' });
        expect((error as DatabaseUnavailableError).hint).toBeTruthy();
      }
      expect(readFileSync(text, 'utf8')).toMatch(/^not a database/u);
    });
  });

  it('openDatabase({ readOnly }) reads, refuses to write, and neither creates nor migrates', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'operations.sqlite');
      const missing = await errorOf(
        async () => await openDatabase({ path: join(folder, 'x', 'none.sqlite'), ...NOTES, readOnly: true }),
      );
      expect(missing).toMatchObject({ reason: 'missing' });
      expect(existsSync(join(folder, 'x'))).toBe(false);

      const writer = await openNotes(path);
      await writer.db.insertInto('notes').values(note(1)).execute();
      const reader = await openDatabase<NotesSchema>({ path, ...NOTES, readOnly: true });
      expect(await countNotes(reader)).toBe(1);
      expect(await reader.transact(async (trx) => await trx.selectFrom('notes').select('id').execute())).toEqual([
        { id: 1 },
      ]);
      const refused = await errorOf(async () => await reader.db.deleteFrom('notes').execute());
      expect(refused).toMatchObject({ name: 'DatabaseUnavailableError', reason: 'permission' });
      await Promise.all([reader.close(), writer.close()]);

      const pending = await errorOf(
        async () =>
          await openDatabase({
            path,
            namespace: 'notes',
            migrations: [...NOTES.migrations, { name: '002', up: async () => {} }],
            readOnly: true,
          }),
      );
      expect(pending).toBeInstanceOf(MigrationError);
      expect(pending).toMatchObject({ problem: 'pending' });
    });
  });
});

describe('transact', () => {
  it('transact(work) gives up with DatabaseBusyError after busyTimeoutMs, and works once the lock is free', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'operations.sqlite');
      const holder = await openNotes(path);
      const other = await openNotes(path, 30);
      const insert = async (): Promise<unknown> => await other.db.insertInto('notes').values(note(2)).execute();
      await holder.transact(async (trx) => {
        await trx.insertInto('notes').values(note(1)).execute();
        for (const use of [insert, async () => await other.transact(async () => {})]) {
          const error = await errorOf(use);
          expect(error).toBeInstanceOf(DatabaseBusyError);
          expect(error).toMatchObject({ kind: 'unavailable', code: 'DATABASE_BUSY' });
        }
        expect(await countNotes(other)).toBe(0);
      });
      await insert();
      expect(await countNotes(other)).toBe(2);
      await Promise.all([holder.close(), other.close()]);
    });
  });

  it('close() leaves one file behind that holds everything and can be copied', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'operations.sqlite');
      const database = await openNotes(path);
      await database.db.insertInto('notes').values(note(1)).execute();
      await database.close();
      expect(existsSync(`${path}-wal`)).toBe(false);
      copyFileSync(path, join(folder, 'copy.sqlite'));
      const copy = await openNotes(join(folder, 'copy.sqlite'));
      expect(await countNotes(copy)).toBe(1);
      await copy.close();
    });
  });
});
