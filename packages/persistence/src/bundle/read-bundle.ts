import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OptionNames } from '@regimekit/numerics';
import { checkFolder, checkOptions } from '../check-options.ts';
import { sha256 } from '../digest.ts';
import {
  DigestMismatchError,
  FileSizeError,
  InvalidManifestError,
  MissingFileError,
  ModelFolderNotFoundError,
  ModelStorageError,
  UnlistedFileError,
} from '../errors.ts';
import {
  CHECKSUMS_FILE,
  CONTENT_FILES,
  decodeManifest,
  encodeChecksums,
  MANIFEST_FILE,
  manifestDigest,
  readManifestChecksum,
  type ModelManifest,
} from '../manifest.ts';
import type { ModelData } from '../model-data.ts';
import { decodeContents } from './decode-bundle.ts';

/** The manifest and the checksums have a few hundred bytes; what is longer is not read. */
const MAX_MANIFEST_BYTES = 64 * 1024;

export interface VerifyOptions {
  /**
   * The digest that `manifestDigest` gave when the model was saved. With it a bundle is refused that is sound in itself,
   * but is another.
   */
  readonly manifestDigest?: string | undefined;
}

const optionNames: OptionNames<VerifyOptions> = { manifestDigest: true };

/**
 * Reads a model and verifies the size and the SHA-256 of every file before it parses any. What the numbers mean is not
 * checked; `loadModel` does.
 *
 * @throws ModelFolderNotFoundError, MissingFileError, UnlistedFileError, FileSizeError, DigestMismatchError,
 * UnknownFormatVersionError, InvalidManifestError, InvalidJsonError, InvalidSafetensorsError, ArrayShapeError,
 * NonFiniteArrayError, InvalidModelError or ModelStorageError, each naming the file
 */
export async function readBundle(
  folder: string,
  options: VerifyOptions = {},
): Promise<{ manifest: ModelManifest; data: ModelData }> {
  const { manifest, contents } = await readVerified(folder, options);
  return { manifest, data: decodeContents(manifest.kind, contents) };
}

/**
 * Checks that the files of a model are those that were saved: none missing, none added, sizes and SHA-256 as listed.
 *
 * @throws as `readBundle`, for what can be wrong with files; nothing is parsed but the manifest
 */
export async function verifyModel(folder: string, options: VerifyOptions = {}): Promise<ModelManifest> {
  return (await readVerified(folder, options)).manifest;
}

async function readVerified(
  folder: string,
  options: VerifyOptions,
): Promise<{ manifest: ModelManifest; contents: Map<string, Uint8Array> }> {
  checkFolder(folder);
  checkOptions(options, optionNames, 'verification');
  await checkEntries(folder);
  const manifest = await readManifest(folder, options);
  const contents = new Map<string, Uint8Array>();
  for (const file of CONTENT_FILES) {
    const { size, sha256: expected } = manifest.files[file]!;
    const bytes = await readExactly(folder, file, size);
    const received = sha256(bytes);
    if (received !== expected) throw new DigestMismatchError(file, expected, received);
    contents.set(file, bytes);
  }
  return { manifest, contents };
}

/** Exactly the files of the format, and plain files: a link could lead out of the folder. */
async function checkEntries(folder: string): Promise<void> {
  const entries = await readingFolder(folder, () => readdir(folder, { withFileTypes: true }));
  const expected: readonly string[] = [MANIFEST_FILE, CHECKSUMS_FILE, ...CONTENT_FILES];
  const names = new Set(entries.map(({ name }) => name));
  const missing = expected.find((file) => !names.has(file));
  if (missing !== undefined) throw new MissingFileError(folder, missing);
  for (const entry of entries) {
    if (!entry.isFile())
      throw new UnlistedFileError(folder, entry.name, entry.isDirectory() ? 'the folder' : 'the link');
    if (!expected.includes(entry.name)) throw new UnlistedFileError(folder, entry.name, 'the file');
  }
}

async function readManifest(folder: string, options: VerifyOptions): Promise<ModelManifest> {
  const bytes = await readBounded(folder, MANIFEST_FILE);
  const checksums = await readBounded(folder, CHECKSUMS_FILE);
  const manifest = decodeManifest(bytes);
  expectDigest(MANIFEST_FILE, readManifestChecksum(checksums), sha256(bytes));
  // Both are written from the same facts, so each must follow from the other to the byte.
  expectDigest(MANIFEST_FILE, manifestDigest(manifest), sha256(bytes));
  expectDigest(CHECKSUMS_FILE, sha256(encodeChecksums(manifest)), sha256(checksums));
  if (options.manifestDigest !== undefined) expectDigest(MANIFEST_FILE, options.manifestDigest, sha256(bytes));
  return manifest;
}

function expectDigest(file: string, expected: string, received: string): void {
  if (received !== expected) throw new DigestMismatchError(file, expected, received);
}

async function readBounded(folder: string, file: string): Promise<Uint8Array> {
  const { size } = await readingFile(folder, file, (path) => stat(path));
  if (size > MAX_MANIFEST_BYTES) {
    throw new InvalidManifestError(file, `it has ${size} bytes, at most ${MAX_MANIFEST_BYTES} are read.`);
  }
  return readingFile(folder, file, (path) => readFile(path));
}

/** The size is looked at first, so that a file that has grown is not read into memory. */
async function readExactly(folder: string, file: string, size: number): Promise<Uint8Array> {
  const before = await readingFile(folder, file, (path) => stat(path));
  if (before.size !== size) throw new FileSizeError(file, size, before.size);
  const bytes = await readingFile(folder, file, (path) => readFile(path));
  if (bytes.length !== size) throw new FileSizeError(file, size, bytes.length);
  return bytes;
}

async function readingFile<T>(folder: string, file: string, read: (path: string) => Promise<T>): Promise<T> {
  try {
    return await read(join(folder, file));
  } catch (error) {
    throw new ModelStorageError('read', join(folder, file), error);
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
