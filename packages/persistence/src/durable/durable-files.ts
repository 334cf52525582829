// Writes that survive a crash once they are acknowledged. A rename is atomic, and both it and the bytes are on the disk
// only after the file and the folder that names it were synced. What goes wrong is the error of node:fs, with its `code`:
// each package says in its own words what it was about.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents, so that they survive a power loss.
 *
 * @throws the error of node:fs, such as EACCES, or EEXIST where a file is in the way
 */
export async function makeFolder(folder: string): Promise<void> {
  const firstCreated = await mkdir(folder, { recursive: true });
  if (firstCreated === undefined) return;
  // From the new folder up to the old one that now names the first of the new.
  for (let path = folder; path !== dirname(firstCreated); path = dirname(path)) await syncFolder(dirname(path));
}

/**
 * Writes a new file and syncs it.
 *
 * @throws the error of node:fs, such as EEXIST where there is one, ENOENT without the folder, ENOSPC
 */
export async function writeNewFile(path: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes the entries of a folder (what was created, renamed or removed in it) durable.
 *
 * @throws the error of node:fs, such as ENOENT, EIO
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // Folders cannot be opened there; NTFS journals their entries.
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name beside `path` that nobody else uses. */
export function temporaryName(path: string): string {
  return `${path}.tmp-${randomBytes(6).toString('hex')}`;
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new, never a part, also after a crash.
 * The folder must exist.
 *
 * @throws the error of node:fs, such as ENOENT, ENOSPC; the old file is then as it was
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeNewFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Renames a folder and syncs its new parent. Never replaces anything: of several who rename to the same place at once
 * one succeeds. Both paths must lie on one file system.
 *
 * @returns false when something lies at `to` already; `from` is then untouched
 * @throws the error of node:fs, such as ENOENT, or EXDEV between two file systems
 */
export async function moveFolder(from: string, to: string): Promise<boolean> {
  // rename(2) replaces an empty folder in silence, so that case is looked for. One that is not empty it refuses by
  // itself, which settles the race of two writers.
  if (await exists(to)) return false;
  try {
    await rename(from, to);
  } catch (error) {
    if (await exists(to)) return false;
    throw error;
  }
  await syncFolder(dirname(to));
  return true;
}

/**
 * Whether the path names anything, a dangling link included.
 *
 * @throws the error of node:fs, such as EACCES where it cannot be told
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return false;
    throw error;
  }
}
