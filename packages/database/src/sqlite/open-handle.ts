import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { DatabaseUnavailableError, type UnavailableReason } from '../errors.ts';
import { waitWhileBusy } from './node-sqlite-connection.ts';
import { sqliteCode } from './translate-error.ts';

const MEMORY = ':memory:';
const READONLY_DIRECTORY = 1544; // SQLITE_READONLY_DIRECTORY

export interface OpenHandleOptions {
  readonly path: string;
  readonly readOnly: boolean;
  readonly busyTimeoutMs: number;
}

/**
 * An open and configured SQLite handle: write-ahead log (readers and one writer do not block each other), every commit
 * synced to the disk before it is acknowledged, foreign keys enforced.
 */
export async function openHandle(options: OpenHandleOptions): Promise<DatabaseSync> {
  const { path, readOnly } = options;
  if (path === '') throw new DatabaseUnavailableError(path, 'invalid_path');
  const inMemory = path === MEMORY;
  // Resolved, so that it neither follows a later change of folder nor reads as a `file:` address.
  const location = inMemory ? MEMORY : resolve(path);
  if (!inMemory) prepareFolder(location, options);
  try {
    return await openConfigured(location, { ...options, inMemory });
  } catch (error) {
    if (!readOnly || inMemory) throw error;
    if (!hasLog(location) && lacksOnlyTheFolder(error)) {
      return await openConfigured(asImmutable(location), { ...options, inMemory });
    }
    throw hasLog(location) ? explainLog(error, path) : error;
  }
}

async function openConfigured(
  location: string | URL,
  options: OpenHandleOptions & { readonly inMemory: boolean },
): Promise<DatabaseSync> {
  const { readOnly } = options;
  const handle = await waitWhileBusy(
    () => new DatabaseSync(location, { readOnly, timeout: 0, enableForeignKeyConstraints: true }),
    { ...options, mayRetry: () => true },
  );
  try {
    await configure(handle, options);
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Whether reading failed only because no files can be made beside the database, which its log needs even for reading. */
function lacksOnlyTheFolder(error: unknown): boolean {
  return sqliteCode((error as { cause?: unknown } | undefined)?.cause) === READONLY_DIRECTORY;
}

/** Whether the log holds what the file may lack. */
function hasLog(location: string): boolean {
  return (statSync(`${location}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Where a log cannot be read for lack of rights, SQLite says no more than that it cannot open the file. */
function explainLog(error: unknown, path: string): unknown {
  const isVague = error instanceof DatabaseUnavailableError && error.reason === 'missing';
  return isVague ? new DatabaseUnavailableError(path, 'permission', error) : error;
}

/** As a file that nobody writes: no log, no locks. */
function asImmutable(location: string): URL {
  const url = pathToFileURL(location);
  url.searchParams.set('immutable', '1');
  return url;
}

async function configure(
  handle: DatabaseSync,
  options: OpenHandleOptions & { readonly inMemory: boolean },
): Promise<void> {
  await waitWhileBusy(
    () => {
      handle.exec('pragma trusted_schema = off');
      if (options.readOnly) {
        handle.exec('select 1 from sqlite_schema limit 1'); // Reads the header: is it a database at all?
        return;
      }
      const mode = handle.prepare('pragma journal_mode = wal').get()?.['journal_mode'];
      if (mode !== 'wal' && !options.inMemory) throw new DatabaseUnavailableError(options.path, 'unsupported');
      handle.exec('pragma synchronous = full');
      handle.exec('pragma fullfsync = on'); // macOS: reach the disk, not only its cache. Without effect elsewhere.
    },
    { ...options, mayRetry: () => true },
  );
}

/** Creates the parents of a file that may be created, and refuses a folder in its place. */
function prepareFolder(location: string, { path, readOnly }: OpenHandleOptions): void {
  try {
    if (statSync(location, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new DatabaseUnavailableError(path, 'directory');
    }
    if (readOnly) return;
    const folder = dirname(location);
    const firstCreated = mkdirSync(folder, { recursive: true });
    if (firstCreated !== undefined) syncFolders(folder, dirname(firstCreated));
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    throw new DatabaseUnavailableError(path, reasonOf(error), error);
  }
}

/** New folders survive a power loss only once the folders that name them are on the disk. */
function syncFolders(from: string, to: string): void {
  if (process.platform === 'win32') return; // Folders cannot be opened there; NTFS journals their entries.
  for (let folder = from; ; folder = dirname(folder)) {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (folder === to || folder === dirname(folder)) return;
  }
}

function reasonOf(error: unknown): UnavailableReason {
  const code = (error as { code?: unknown }).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'permission';
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EIO' ? 'disk' : 'missing';
}
