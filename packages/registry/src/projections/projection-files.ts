// Small reads and writes, done at once: each is some microseconds, and through a pool of threads it would be many times that.
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';

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
      return new TextDecoder().decode(buffer.subarray(0, length));
    });
  } catch {
    return undefined;
  }
}

/** Adds lines to the end of a file. A crash may leave a part of them, of which the last is then not whole. */
export function appendLines(path: string, lines: string): void {
  if (lines !== '') withFile(path, 'a', (file) => writeAll(file, lines));
}

/**
 * Replaces a file as a whole: a reader sees the old content or the new. Unlike the replacing of what must not be lost, the
 * folder is not synced: what a power loss brings back is the old picture, which is mended like any that lags.
 */
export function replacePicture(path: string, content: string): void {
  const temporary = `${path}.tmp-${randomBytes(6).toString('hex')}`;
  try {
    withFile(temporary, 'wx', (file) => writeAll(file, content));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAll(file: number, content: string): void {
  const bytes = new TextEncoder().encode(content);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  fsyncSync(file);
}

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}
