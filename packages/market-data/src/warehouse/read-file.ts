import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { UnreadableFileError } from '../errors.ts';
import type { MarketFile } from '../formats/market-file.ts';

/** A file in memory under the path as it was given, with what the import log keeps of it. */
export interface LoadedFile extends MarketFile {
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
}

/** @throws UnreadableFileError when the path is missing, a folder, or closed to this user */
export async function loadFile(file: string | MarketFile): Promise<LoadedFile> {
  const content = typeof file === 'string' ? await readBytes(file) : file.content;
  const name = typeof file === 'string' ? file : file.name;
  return { name, content, sha256: createHash('sha256').update(content).digest('hex') };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UnreadableFileError(path, 'there is no such file.', 'Check the path and the spelling.', error);
    }
    if (code === 'EISDIR') {
      throw new UnreadableFileError(path, 'this is a folder.', 'Name the files in it, for example with *.csv.', error);
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new UnreadableFileError(path, 'the file may not be read.', 'Check its permissions.', error);
    }
    throw error;
  }
}
