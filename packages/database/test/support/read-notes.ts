// Opens a database to look only, and prints what is in it, or why it could not. The superuser may write everywhere, so it
// becomes nobody first, when everything is loaded: what is loaded may lie where nobody cannot look.
import { openDatabase } from '../../src/index.ts';
import { NOTES, type NotesSchema } from './notes.ts';

if (process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
try {
  const database = await openDatabase<NotesSchema>({ path: process.argv[2] ?? '', ...NOTES, readOnly: true });
  const notes = await database.db.selectFrom('notes').select('id').execute();
  process.stdout.write(`${JSON.stringify(notes)}\n`);
  await database.close();
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`);
}
