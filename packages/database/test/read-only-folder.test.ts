// A folder in which nothing can be created: as on a disk that is mounted read-only, or for a user who may only look.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../src/index.ts';
import { NOTES, note, type NotesSchema } from './support/notes.ts';

const READER = new URL('./support/read-notes.ts', import.meta.url);

/** What a program of nobody's says, or of the present user's when that is not the superuser. */
function readAsNobody(path: string): string {
  const argv = ['--conditions=@regimekit/source', READER.pathname, path];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: '/', encoding: 'utf8' });
  return stdout + stderr;
}

async function readOnlyFolder(): Promise<{ folder: string; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'regimekit-database-'));
  onTestFinished(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'notes.sqlite');
  const writer = await openDatabase<NotesSchema>({ path, ...NOTES });
  await writer.db.insertInto('notes').values(note(1)).execute();
  await writer.close();
  return { folder, path };
}

describe.skipIf(process.platform === 'win32')('openDatabase({ readOnly }) in a folder that cannot be written', () => {
  it('reads a database whose log is all in its file', async () => {
    const { folder, path } = await readOnlyFolder();
    chmodSync(folder, 0o555);
    expect(readAsNobody(path)).toBe('[{"id":1}]\n');
  });

  it('refuses one with a log beside it, which would have to be read too', async () => {
    const { folder, path } = await readOnlyFolder();
    writeFileSync(`${path}-wal`, 'something that was not brought in');
    chmodSync(folder, 0o555);
    expect(readAsNobody(path)).toContain('access is denied');
  });
});
