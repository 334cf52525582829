// Waits for the moment given, opens the database with two migrations, and adds its own rows.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { type DatabaseLocation, type Migration, openDatabase } from '../../src/index.ts';
import { note, notesMigration, type NotesSchema } from './notes.ts';

const [location = '', moment = '0', first = '0', count = '0'] = process.argv.slice(2);
const seed: Migration = {
  name: '002-seed',
  // A plain insert: applied twice it would break the primary key.
  up: async (db) => {
    const notes: Kysely<NotesSchema> = db;
    await notes
      .insertInto('notes')
      .values(note(-1, { text: 'seed' }))
      .execute();
  },
};
await sleep(Math.max(0, Number(moment) - Date.now()));
const database = await openDatabase<NotesSchema>({
  ...(JSON.parse(location) as DatabaseLocation),
  namespace: 'notes',
  migrations: [notesMigration, seed],
});
for (let index = 0; index < Number(count); index++) {
  await database.transact(async (trx) => {
    await trx
      .insertInto('notes')
      .values(note(Number(first) + index))
      .execute();
  });
}
await database.close();
