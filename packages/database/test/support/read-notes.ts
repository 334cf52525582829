// Opens a database to look only, and prints what is in it, or why it could not.
import { openDatabase } from '../../src/index.ts';
import { NOTES, type NotesSchema } from './notes.ts';

try {
  const database = await openDatabase<NotesSchema>({ path: process.argv[2] ?? '', ...NOTES, readOnly: true });
  const notes = await database.db.selectFrom('notes').select('id').execute();
  process.stdout.write(`${JSON.stringify(notes)}\n`);
  await database.close();
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
