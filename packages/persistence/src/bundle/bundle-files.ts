import { describeValue } from '@regimekit/numerics';
import { FileTooLargeError, InvalidOptionError, MissingFileError, UnlistedFileError } from '../errors.ts';
import {
  MAX_ARRAYS_BYTES,
  MAX_JSON_BYTES,
  MAX_MANIFEST_BYTES,
  MAX_SIGNATURE_BYTES,
  MAX_SIGNATURES,
} from '../limits.ts';
import { CHECKSUMS_FILE, CONTENT_FILES, MANIFEST_FILE } from '../manifest.ts';
import { shorten } from '../shorten.ts';

/**
 * A bundle in memory: the bytes of its files by name, relative to the bundle (`manifest.json`, `signatures/ada.json`).
 * What a database or an archive keeps instead of a folder.
 */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** Where signatures lie; the only folder in a bundle, and the only files that come after the saving. */
export const SIGNATURES_FOLDER = 'signatures';

export const REQUIRED_FILES: readonly string[] = [MANIFEST_FILE, CHECKSUMS_FILE, ...CONTENT_FILES];

const SIGNATURE_NAME = /^[a-z0-9][a-z0-9._-]{0,99}\.json$/iu;

/** Whether a file may lie in `signatures/` under this name. */
export function isSignatureName(name: string): boolean {
  return SIGNATURE_NAME.test(name);
}

/** Bytes that are read of a file at most; undefined for a name that no bundle has. */
export function maxBytes(file: string): number | undefined {
  if (file === MANIFEST_FILE || file === CHECKSUMS_FILE) return MAX_MANIFEST_BYTES;
  if (file === 'arrays.safetensors') return MAX_ARRAYS_BYTES;
  if (file === 'config.json' || file === 'metadata.json') return MAX_JSON_BYTES;
  const [folder, name, ...rest] = file.split('/');
  return folder === SIGNATURES_FOLDER && rest.length === 0 && isSignatureName(name ?? '')
    ? MAX_SIGNATURE_BYTES
    : undefined;
}

/** The signatures of a bundle by name, `signatures/` included, in order of their names. */
export function signatureFiles(files: BundleFiles): Map<string, Uint8Array> {
  const found = [...files].filter(([file]) => file.startsWith(`${SIGNATURES_FOLDER}/`));
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Exactly the files of the format, none larger than a reader takes.
 *
 * @throws InvalidOptionError, MissingFileError, UnlistedFileError or FileTooLargeError
 */
export function checkFiles(files: BundleFiles): void {
  if (!(files instanceof Map)) {
    throw new InvalidOptionError('files', 'a Map of bytes by name', files, 'Give what readBundleFolder returns.');
  }
  for (const [file, bytes] of files as ReadonlyMap<unknown, unknown>) {
    const limit = typeof file === 'string' ? maxBytes(file) : undefined;
    if (limit === undefined) throw new UnlistedFileError(undefined, shorten(String(file)), 'the file');
    if (!(bytes instanceof Uint8Array)) {
      throw new InvalidOptionError(`files: ${String(file)}`, 'a Uint8Array', bytes, `Not ${describeValue(bytes)}.`);
    }
    if (bytes.length > limit) throw new FileTooLargeError(String(file), bytes.length, limit);
  }
  const missing = REQUIRED_FILES.find((file) => !files.has(file));
  if (missing !== undefined) throw new MissingFileError(undefined, missing);
  checkSignatureCount(signatureFiles(files).size);
}

/** @throws UnlistedFileError when there are more signatures than a bundle may hold */
export function checkSignatureCount(count: number): void {
  if (count <= MAX_SIGNATURES) return;
  throw new UnlistedFileError(undefined, SIGNATURES_FOLDER, `more than ${MAX_SIGNATURES} files in`);
}
