// What a bundle consists of. The digest of the manifest stands for the whole bundle: it covers the digest of every file.
import { z } from 'zod';
import type { JsonValue } from '@regimekit/numerics';
import { sha256 } from './digest.ts';
import { InvalidManifestError, UnknownFormatVersionError } from './errors.ts';
import type { JsonObject } from './model-data.ts';
import { writer } from './package-version.ts';
import { describeIssues } from './shorten.ts';
import { decodeJson, encodeJson } from './strict-json.ts';

/** The format this version writes. */
export const FORMAT_VERSION = 2;

/** The formats this version reads: all there ever were. */
export const READABLE_FORMATS: readonly number[] = [1, 2];

/** The first version of this package that reads what this version writes. */
const READABLE_SINCE = '0.1.0';

export const MANIFEST_FILE = 'manifest.json';
export const CHECKSUMS_FILE = 'SHA256SUMS';

/** The files that the manifest lists; beside them lie the manifest, its checksums, and signatures. */
export const CONTENT_FILES = ['arrays.safetensors', 'config.json', 'metadata.json'] as const;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 lower-case hex digits');
const fileSchema = z.strictObject({ size: z.int().nonnegative(), sha256: sha256Schema });
const semverSchema = z
  .string()
  .max(64)
  .regex(/^\d+\.\d+\.\d+[-0-9a-z.+]*$/iu, 'expected a version such as 1.2.3');
const packageSchema = z
  .string()
  .max(214)
  .regex(/^[@a-z0-9._~/-]+$/iu, 'expected the name of a package');

export const kindSchema = z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/iu, 'expected letters, digits, and . _ / -');

const manifestV1 = z.strictObject({
  formatVersion: z.literal(1),
  kind: kindSchema,
  createdAt: z.iso.datetime(),
  files: z.strictObject({ 'arrays.safetensors': fileSchema, 'config.json': fileSchema, 'metadata.json': fileSchema }),
});

const manifestV2 = z.strictObject({
  ...manifestV1.shape,
  formatVersion: z.literal(2),
  writtenBy: z.strictObject({ package: packageSchema, version: semverSchema }),
  readableSince: semverSchema,
  // Any JSON; what decodeJson has let through is plain and bounded.
  evidence: z.custom<JsonObject>((value) => isObject(value), 'expected an object'),
});

const manifestSchema = z.discriminatedUnion('formatVersion', [manifestV1, manifestV2]);

/** Size in bytes and SHA-256 (lower-case hex) of one file. */
export interface ManifestFile {
  readonly size: number;
  readonly sha256: string;
}

/** The content of `manifest.json`, as it lies in the bundle: one of format 1 stays one when it is read. */
export interface ModelManifest {
  readonly formatVersion: 1 | 2;
  readonly kind: string;
  /** Instant (UTC) of the saving. */
  readonly createdAt: string;
  /** Every file but the manifest itself, `SHA256SUMS`, which follows from it, and signatures, which come later. */
  readonly files: Readonly<Record<string, ManifestFile>>;
  /** The software that wrote the bundle; from format 2. */
  readonly writtenBy?: { readonly package: string; readonly version: string } | undefined;
  /** The first version of `@regimekit/persistence` that reads this format; from format 2. */
  readonly readableSince?: string | undefined;
  /** What the writer vouches for beside the model, such as the newest link of a registry's chain; from format 2. */
  readonly evidence?: JsonObject | undefined;
}

interface ManifestFacts {
  readonly kind: string;
  readonly createdAt: Date;
  readonly evidence: JsonObject;
}

/** @throws RangeError when `createdAt` is no valid date */
export function createManifest(facts: ManifestFacts, contents: ReadonlyMap<string, Uint8Array>): ModelManifest {
  const files = [...contents].map(([file, bytes]) => [file, { size: bytes.length, sha256: sha256(bytes) }] as const);
  return {
    formatVersion: FORMAT_VERSION,
    kind: facts.kind,
    createdAt: facts.createdAt.toISOString(),
    files: Object.fromEntries(files),
    writtenBy: { ...writer },
    readableSince: READABLE_SINCE,
    evidence: facts.evidence,
  };
}

export function encodeManifest(manifest: ModelManifest): Uint8Array {
  const { formatVersion, kind, createdAt } = manifest;
  const entries = Object.entries(manifest.files).map(([file, { size, sha256 }]) => [file, { size, sha256 }] as const);
  const common: JsonObject = { formatVersion, kind, createdAt, files: Object.fromEntries(entries) };
  if (formatVersion === 1) return encodeJson(common);
  const { writtenBy = writer, readableSince = READABLE_SINCE, evidence = {} } = manifest;
  return encodeJson({ ...common, writtenBy: { ...writtenBy }, readableSince, evidence });
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

/**
 * The lines of `SHA256SUMS`, for `sha256sum -c`: every listed file, and the manifest.
 *
 * @param digest what `manifestDigest` gives for the manifest, where it is known
 */
export function encodeChecksums(manifest: ModelManifest, digest = manifestDigest(manifest)): Uint8Array {
  const digests = Object.entries(manifest.files).map(([file, { sha256 }]) => [file, sha256] as const);
  const lines = [...digests, [MANIFEST_FILE, digest] as const]
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
  refuseNewerFormat(value);
  const manifest = manifestSchema.safeParse(value);
  if (!manifest.success) throw new InvalidManifestError(MANIFEST_FILE, describeIssues(manifest.error), manifest.error);
  return manifest.data;
}

function refuseNewerFormat(value: JsonValue): void {
  const { formatVersion, readableSince } = isObject(value) ? value : {};
  if (typeof formatVersion !== 'number' || !Number.isSafeInteger(formatVersion) || formatVersion < 1) return;
  if (READABLE_FORMATS.includes(formatVersion)) return;
  // Taken from the file only when it is a version: the sentence around it is ours.
  const since = semverSchema.safeParse(readableSince);
  throw new UnknownFormatVersionError(formatVersion, READABLE_FORMATS, since.data);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
