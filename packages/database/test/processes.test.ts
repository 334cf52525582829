import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../src/index.ts';
import { startChild } from './support/child.ts';
import { kinds, openNotes } from './support/databases.ts';

const WRITE_FOREVER = new URL('./support/write-forever.ts', import.meta.url);
const OPEN_AT_ONCE = new URL('./support/open-at-once.ts', import.meta.url);
const ROUNDS = 6;
const PROCESSES = 4;
const ROWS_EACH = 25;

async function readIds(location: DatabaseLocation): Promise<number[]> {
  const database = await openNotes(location, { namespace: 'reader', migrations: [] });
  const rows = await database.db.selectFrom('notes').select('id').orderBy('id').execute();
  await database.close();
  return rows.map(({ id }) => id);
}

describe.each(kinds)('several processes on $title', ({ missing, locate }) => {
  it.skipIf(missing)(
    `transact(work) keeps acknowledged commits, and no half of one, through ${ROUNDS} kills`,
    async () => {
      const location = await locate();
      const acknowledged: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const child = startChild(WRITE_FOREVER, JSON.stringify(location));
        const before = acknowledged.length;
        // Later in each round, so that the kill meets different moments of a transaction.
        while (!child.output().includes('\n')) await sleep(2);
        await sleep(3 + round * 7);
        child.process.kill('SIGKILL');
        expect(await child.ended).toMatchObject({ code: 'SIGKILL' });
        acknowledged.push(...child.output().trim().split('\n').map(Number));
        expect(acknowledged.length).toBeGreaterThan(before);

        const ids = await readIds(location);
        expect(ids.filter((id) => id % 2 === 0).map((id) => id + 1)).toEqual(ids.filter((id) => id % 2 === 1));
        const present = new Set(ids);
        expect(acknowledged.filter((id) => !present.has(id))).toEqual([]);
        // At most the one commit that was done but not yet announced in each round.
        expect(ids.length / 2 - acknowledged.length).toBeLessThanOrEqual(round + 1);
      }
    },
  );

  it.skipIf(missing)(`openDatabase(options) by ${PROCESSES} at once migrates once, and no write is lost`, async () => {
    const location = await locate();
    const moment = String(Date.now() + 700);
    const children = Array.from({ length: PROCESSES }, (_, index) =>
      startChild(OPEN_AT_ONCE, JSON.stringify(location), moment, String(index * ROWS_EACH), String(ROWS_EACH)),
    );
    for (const child of children) expect(await child.ended).toEqual({ code: 0, output: '' });
    expect(await readIds(location)).toEqual([-1, ...Array(PROCESSES * ROWS_EACH).keys()]);
  });
});
