import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readSync,
  realpathSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
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
 * Bytes that are read before others get their turn. A model has a few thousand bytes in five files: read at once that is
 * a tenth of a millisecond, through the pool of threads many times that.
 */
const CHUNK_BYTES = 1024 * 1024;

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
  const path = readingFolder(folder, () => realpathSync.native(folder));
  const names = listFolder(folder, path);
  const signatures = names.includes(SIGNATURES_FOLDER) ? listSignatures(folder, path) : [];
  const files = new Map<string, Uint8Array>();
  for (const file of [...REQUIRED_FILES, ...signatures]) files.set(file, await readFileOnce(folder, path, file));
  return files;
}

/** The names in a bundle. What is missing is told before what is too much: that is what a wrong path looks like. */
function listFolder(folder: string, path: string): string[] {
  const names: string[] = [];
  let unlisted: UnlistedFileError | undefined;
  for (const entry of entriesOf(folder, path)) {
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

function listSignatures(folder: string, path: string): string[] {
  const signatures = join(path, SIGNATURES_FOLDER);
  const stats = readingFolder(folder, () => lstatSync(signatures));
  if (!stats.isDirectory()) throw new UnlistedFileError(folder, SIGNATURES_FOLDER, 'the link');
  const names: string[] = [];
  for (const entry of entriesOf(folder, signatures)) {
    const file = `${SIGNATURES_FOLDER}/${entry.name}`;
    if (!entry.isFile() || !isSignatureName(entry.name)) {
      throw new UnlistedFileError(folder, shorten(file), describeEntry(entry));
    }
    names.push(file);
    checkSignatureCount(names.length);
  }
  return names.sort((a, b) => (a < b ? -1 : 1));
}

/** One after the other: a folder may hold more entries than fit in memory. */
function* entriesOf(folder: string, path: string): Generator<Dirent> {
  const directory = readingFolder(folder, () => opendirSync(path));
  try {
    for (;;) {
      const entry = readingFolder(folder, () => directory.readSync());
      if (entry === null) return;
      yield entry;
    }
  } finally {
    directory.closeSync();
  }
}

async function readFileOnce(folder: string, path: string, file: string): Promise<Uint8Array> {
  const limit = maxBytes(file)!;
  const descriptor = readingFile(folder, file, () => openSync(join(path, file), OPEN_FLAGS));
  try {
    const stats = readingFile(folder, file, () => fstatSync(descriptor));
    if (!stats.isFile()) throw new UnlistedFileError(folder, file, 'no plain file, but a special one,');
    if (stats.size > limit) throw new FileTooLargeError(file, stats.size, limit);
    // One byte more than there should be, to see a file that grows while it is read.
    const buffer = new Uint8Array(stats.size + 1);
    const length = await fill(buffer, stats.size, (offset, bytes) =>
      readingFile(folder, file, () => readSync(descriptor, buffer, offset, bytes, offset)),
    );
    if (length !== stats.size) throw new FileSizeError(file, stats.size, length);
    return buffer.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * @param expected bytes that the file should have
 * @returns how many bytes there were
 */
async function fill(
  buffer: Uint8Array,
  expected: number,
  read: (offset: number, bytes: number) => number,
): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    if (length >= CHUNK_BYTES) await nextTurn();
    const wanted = Math.min(CHUNK_BYTES, buffer.length - length);
    const bytesRead = read(length, wanted);
    length += bytesRead;
    // Less than was asked for, and all that was expected: the end, without asking for it once more.
    if (bytesRead === 0 || (bytesRead < wanted && length === expected)) break;
  }
  return length;
}

function describeEntry(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  if (entry.isFile()) return 'the file';
  if (entry.isDirectory()) return 'the folder';
  return entry.isSymbolicLink() ? 'the link' : 'the special file';
}

function readingFile<T>(folder: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ELOOP' || code === 'EMLINK') throw new UnlistedFileError(folder, file, 'the link');
    if (code === 'ENXIO') throw new UnlistedFileError(folder, file, 'the special file'); // A socket cannot be opened.
    throw new ModelStorageError('read', join(folder, file), error);
  }
}

function readingFolder<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new ModelFolderNotFoundError(folder, error);
    throw new ModelStorageError('read', folder, error);
  }
}
