// The databases that the contract holds for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testPostgres } from '@regimekit/test-postgres';
import { onTestFinished } from 'vitest';
import { type Database, type DatabaseLocation, type DatabaseOptions, openDatabase } from '../../src/index.ts';
import { NOTES, type NotesSchema } from './notes.ts';

export interface Kind {
  readonly kind: 'sqlite' | 'postgres';
  readonly title: string;
  readonly missing: boolean;
  /** Where an empty database is, or can be made; for one test. */
  readonly locate: () => Promise<DatabaseLocation>;
}

const server = await testPostgres();

export const kinds: readonly Kind[] = [
  {
    kind: 'sqlite',
    title: 'SQLite',
    missing: false,
    locate: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'regimekit-database-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return { path: join(folder, 'new', 'operations.sqlite') };
    },
  },
  {
    kind: 'postgres',
    title: server.title,
    missing: server.missing,
    locate: async () => ({ url: await server.createDatabase() }),
  },
];

/** Opens with the table `notes`; closed when the test ends. */
export async function openNotes(
  location: DatabaseLocation,
  options: Partial<DatabaseOptions> = {},
): Promise<Database<NotesSchema>> {
  const database = await openDatabase<NotesSchema>({ ...location, ...NOTES, ...options });
  onTestFinished(() => database.close());
  return database;
}

export async function countNotes({ db }: Pick<Database<NotesSchema>, 'db'>): Promise<number> {
  const { count } = await db
    .selectFrom('notes')
    .select((expression) => expression.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
