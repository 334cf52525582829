// Writes pairs of rows, each pair in one transaction, and says so after each acknowledged commit. Meant to be killed.
import { writeSync } from 'node:fs';
import { type DatabaseLocation, openDatabase } from '../../src/index.ts';
import { note, NOTES, type NotesSchema } from './notes.ts';

const location = JSON.parse(process.argv[2] ?? '') as DatabaseLocation;
const database = await openDatabase<NotesSchema>({ ...location, ...NOTES });
const { last } = await database.db
  .selectFrom('notes')
  .select((expression) => expression.fn.max('id').as('last'))
  .executeTakeFirstOrThrow();
for (let id = (last ?? -1) + 1; ; id += 2) {
  await database.transact(async (trx) => {
    await trx.insertInto('notes').values(note(id)).execute();
    await trx
      .insertInto('notes')
      .values(note(id + 1))
      .execute();
  });
  writeSync(1, `${id}\n`);
}
