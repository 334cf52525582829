// Small reads and writes, done at once: each is some microseconds, and through a pool of threads it would be many times that.
import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, fsync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const sync = promisify(fsync);
const decoder = new TextDecoder();

/** A part of a file; undefined where there is none, or it cannot be read. */
export function readPart(
  path: string,
  { from, bytes }: { readonly from: 'beginning' | 'end'; readonly bytes: number },
): string | undefined {
  try {
    return withFile(path, 'r', (file) => {
      const { size } = fstatSync(file);
      const buffer = new Uint8Array(Math.min(bytes, size));
      const length = readSync(file, buffer, 0, buffer.length, from === 'beginning' ? 0 : size - buffer.length);
      return decoder.decode(buffer.subarray(0, length));
    });
  } catch {
    return undefined;
  }
}

/** What is to be done to two files. */
export interface Change {
  /** Lines that a file gets at its end. A crash may leave a part of them, of which the last is then not whole. */
  readonly append: { readonly path: string; readonly lines: string } | undefined;
  /**
   * Files that are replaced as a whole: a reader sees the old content or the new. Unlike the replacing of what must not be
   * lost, the folder is not synced: what a power loss brings back is the old picture, which is mended like any that lags.
   */
  readonly replace: readonly { readonly path: string; readonly content: string }[];
}

/**
 * Writes everything, has it synced at the same time, which takes a disk little longer than one of them, and then puts the
 * new files into the place of the old.
 */
export async function changeFiles({ append, replace }: Change): Promise<void> {
  const pictures = replace.map(({ path, content }) => ({ path, content, temporary: `${path}.tmp-${random()}` }));
  const files: number[] = [];
  try {
    for (const { temporary, content } of pictures) files.push(write(temporary, 'wx', content));
    if (append !== undefined) files.push(write(append.path, 'a', append.lines));
    await syncTogether(files);
    for (const { path, temporary } of pictures) renameSync(temporary, path);
  } catch (error) {
    for (const { temporary } of pictures) rmSync(temporary, { force: true });
    throw error;
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** @returns the file, open */
function write(path: string, flags: string, content: string): number {
  const file = openSync(path, flags);
  try {
    writeAll(file, content);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The last one here and the others meanwhile in the pool of threads; resolves, or rejects, when all have ended. */
async function syncTogether(files: readonly number[]): Promise<void> {
  const others = files.slice(0, -1).map((file) => sync(file));
  const last = new Promise<void>((resolve) => {
    for (const file of files.slice(-1)) fsyncSync(file);
    resolve();
  });
  for (const result of await Promise.allSettled([...others, last])) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** 48 bits, of which no two are alike for long. */
function random(): string {
  return randomUUID().slice(-12);
}

function writeAll(file: number, content: string): void {
  const bytes = new TextEncoder().encode(content);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}
