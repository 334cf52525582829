import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegimekitError } from '@regimekit/errors';
import { canonicalJson, type JsonValue, type OptionNames } from '@regimekit/numerics';
import { z } from 'zod';
import { checkOptions } from '../check-options.ts';
import { replaceFile } from '../durable/durable-files.ts';
import { InvalidJsonError, InvalidOptionError } from '../errors.ts';
import { decodeJson } from '../strict-json.ts';
import {
  trustedKeySchema,
  trustKey,
  type TrustedKey,
  type TrustPolicy,
  type TrustTerms,
} from '../trust/trust-policy.ts';
import {
  InvalidKeyError,
  InvalidKeyFileError,
  KeyExistsError,
  KeyNotFoundError,
  KeyStorageError,
} from './key-errors.ts';
import {
  checkTrustedFolder,
  findOpenFolder,
  makeKeyFolder,
  readKeyFile,
  readPrivateKeyFile,
  writeKeyFile,
} from './key-files.ts';
import { checkKeyName } from './key-name.ts';
import { readPublicKey, type PublicKey } from './public-key.ts';
import { createKeyPair, exportPrivatePem, readSigningKey, type KeyPairOptions, SigningKey } from './signing-key.ts';

const PRIVATE = '.key';
const PUBLIC = '.pub';
const TRUSTED_FOLDER = 'trusted';

/** A trusted key in the store, and since when it is revoked. */
export interface StoredTrustedKey extends TrustedKey {
  readonly revokedAt?: string | undefined;
}

const storedSchema = trustedKeySchema.extend({ revokedAt: z.iso.datetime().optional() });

/** How a store of keys is opened. */
export interface KeyStoreOptions {
  /**
   * Told, once, when others can look into the folder. What they could do worse is refused.
   * @default process.emitWarning
   */
  readonly onWarning?: ((warning: RegimekitError) => void) | undefined;
}

const optionNames: OptionNames<KeyStoreOptions> = { onWarning: true };

/** A key of one's own, without its private half. */
export interface OwnKey extends PublicKey {
  readonly name: string;
}

/**
 * Keys in a folder (mode 0700): one's own as `<name>.key` (PKCS#8 PEM, mode 0600) and `<name>.pub` (SPKI PEM), those of
 * others in `trusted/<keyId>.json`. Nothing is ever overwritten. A private key that others can read is not used, nor
 * anything of a folder that others can write to; of a folder into which they can look `onWarning` is told.
 *
 * Windows has no such modes: there nothing is checked, and the access list of the folder must keep others out.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { KeyStore } from '@regimekit/persistence';
 *
 * const keys = new KeyStore(join(await mkdtemp(join(tmpdir(), 'keys-')), 'mine'));
 * await keys.create({ name: 'anna', algorithm: 'ecdsa-p256' });
 * const key = await keys.signingKey('anna'); // for signModel and signDsse
 *
 * await keys.trust(key.publicKey, { owner: 'Anna', models: ['spx-*'] });
 * const policy = await keys.policy('refuse'); // for loadModel, checkTrust
 * policy.keys[0]?.owner; // 'Anna'
 * ```
 */
export class KeyStore {
  readonly folder: string;
  readonly #warn: (warning: RegimekitError) => void;
  #warned = false;

  /**
   * @param folder created with the first key; a store without a folder is empty
   * @throws InvalidOptionError
   */
  constructor(folder: string, options: KeyStoreOptions = {}) {
    checkOptions(options, optionNames, 'KeyStore');
    if (typeof folder !== 'string' || folder === '') {
      throw new InvalidOptionError('folder', 'the path of a folder', folder, "Give a text such as 'keys'.");
    }
    this.folder = folder;
    this.#warn =
      options.onWarning ?? (({ message, hint = '', code }) => process.emitWarning(`${message} ${hint}`, { code }));
  }

  /**
   * Creates a key pair and keeps it.
   *
   * @throws InvalidKeyNameError, KeyExistsError or KeyStorageError
   */
  async create(options: KeyPairOptions): Promise<OwnKey> {
    return this.add(createKeyPair(options));
  }

  /**
   * Keeps a key that is in memory under its name.
   *
   * @throws KeyExistsError or KeyStorageError
   */
  async add(key: SigningKey): Promise<OwnKey> {
    if (!(key instanceof SigningKey)) throw new InvalidKeyError('key', 'expected a SigningKey.');
    const { name, publicKey } = key;
    await makeKeyFolder(this.folder);
    await this.#lookAtFolder();
    if ((await readKeyFile(this.#path(name, PUBLIC))) !== undefined) throw this.#taken(name, PUBLIC);
    if (!(await writeKeyFile(this.#path(name, PRIVATE), exportPrivatePem(key), 0o600)))
      throw this.#taken(name, PRIVATE);
    await writeKeyFile(this.#path(name, PUBLIC), publicKey.pem, 0o644);
    return { name, ...publicKey };
  }

  /**
   * One's own keys by name. The private halves are not read, unless a crash has left one without its `.pub`.
   *
   * @throws InvalidKeyFileError or KeyStorageError
   */
  async list(): Promise<OwnKey[]> {
    await this.#lookAtFolder();
    const names = await this.#names();
    return Promise.all(names.map(async (name) => ({ name, ...(await this.publicKey(name)) })));
  }

  /**
   * The public half of one's own key.
   *
   * @throws KeyNotFoundError, InvalidKeyFileError or KeyStorageError
   */
  async publicKey(name: string): Promise<PublicKey> {
    checkKeyName(name);
    const path = this.#path(name, PUBLIC);
    const pem = await readKeyFile(path);
    // Only a crash between the two files of a new key leaves a private one alone.
    if (pem === undefined) return (await this.#readPrivate(name)).publicKey;
    return readingKey(path, () => readPublicKey(pem));
  }

  /**
   * One's own key, to sign with.
   *
   * @throws KeyNotFoundError; KeyPermissionError when others can read it, with the command that mends it;
   * InvalidKeyFileError when it is damaged, or its `.pub` is of another key; KeyStorageError
   */
  async signingKey(name: string): Promise<SigningKey> {
    checkKeyName(name);
    const key = await this.#readPrivate(name);
    if ((await this.publicKey(name)).keyId === key.keyId) return key;
    throw new InvalidKeyFileError(this.#path(name, PUBLIC), `does not belong to '${this.#path(name, PRIVATE)}'`);
  }

  /**
   * Vouches for the public key of somebody. Compare its `keyId` with the owner on another channel first.
   *
   * @param key PEM text, or the public half of a `SigningKey`
   * @throws InvalidKeyError or InvalidOptionError; KeyExistsError when this key is trusted already; KeyStorageError
   */
  async trust(key: string | PublicKey, terms: TrustTerms): Promise<StoredTrustedKey> {
    const trusted = trustKey(key, terms);
    const folder = join(this.folder, TRUSTED_FOLDER);
    await makeKeyFolder(this.folder);
    await makeKeyFolder(folder);
    const path = this.#trustedPath(trusted.keyId);
    if (await writeKeyFile(path, encodeTrusted(trusted), 0o644)) return trusted;
    throw new KeyExistsError(trusted.keyId, path);
  }

  /**
   * Marks a trusted key as revoked, so that no signature of it counts any more.
   *
   * @throws KeyNotFoundError, InvalidKeyFileError or KeyStorageError
   */
  async revoke(keyId: string, clock: () => Date = () => new Date()): Promise<StoredTrustedKey> {
    const trusted = (await this.trusted()).find((key) => key.keyId === keyId);
    if (trusted === undefined) throw new KeyNotFoundError(keyId, join(this.folder, TRUSTED_FOLDER), []);
    if (trusted.revokedAt !== undefined) return trusted;
    const revoked = { ...trusted, revokedAt: clock().toISOString() };
    const path = this.#trustedPath(keyId);
    await replaceFile(path, encodeTrusted(revoked)).catch((error: unknown) => {
      throw new KeyStorageError('write', path, error);
    });
    return revoked;
  }

  /**
   * The keys that are vouched for, the revoked ones included, by owner.
   *
   * @throws InvalidKeyFileError or KeyStorageError
   */
  async trusted(): Promise<StoredTrustedKey[]> {
    const files = await listFolder(join(this.folder, TRUSTED_FOLDER));
    const paths = files.filter((file) => /^[0-9a-f]{64}\.json$/u.test(file));
    const keys = await Promise.all(paths.map((file) => readTrusted(join(this.folder, TRUSTED_FOLDER, file))));
    return keys.sort((a, b) => (a.owner === b.owner ? compare(a.keyId, b.keyId) : compare(a.owner, b.owner)));
  }

  /**
   * The trusted keys as a policy for `loadModel` and `checkTrust`.
   *
   * @throws KeyPermissionError when signatures are looked at and others can add to the trusted keys; InvalidKeyFileError,
   * KeyStorageError
   */
  async policy(requireSignature: TrustPolicy['requireSignature']): Promise<TrustPolicy> {
    if (requireSignature !== 'off') {
      await checkTrustedFolder(this.folder);
      await checkTrustedFolder(join(this.folder, TRUSTED_FOLDER));
    }
    const stored = await this.trusted();
    const revoked = stored.filter(({ revokedAt }) => revokedAt !== undefined).map(({ keyId }) => keyId);
    const keys = stored.map((key) => trustedKeySchema.strip().parse(key));
    return { requireSignature, keys, ...(revoked.length === 0 ? {} : { revoked }) };
  }

  async #readPrivate(name: string): Promise<SigningKey> {
    const path = this.#path(name, PRIVATE);
    const pem = await readPrivateKeyFile(path);
    await this.#lookAtFolder();
    if (pem === undefined) throw new KeyNotFoundError(name, this.folder, await this.#names());
    return readingKey(path, () => readSigningKey(pem, name));
  }

  async #lookAtFolder(): Promise<void> {
    const warning = this.#warned ? undefined : await findOpenFolder(this.folder);
    if (warning === undefined) return;
    this.#warned = true;
    this.#warn(warning);
  }

  async #names(): Promise<string[]> {
    const files = await listFolder(this.folder);
    return files.filter((file) => file.endsWith(PRIVATE)).map((file) => file.slice(0, -PRIVATE.length));
  }

  #path(name: string, suffix: string): string {
    return join(this.folder, `${name}${suffix}`);
  }

  #trustedPath(keyId: string): string {
    return join(this.folder, TRUSTED_FOLDER, `${keyId}.json`);
  }

  #taken(name: string, suffix: string): KeyExistsError {
    return new KeyExistsError(name, this.#path(name, suffix));
  }
}

function encodeTrusted(key: StoredTrustedKey): string {
  return `${canonicalJson(JSON.parse(JSON.stringify(key)) as JsonValue)}\n`;
}

async function readTrusted(path: string): Promise<StoredTrustedKey> {
  const text = (await readKeyFile(path)) ?? '';
  try {
    const key = storedSchema.parse(decodeJson(path, new TextEncoder().encode(text)));
    if (readPublicKey(key.publicKey).keyId === key.keyId && path.endsWith(`${key.keyId}.json`)) return key;
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof InvalidJsonError || error instanceof InvalidKeyError))
      throw error;
    throw new InvalidKeyFileError(path, 'does not hold a trusted key', error);
  }
  throw new InvalidKeyFileError(path, 'holds another key than its name and keyId say');
}

function readingKey<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidKeyError
      ? new InvalidKeyFileError(path, 'does not hold a key that is used here', error)
      : error;
  }
}

/** Names in a folder, sorted; none when it does not exist. */
async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort(compare);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return [];
    throw new KeyStorageError('read', folder, error);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
