import { readdir } from 'node:fs/promises';
import { ModelStorageError } from '@regimekit/persistence';
import type { ResolvedLocation } from '../stores/registry-location.ts';
import { FolderNotEmptyError } from './errors.ts';

/** With this file a folder is a registry, and says itself whether it is empty. */
const RECORD = 'registry.sqlite';

/**
 * Looked at before anything is created. A copying that was killed leaves a registry, which a further one goes on with.
 * What file systems and git keep in an empty folder is passed over.
 *
 * @throws FolderNotEmptyError; ModelStorageError when the folder cannot be read
 */
export async function expectFreeFolder(location: ResolvedLocation): Promise<void> {
  if (location.kind !== 'folder') return;
  const { folder } = location;
  const entries = await listFolder(folder);
  if (entries.includes(RECORD)) return;
  const strangers = entries.filter((entry) => !entry.startsWith('.') && entry !== 'lost+found');
  if (strangers.length > 0) throw new FolderNotEmptyError(folder, strangers.sort());
}

/** Nothing where there is no folder. What else stands in the way is told by the opening. */
async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw new ModelStorageError('read', folder, error);
  }
}
