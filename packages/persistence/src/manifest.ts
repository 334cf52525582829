// What a bundle consists of. The digest of the manifest stands for the whole bundle: it covers the digest of every file.
import { z } from 'zod';
import { sha256 } from './digest.ts';
import { InvalidManifestError, UnknownFormatVersionError } from './errors.ts';
import { decodeJson, encodeJson } from './strict-json.ts';

/** The format this version writes, and the only one it reads. */
const FORMAT_VERSION = 1;

export const MANIFEST_FILE = 'manifest.json';
export const CHECKSUMS_FILE = 'SHA256SUMS';

/** The files that the manifest lists; beside them lie only the manifest and its checksums. */
export const CONTENT_FILES = ['arrays.safetensors', 'config.json', 'metadata.json'] as const;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');
const fileSchema = z.strictObject({ size: z.int().nonnegative(), sha256: sha256Schema });

export const kindSchema = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/iu, 'expected letters, digits, and . _ / -');

const manifestSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  kind: kindSchema,
  createdAt: z.iso.datetime(),
  files: z.strictObject({ 'arrays.safetensors': fileSchema, 'config.json': fileSchema, 'metadata.json': fileSchema }),
});

/** Size in bytes and SHA-256 (lower-case hex) of one file. */
export interface ManifestFile {
  readonly size: number;
  readonly sha256: string;
}

/** The content of `manifest.json`. */
export interface ModelManifest {
  readonly formatVersion: 1;
  readonly kind: string;
  /** Instant (UTC) of the saving. */
  readonly createdAt: string;
  /** Every file but the manifest itself and `SHA256SUMS`, which follows from it. */
  readonly files: Readonly<Record<string, ManifestFile>>;
}

/** @throws RangeError when `createdAt` is no valid date */
export function createManifest(
  kind: string,
  createdAt: Date,
  contents: ReadonlyMap<string, Uint8Array>,
): ModelManifest {
  const files = [...contents].map(([file, bytes]) => [file, { size: bytes.length, sha256: sha256(bytes) }] as const);
  return { formatVersion: FORMAT_VERSION, kind, createdAt: createdAt.toISOString(), files: Object.fromEntries(files) };
}

export function encodeManifest({ formatVersion, kind, createdAt, files }: ModelManifest): Uint8Array {
  const entries = Object.entries(files).map(([file, { size, sha256 }]) => [file, { size, sha256 }] as const);
  return encodeJson({ formatVersion, kind, createdAt, files: Object.fromEntries(entries) });
}

/**
 * SHA-256 (lower-case hex) that stands for the whole bundle: `sha256sum manifest.json` prints the same.
 *
 * @example
 * ```ts
 * import { manifestDigest, type ModelManifest } from '@regimekit/persistence';
 *
 * const manifest: ModelManifest = { formatVersion: 1, kind: 'mean', createdAt: '2024-01-31T21:00:00.000Z', files: {} };
 * manifestDigest(manifest).length; // 64
 * ```
 */
export function manifestDigest(manifest: ModelManifest): string {
  return sha256(encodeManifest(manifest));
}

/** The lines of `SHA256SUMS`, for `sha256sum -c`: every listed file, and the manifest. */
export function encodeChecksums(manifest: ModelManifest): Uint8Array {
  const digests = Object.entries(manifest.files).map(([file, { sha256 }]) => [file, sha256] as const);
  const lines = [...digests, [MANIFEST_FILE, manifestDigest(manifest)] as const]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, digest]) => `${digest}  ${file}\n`);
  return new TextEncoder().encode(lines.join(''));
}

/**
 * Reads `manifest.json`. The format version is looked at before anything else, because only it says which rules hold.
 *
 * @throws InvalidJsonError, UnknownFormatVersionError or InvalidManifestError
 */
export function decodeManifest(bytes: Uint8Array): ModelManifest {
  const value = decodeJson(MANIFEST_FILE, bytes);
  const version = z.looseObject({ formatVersion: z.int().positive() }).safeParse(value);
  if (version.success && version.data.formatVersion !== FORMAT_VERSION) {
    throw new UnknownFormatVersionError(version.data.formatVersion, FORMAT_VERSION);
  }
  const manifest = manifestSchema.safeParse(value);
  if (!manifest.success) throw new InvalidManifestError(MANIFEST_FILE, z.prettifyError(manifest.error), manifest.error);
  return manifest.data;
}

/** The digest that `SHA256SUMS` gives for the manifest. */
export function readManifestChecksum(bytes: Uint8Array): string {
  const line = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .find((candidate) => candidate.endsWith(`  ${MANIFEST_FILE}`));
  const digest = sha256Schema.safeParse(line?.slice(0, 64));
  if (!digest.success) throw new InvalidManifestError(CHECKSUMS_FILE, `it has no checksum of ${MANIFEST_FILE}.`);
  return digest.data;
}
