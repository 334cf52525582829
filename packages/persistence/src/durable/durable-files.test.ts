import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/bundles.ts';
import { exists, makeFolder, moveFolder, replaceFile, writeNewFile } from './durable-files.ts';

describe('makeFolder(folder)', () => {
  it('creates all missing parents, and accepts a folder that is there', async () => {
    const folder = join(await temporaryFolder(), 'a', 'b', 'c');
    await makeFolder(folder);
    await makeFolder(folder);
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});

describe('writeNewFile(path, bytes)', () => {
  it('never overwrites', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeNewFile(path, 'first');
    await expect(writeNewFile(path, 'second')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe('first');
  });
});

describe('replaceFile(path, text)', () => {
  it('writes a new file, replaces an old one and leaves nothing beside it', async () => {
    const folder = await temporaryFolder();
    await replaceFile(join(folder, 'file'), 'first');
    await replaceFile(join(folder, 'file'), 'second');
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('second');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('cleans up when the place cannot be taken', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'taken'));
    await expect(replaceFile(join(folder, 'taken'), 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/u);
    expect(await readdir(folder)).toEqual(['taken']);
  });
});

describe('moveFolder(from, to)', () => {
  async function twoFolders(): Promise<{ from: string; to: string }> {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'from'));
    await writeFile(join(folder, 'from', 'file'), 'mine');
    return { from: join(folder, 'from'), to: join(folder, 'to') };
  }

  it('moves a folder to a free place', async () => {
    const { from, to } = await twoFolders();
    expect(await moveFolder(from, to)).toBe(true);
    expect(await readFile(join(to, 'file'), 'utf8')).toBe('mine');
    expect(await exists(from)).toBe(false);
  });

  it.each<[string, (to: string) => Promise<unknown>]>([
    ['an empty folder', (to) => mkdir(to)],
    ['a file', (to) => writeFile(to, 'theirs')],
    ['a dangling link', (to) => symlink('nowhere', to)],
  ])('returns false where %s lies, and leaves both as they are', async (_what, occupy) => {
    const { from, to } = await twoFolders();
    await occupy(to);
    expect(await moveFolder(from, to)).toBe(false);
    expect(await readFile(join(from, 'file'), 'utf8')).toBe('mine');
  });

  it('lets one of many win who move to one place at the same moment, whoever looked first', async () => {
    const folder = await temporaryFolder();
    const names = Array.from({ length: 16 }, (_, i) => `from-${i}`);
    for (const name of names) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'file'), name);
    }
    const moved = await Promise.all(names.map((name) => moveFolder(join(folder, name), join(folder, 'to'))));
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await readFile(join(folder, 'to', 'file'), 'utf8')).toBe(names[moved.indexOf(true)]);
    expect(await readdir(folder)).toHaveLength(16);
  });

  it('throws when there is nothing to move', async () => {
    const { from, to } = await twoFolders();
    await expect(moveFolder(`${from}-missing`, to)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
