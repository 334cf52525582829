// Commits per second, rows per second, and what opening costs. Files lie in the system's temporary folder, so the figures
// for commits are those of its disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../src/index.ts';
import { note, NOTES, type NotesSchema } from '../test/support/notes.ts';

const ROUNDS = 5;
const COMMITS = 200;
const ROWS = 10_000;
const QUERIES = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'regimekit-bench-'));
let files = 0;
const open = async (): Promise<Database<NotesSchema>> =>
  await openDatabase<NotesSchema>({ path: join(folder, `${files}.sqlite`), ...NOTES });

const cases: Record<
  string,
  { readonly count: number; readonly run: (database: Database<NotesSchema>) => Promise<void> }
> = {
  'transact, one row each': {
    count: COMMITS,
    run: async (database) => {
      for (let id = 0; id < COMMITS; id++) {
        await database.transact(async (trx) => await trx.insertInto('notes').values(note(id)).execute());
      }
    },
  },
  'rows in one transaction, one statement each': {
    count: ROWS,
    run: async (database) => {
      await database.transact(async (trx) => {
        for (let id = 0; id < ROWS; id++) {
          await trx
            .insertInto('notes')
            .values(note(1e6 + id, { text: `t${id}`, score: id }))
            .execute();
        }
      });
    },
  },
  'select one row by key': {
    count: QUERIES,
    run: async ({ db }) => {
      for (let id = 0; id < QUERIES; id++) {
        await db
          .selectFrom('notes')
          .selectAll()
          .where('id', '=', 1e6 + id)
          .execute();
      }
    },
  },
  'select all rows': {
    count: ROWS,
    run: async ({ db }) => {
      await db.selectFrom('notes').selectAll().execute();
    },
  },
  'open and close a migrated file': {
    count: 1,
    run: async () => {
      await (await open()).close();
    },
  },
};

const times: Record<string, number[]> = {};
for (let round = 0; round < ROUNDS; round++) {
  files += 1;
  const database = await open();
  for (const [name, { run }] of Object.entries(cases)) {
    const start = performance.now();
    await run(database);
    (times[name] ??= []).push(performance.now() - start);
  }
  await database.close();
}
rmSync(folder, { recursive: true, force: true });

console.table(
  Object.entries(cases).map(([name, { count }]) => {
    const median = times[name]!.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
    return { case: name, 'ms, median': median.toFixed(2), 'us each': ((median * 1000) / count).toFixed(1) };
  }),
);
