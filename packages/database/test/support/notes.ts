// The small schema that the tests of this package share.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Migration } from '../../src/index.ts';

export interface NotesSchema {
  notes: { id: number; text: string | null; score: number | null; bytes: Uint8Array | null };
}

export const notesMigration: Migration = {
  name: '001-notes',
  up: async (db, columns) => {
    await db.schema
      .createTable('notes')
      .addColumn('id', columns.integer, (column) => column.primaryKey())
      .addColumn('text', columns.text, (column) => column.unique())
      .addColumn('score', columns.real)
      .addColumn('bytes', columns.blob)
      .execute();
  },
};

export const NOTES = { namespace: 'notes', migrations: [notesMigration] } as const;

/** A row with everything but the id left out. */
export function note(id: number, rest: Partial<NotesSchema['notes']> = {}): NotesSchema['notes'] {
  return { id, text: null, score: null, bytes: null, ...rest };
}

/** Runs `work` with a fresh folder that is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'regimekit-database-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `work` throws; a failure of the test when it does not throw. */
export async function errorOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error, but the call succeeded.');
}
