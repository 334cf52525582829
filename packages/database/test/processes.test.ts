import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../src/index.ts';
import { startChild } from './support/child.ts';
import { NOTES, type NotesSchema, withFolder } from './support/notes.ts';

const WRITE_FOREVER = new URL('./support/write-forever.ts', import.meta.url);
const OPEN_AT_ONCE = new URL('./support/open-at-once.ts', import.meta.url);
const ROUNDS = 6;
const PROCESSES = 4;
const ROWS_EACH = 25;

async function readIds(path: string): Promise<number[]> {
  const database = await openDatabase<NotesSchema>({ path, ...NOTES });
  const rows = await database.db.selectFrom('notes').select('id').orderBy('id').execute();
  await database.close();
  return rows.map(({ id }) => id);
}

describe('several processes on one file', () => {
  it(`transact(work) keeps every acknowledged commit and no half of one through ${ROUNDS} kills`, async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'crash.sqlite');
      const acknowledged: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const child = startChild(WRITE_FOREVER, path);
        const before = acknowledged.length;
        // Later in each round, so that the kill meets different moments of a transaction.
        while (!child.output().includes('\n')) await sleep(2);
        await sleep(3 + round * 7);
        child.process.kill('SIGKILL');
        expect(await child.ended).toMatchObject({ code: 'SIGKILL' });
        acknowledged.push(...child.output().trim().split('\n').map(Number));
        expect(acknowledged.length).toBeGreaterThan(before);

        const ids = await readIds(path);
        expect(ids.filter((id) => id % 2 === 0).map((id) => id + 1)).toEqual(ids.filter((id) => id % 2 === 1));
        const present = new Set(ids);
        expect(acknowledged.filter((id) => !present.has(id))).toEqual([]);
        // At most the one commit that was done but not yet announced in each round.
        expect(ids.length / 2 - acknowledged.length).toBeLessThanOrEqual(round + 1);
      }
    });
  });

  it(`openDatabase(options) by ${PROCESSES} processes at once migrates once, and no write is lost`, async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'new', 'race.sqlite');
      const moment = String(Date.now() + 700);
      const children = Array.from({ length: PROCESSES }, (_, index) =>
        startChild(OPEN_AT_ONCE, path, moment, String(index * ROWS_EACH), String(ROWS_EACH)),
      );
      for (const child of children) expect(await child.ended).toEqual({ code: 0, output: '' });
      const database = await openDatabase<NotesSchema>({ path, namespace: 'reader', migrations: [] });
      const rows = await database.db.selectFrom('notes').select('id').orderBy('id').execute();
      await database.close();
      expect(rows.map(({ id }) => id)).toEqual([-1, ...Array(PROCESSES * ROWS_EACH).keys()]);
    });
  });
});
