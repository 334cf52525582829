import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { sha256 } from '../digest.ts';
import { DigestMismatchError, FileSizeError } from '../errors.ts';
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
import { migrateContent } from '../migrations/migrate-content.ts';
import type { JsonObject, ModelData } from '../model-data.ts';
import { checkTrust, type TrustContext } from '../trust/check-trust.ts';
import type { TrustPolicy } from '../trust/trust-policy.ts';
import { checkFiles, type BundleFiles } from './bundle-files.ts';
import { decodeContents } from './decode-contents.ts';

/** What a bundle must be to be sound. */
export interface VerifyOptions {
  /**
   * The digest that `manifestDigest` gave when the model was saved. With it a bundle is refused that is sound in itself,
   * but is another.
   */
  readonly manifestDigest?: string | undefined;
  /**
   * Whose signature the bundle needs. Checked after the digests, before any content is parsed.
   *
   * @default no signature is looked at
   */
  readonly trust?: TrustPolicy | undefined;
  /** What the policy is asked about: name and stage of the model, the clock, and who is told when it only warns. */
  readonly trustContext?: TrustContext | undefined;
}

export const verifyOptionNames: OptionNames<VerifyOptions> = { manifestDigest: true, trust: true, trustContext: true };

/** A verified bundle. What the numbers mean is not checked yet; a `ModelSchema` does. */
export interface ReadBundle {
  /** As it lies in the bundle: `manifestDigest` of it is the digest of the file, whatever its format. */
  readonly manifest: ModelManifest;
  /** The model, migrated to the newest format. */
  readonly data: ModelData;
  /** What the writer vouched for; empty in a bundle of format 1. */
  readonly evidence: JsonObject;
}

/**
 * Reads a bundle in memory and verifies the size and the SHA-256 of every file before it parses any: the same checks as
 * `readBundle` makes of a folder.
 *
 * @throws as `readBundle`, except for what only a folder can get wrong
 */
export function readBundleFiles(files: BundleFiles, options: VerifyOptions = {}): ReadBundle {
  const manifest = verifyBundleFiles(files, options);
  return decodeVerified(manifest, files);
}

/**
 * Checks that the files of a bundle in memory are those that were saved: none missing, none added, sizes and SHA-256 as
 * listed.
 *
 * @throws as `readBundleFiles`; nothing is parsed but the manifest
 */
export function verifyBundleFiles(files: BundleFiles, options: VerifyOptions = {}): ModelManifest {
  checkOptions(options, verifyOptionNames, 'verification');
  checkFiles(files);
  const manifest = verifyManifest(files, options);
  for (const file of CONTENT_FILES) {
    const bytes = files.get(file)!;
    const { size, sha256: expected } = manifest.files[file]!;
    if (bytes.length !== size) throw new FileSizeError(file, size, bytes.length);
    expectDigest(file, expected, sha256(bytes));
  }
  if (options.trust !== undefined) checkTrust(files, options.trust, options.trustContext);
  return manifest;
}

/** Parses the content of files that `verifyBundleFiles` has let through. */
export function decodeVerified(
  manifest: ModelManifest,
  files: BundleFiles,
  arrayNames?: readonly string[],
): ReadBundle {
  const { kind, createdAt, evidence = {} } = manifest;
  const { config, arrays, metadata } = decodeContents(kind, files, arrayNames);
  const content = { kind, createdAt, config, arrays, metadata };
  const migrated = migrateContent(
    manifest.formatVersion === 1
      ? { ...content, formatVersion: 1 }
      : { ...content, formatVersion: manifest.formatVersion, evidence },
  );
  const data = { kind: migrated.kind, config: migrated.config, arrays: migrated.arrays, metadata: migrated.metadata };
  return { manifest, data, evidence: migrated.evidence };
}

function verifyManifest(files: BundleFiles, options: VerifyOptions): ModelManifest {
  const bytes = files.get(MANIFEST_FILE)!;
  const checksums = files.get(CHECKSUMS_FILE)!;
  const manifest = decodeManifest(bytes);
  const digest = sha256(bytes);
  expectDigest(MANIFEST_FILE, readManifestChecksum(checksums), digest);
  // Both are written from the same facts, so each must follow from the other to the byte.
  expectDigest(MANIFEST_FILE, manifestDigest(manifest), digest);
  expectDigest(CHECKSUMS_FILE, sha256(encodeChecksums(manifest, digest)), sha256(checksums));
  if (options.manifestDigest !== undefined) expectDigest(MANIFEST_FILE, options.manifestDigest, digest);
  return manifest;
}

function expectDigest(file: string, expected: string, received: string): void {
  if (received !== expected) throw new DigestMismatchError(file, expected, received);
}
