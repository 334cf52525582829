// Somebody exchanges a file between the look into the folder and the opening: the look is made to lie here, which is what
// it does when it is too old.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import type * as FilesModule from 'node:fs';
import { rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadModel, saveModel } from '../../src/index.ts';
import { temporaryFolder } from '../support/bundles.ts';
import { gaussData, gaussSchema } from '../support/gauss-model.ts';

/** Called with the path of each file right after its size was looked at. */
const afterStat = vi.hoisted(() => ({ change: (_path: string): void => undefined }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof FilesModule>();
  const paths = new Map<number, string>();
  return {
    ...original,
    opendirSync: (path: string) => {
      const directory = original.opendirSync(path);
      const readSync = () => {
        const entry = directory.readSync();
        if (entry === null) return null;
        const isFolder = entry.name === 'signatures';
        return { name: entry.name, isFile: () => !isFolder, isDirectory: () => isFolder, isSymbolicLink: () => false };
      };
      return { readSync, closeSync: () => directory.closeSync() };
    },
    openSync: (path: string, ...rest: [string, number]) => {
      const descriptor = original.openSync(path, ...rest);
      paths.set(descriptor, path);
      return descriptor;
    },
    fstatSync: (descriptor: number) => {
      const stats = original.fstatSync(descriptor);
      afterStat.change(paths.get(descriptor) ?? '');
      return stats;
    },
  };
});

async function savedFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await saveModel(folder, gaussData);
  return folder;
}

describe('loadModel(folder, schema) of a folder that changes under its hands', () => {
  it('still loads one that does not', async () => {
    expect((await loadModel(await savedFolder(), gaussSchema)).kind).toBe('gauss');
  });

  it('never follows a link, though it was a file a moment ago', async () => {
    const folder = await savedFolder();
    await rename(join(folder, 'config.json'), join(folder, '..', 'elsewhere'));
    await symlink('../elsewhere', join(folder, 'config.json'));
    await expect(loadModel(folder, gaussSchema)).rejects.toMatchObject({ code: 'MODEL_FILE_UNLISTED' });
  });

  it('never follows a link in place of the signatures', async () => {
    const folder = await savedFolder();
    await symlink('..', join(folder, 'signatures'));
    await expect(loadModel(folder, gaussSchema)).rejects.toMatchObject({ code: 'MODEL_FILE_UNLISTED' });
  });

  it.skipIf(process.platform === 'win32')('never waits for a fifo', async () => {
    const folder = await savedFolder();
    await rm(join(folder, 'config.json'));
    expect(spawnSync('mkfifo', [join(folder, 'config.json')]).status).toBe(0);
    await expect(loadModel(folder, gaussSchema)).rejects.toMatchObject({ code: 'MODEL_FILE_UNLISTED' });
  });

  it('never reads a folder as a file', async () => {
    const folder = await savedFolder();
    await rm(join(folder, 'config.json'));
    await writeFile(join(folder, '..', 'other'), '');
    await symlink('..', join(folder, 'config.json'));
    await expect(loadModel(folder, gaussSchema)).rejects.toMatchObject({ code: 'MODEL_FILE_UNLISTED' });
  });

  it('reads no more of a file that grows than there was', async () => {
    const folder = await savedFolder();
    afterStat.change = (path) => {
      if (path.endsWith('arrays.safetensors')) appendFileSync(path, 'x'.repeat(100_000));
    };
    try {
      await expect(loadModel(folder, gaussSchema)).rejects.toMatchObject({
        code: 'MODEL_FILE_SIZE',
        details: { file: 'arrays.safetensors', expected: 320, received: 321 },
      });
    } finally {
      afterStat.change = () => undefined;
    }
  });
});
