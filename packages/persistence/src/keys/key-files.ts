// Files of a key store: small, plain, written whole, and a private one never open to others, not even for a moment.
import { constants } from 'node:fs';
import { link, mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, temporaryName } from '../durable/durable-files.ts';
import { InvalidKeyFileError, KeyPermissionError, KeyStorageError } from './key-errors.ts';

/** A key in PEM has a few hundred bytes. */
const MAX_KEY_FILE_BYTES = 16 * 1024;

/** Permission bits of everybody but the owner. Windows has none; there the access list of the folder decides. */
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const HAS_MODES = process.platform !== 'win32';

// A link is refused by the opening itself, and a fifo does not block it.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Creates a folder (0700), with its parents, when there is none. */
export async function makeKeyFolder(folder: string): Promise<void> {
  try {
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(dirname(folder));
  } catch (error) {
    throw new KeyStorageError('create', folder, error);
  }
}

/**
 * Writes a new file with its mode from the first byte on: created under a temporary name, synced, and linked to its own,
 * so that after a crash there is the whole file or none.
 *
 * @returns false when one of this name is there already
 */
export async function writeKeyFile(path: string, text: string, mode: number): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    const handle = await open(temporary, 'wx', mode);
    await writeAndSync(handle, text);
    await link(temporary, path);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') return false;
    throw new KeyStorageError('write', path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  await syncFolder(dirname(path));
  return true;
}

async function writeAndSync(handle: FileHandle, text: string): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws KeyPermissionError when others can read the file, or exchange it in its folder; InvalidKeyFileError */
export async function readPrivateKeyFile(path: string): Promise<string | undefined> {
  if (HAS_MODES) await checkFolderMode(dirname(path));
  return readKeyFile(path, (mode) => {
    if (!HAS_MODES || (mode & OTHERS) === 0) return;
    const problem = `The private key is not used: '${path}' has mode ${octal(mode)}, expected 600: others may have read it`;
    throw new KeyPermissionError(path, problem, `Run: chmod 600 '${path}' - and replace the key if others were there.`);
  });
}

/** @throws KeyPermissionError when others can exchange, add or remove what lies in the folder */
async function checkFolderMode(folder: string): Promise<void> {
  const mode = await folderMode(folder);
  if (mode === undefined || (mode & OTHERS_WRITE) === 0) return;
  const problem = `lies in a folder of mode ${octal(mode)}, expected 700: others may exchange its files`;
  throw new KeyPermissionError(folder, `The private key is not used: '${folder}' ${problem}`, chmod700(folder));
}

/**
 * For the keys of others: no private key is at stake there, but whoever can add a file adds somebody to be trusted.
 *
 * @throws KeyPermissionError
 */
export async function checkTrustedFolder(folder: string): Promise<void> {
  const mode = HAS_MODES ? await folderMode(folder) : undefined;
  if (mode === undefined || (mode & OTHERS_WRITE) === 0) return;
  const problem = `'${folder}' has mode ${octal(mode)}, expected 700: others may add keys to it`;
  throw new KeyPermissionError(folder, `The trusted keys are not used: ${problem}`, chmod700(folder));
}

/** What to warn of where others can look into a folder of keys; undefined where they cannot. */
export async function findOpenFolder(folder: string): Promise<KeyPermissionError | undefined> {
  const mode = HAS_MODES ? await folderMode(folder) : undefined;
  if (mode === undefined || (mode & OTHERS) === 0) return undefined;
  const problem = `The folder of your keys is open to others: '${folder}' has mode ${octal(mode)}, expected 700`;
  return new KeyPermissionError(folder, problem, chmod700(folder));
}

/** Of the folder itself, where the path is a link to it; undefined when there is none. */
async function folderMode(folder: string): Promise<number | undefined> {
  return (await stat(folder).catch(() => undefined))?.mode;
}

function chmod700(folder: string): string {
  return `Run: chmod 700 '${folder}'`;
}

/** Text of a small plain file; undefined when there is none. The mode is looked at on the opened file, before reading. */
export async function readKeyFile(path: string, checkMode?: (mode: number) => void): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, OPEN_FLAGS);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK') throw new InvalidKeyFileError(path, 'is a link, expected a plain file');
    throw new KeyStorageError('read', path, error);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new InvalidKeyFileError(path, 'is no plain file');
    if (stats.size > MAX_KEY_FILE_BYTES) throw new InvalidKeyFileError(path, `is too large (${stats.size} bytes)`);
    checkMode?.(stats.mode);
    return await handle.readFile('utf8').catch((error: unknown) => {
      throw new KeyStorageError('read', path, error);
    });
  } finally {
    await handle.close();
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, '0');
}
