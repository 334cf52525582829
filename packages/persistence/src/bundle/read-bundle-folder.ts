import { constants } from 'node:fs';
import { lstat, open, opendir, realpath, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFolder } from '../check-options.ts';
import {
  FileSizeError,
  FileTooLargeError,
  MissingFileError,
  ModelFolderNotFoundError,
  ModelStorageError,
  UnlistedFileError,
} from '../errors.ts';
import { shorten } from '../shorten.ts';
import {
  checkSignatureCount,
  isSignatureName,
  maxBytes,
  REQUIRED_FILES,
  SIGNATURES_FOLDER,
  type BundleFiles,
} from './bundle-files.ts';

// A link is refused by the opening itself, and a fifo does not block it: between the look into a folder and the opening
// of a file somebody may have exchanged it. Where the platform lacks a flag it is 0 and the checks of the handle remain.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Entries of a folder that are looked at. */
const MAX_ENTRIES = 100;

/**
 * Reads the files of a bundle into memory, each once, so that what is verified later is what is used. Bounded: nothing is
 * read whose size was not looked at on the opened file. Only plain files are read, and only those that a bundle has; of
 * links, the one `folder` itself may be (`models/current`) is followed, once, at the beginning.
 *
 * Nothing is verified or parsed; `readBundleFiles` does.
 *
 * @throws ModelFolderNotFoundError, MissingFileError, UnlistedFileError, FileTooLargeError or ModelStorageError
 */
export async function readBundleFolder(folder: string): Promise<BundleFiles> {
  checkFolder(folder);
  // Resolved once: a link that is turned to another bundle meanwhile does not mix the two.
  const path = await readingFolder(folder, () => realpath(folder));
  const names = await listFolder(folder, path);
  const signatures = names.includes(SIGNATURES_FOLDER) ? await listSignatures(folder, path) : [];
  const files = new Map<string, Uint8Array>();
  for (const file of [...REQUIRED_FILES, ...signatures]) files.set(file, await readFileOnce(folder, path, file));
  return files;
}

/** The names in a bundle. What is missing is told before what is too much: that is what a wrong path looks like. */
async function listFolder(folder: string, path: string): Promise<string[]> {
  const names: string[] = [];
  let unlisted: UnlistedFileError | undefined;
  for await (const entry of await readingFolder(folder, () => opendir(path))) {
    const { name } = entry;
    const known = REQUIRED_FILES.includes(name) ? entry.isFile() : name === SIGNATURES_FOLDER && entry.isDirectory();
    if (!known) unlisted ??= new UnlistedFileError(folder, shorten(name), describeEntry(entry));
    // However many files lie there, no more than these are looked at.
    if (names.push(name) > MAX_ENTRIES && unlisted !== undefined) throw unlisted;
  }
  const missing = REQUIRED_FILES.find((file) => !names.includes(file));
  if (missing !== undefined) throw new MissingFileError(folder, missing);
  if (unlisted !== undefined) throw unlisted;
  return names;
}

async function listSignatures(folder: string, path: string): Promise<string[]> {
  const signatures = join(path, SIGNATURES_FOLDER);
  const stats = await readingFolder(folder, () => lstat(signatures));
  if (!stats.isDirectory()) throw new UnlistedFileError(folder, SIGNATURES_FOLDER, 'the link');
  const names: string[] = [];
  for await (const entry of await readingFolder(folder, () => opendir(signatures))) {
    const file = `${SIGNATURES_FOLDER}/${entry.name}`;
    if (!entry.isFile() || !isSignatureName(entry.name)) {
      throw new UnlistedFileError(folder, shorten(file), describeEntry(entry));
    }
    names.push(file);
    checkSignatureCount(names.length);
  }
  return names.sort((a, b) => (a < b ? -1 : 1));
}

async function readFileOnce(folder: string, path: string, file: string): Promise<Uint8Array> {
  const limit = maxBytes(file)!;
  const handle = await readingFile(folder, file, () => open(join(path, file), OPEN_FLAGS));
  try {
    return await readingFile(folder, file, () => readHandle(folder, file, handle, limit));
  } finally {
    await handle.close();
  }
}

async function readHandle(folder: string, file: string, handle: FileHandle, limit: number): Promise<Uint8Array> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new UnlistedFileError(folder, file, 'no plain file, but a special one,');
  if (stats.size > limit) throw new FileTooLargeError(file, stats.size, limit);
  // One byte more than there should be, to see a file that grows while it is read.
  const buffer = new Uint8Array(stats.size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length !== stats.size) throw new FileSizeError(file, stats.size, length);
  return buffer.subarray(0, length);
}

function describeEntry(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (entry.isFile()) return 'the file';
  if (entry.isDirectory()) return 'the folder';
  return entry.isSymbolicLink() ? 'the link' : 'the special file';
}

async function readingFile<T>(folder: string, file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ELOOP' || code === 'EMLINK') throw new UnlistedFileError(folder, file, 'the link');
    throw isOwn(error) ? error : new ModelStorageError('read', join(folder, file), error);
  }
}

async function readingFolder<T>(folder: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ModelFolderNotFoundError(folder, error);
    throw new ModelStorageError('read', folder, error);
  }
}

function isOwn(error: unknown): boolean {
  return error instanceof UnlistedFileError || error instanceof FileTooLargeError || error instanceof FileSizeError;
}
