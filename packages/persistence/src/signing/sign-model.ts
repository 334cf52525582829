import { link, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { OptionNames } from '@regimekit/numerics';
import { SIGNATURES_FOLDER, type BundleFiles } from '../bundle/bundle-files.ts';
import { verifyBundleFiles } from '../bundle/read-bundle-files.ts';
import { readBundleFolder } from '../bundle/read-bundle-folder.ts';
import { checkOptions } from '../check-options.ts';
import { syncFolder, temporaryName, writeNewFile } from '../durable/durable-files.ts';
import { InvalidOptionError, ModelStorageError } from '../errors.ts';
import { SigningKey } from '../keys/signing-key.ts';
import { encodeSignature, signatureFileName } from './signature-file.ts';
import { SignatureExistsError } from './signing-errors.ts';
import { encodeStatement } from './statement.ts';

/** How a bundle is signed. */
export interface SignModelOptions {
  /**
   * Name of the model in the statement. Informative only: no check depends on it.
   *
   * @default the name of the folder; for a bundle in memory the kind of its manifest
   */
  readonly name?: string | undefined;
}

const optionNames: OptionNames<SignModelOptions> = { name: true };

/** A signature that is still to be added to its bundle. */
export interface BundleSignature {
  /** Name within the bundle, `signatures/…`. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * Signs a saved model and adds the signature to its folder. What is signed is every file of the model but `signatures/`,
 * after their digests were verified; the model itself is not touched, and several keys may sign one after the other.
 *
 * A key of ECDSA P-256 writes an OpenSSF model signing v1 bundle (`signatures/<16 of keyId>.sigstore.json`), which
 * `model_signing verify key` reads; one of Ed25519 a DSSE envelope over the same statement.
 *
 * @returns the name of the signature within the model
 * @throws SignatureExistsError when this key has signed already; what `verifyModel` throws; ModelStorageError
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { checkTrust, createKeyPair, readBundleFolder, saveModel, signModel, trustKey } from '@regimekit/persistence';
 *
 * const folder = join(await mkdtemp(join(tmpdir(), 'models-')), 'first');
 * await saveModel(folder, { kind: 'empty', config: {}, arrays: {}, metadata: {} });
 *
 * const anna = createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' });
 * await signModel(folder, anna); // 'signatures/….sigstore.json'
 *
 * const policy = { requireSignature: 'refuse', keys: [trustKey(anna.publicKey, { owner: 'Anna' })] } as const;
 * checkTrust(await readBundleFolder(folder), policy).outcome; // 'trusted'
 * ```
 */
export async function signModel(folder: string, key: SigningKey, options: SignModelOptions = {}): Promise<string> {
  checkOptions(options, optionNames, 'signing');
  const files = await readBundleFolder(folder);
  const { file, bytes } = signBundle(files, key, { name: options.name ?? basename(resolve(folder)) });
  await addFile(folder, file, bytes);
  return file;
}

/**
 * Signs a bundle in memory. The caller adds the signature to the files, or to where they are kept.
 *
 * @throws as `signModel`, except for what only a folder can get wrong
 *
 * @example
 * ```ts
 * import { createKeyPair, encodeModel, signBundle } from '@regimekit/persistence';
 *
 * const { files } = encodeModel({ kind: 'empty', config: {}, arrays: {}, metadata: {} });
 * const { file, bytes } = signBundle(files, createKeyPair({ algorithm: 'ed25519', name: 'anna' }));
 * const signed = new Map(files).set(file, bytes);
 * signed.size === files.size + 1; // true
 * ```
 */
export function signBundle(files: BundleFiles, key: SigningKey, options: SignModelOptions = {}): BundleSignature {
  checkOptions(options, optionNames, 'signing');
  if (!(key instanceof SigningKey)) {
    // The value itself is kept out of the error: it may be the private key as a text.
    throw new InvalidOptionError(
      'key',
      'a SigningKey',
      typeof key,
      'Take one of KeyStore.signingKey or createKeyPair.',
    );
  }
  const manifest = verifyBundleFiles(files);
  const file = signatureFileName(key);
  if (files.has(file)) throw new SignatureExistsError(file);
  return { file, bytes: encodeSignature(encodeStatement(files, options.name ?? manifest.kind), key) };
}

/** Written beside the model and linked into it: a reader sees the whole signature or none, and never a second file. */
async function addFile(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const target = join(folder, file);
  const temporary = temporaryName(resolve(folder));
  try {
    await mkdir(join(folder, SIGNATURES_FOLDER), { recursive: true });
    await writeNewFile(temporary, bytes);
    await link(temporary, target);
    await syncFolder(dirname(target));
    await syncFolder(folder);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EEXIST') throw new SignatureExistsError(file);
    throw new ModelStorageError('write', target, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
