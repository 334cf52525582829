import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidKeyError } from './key-errors.ts';
import { checkKeyName } from './key-name.ts';
import { describePublicKey, digestOf, type PublicKey, type SigningAlgorithm } from './public-key.ts';

/** Private keys, apart from the objects that stand for them: what prints or serialises one finds only its public half. */
const privateKeys = new WeakMap<SigningKey, KeyObject>();

/**
 * A private key that signs. Printing it, `JSON.stringify` and structured cloning show its name and its public half alone.
 * Made by `createKeyPair`, `readSigningKey` or `KeyStore.signingKey`.
 */
export class SigningKey {
  readonly name: string;
  readonly publicKey: PublicKey;

  /** @internal */
  constructor(name: string, privateKey: KeyObject) {
    this.name = name;
    this.publicKey = describePublicKey(createPublicKey(privateKey));
    if (this.algorithm !== 'ecdsa-p256' && this.algorithm !== 'ed25519') {
      throw new InvalidKeyError(
        'The private key',
        `expected ecdsa-p256 or ed25519, received ${this.publicKey.algorithm}.`,
      );
    }
    privateKeys.set(this, privateKey);
    Object.freeze(this);
  }

  get keyId(): string {
    return this.publicKey.keyId;
  }

  get algorithm(): SigningAlgorithm {
    return this.publicKey.algorithm as SigningAlgorithm;
  }

  /** Signature over `bytes`: DER for ECDSA (fresh randomness each time), 64 bytes for Ed25519. */
  sign(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(sign(digestOf(this.algorithm), bytes, privateKeys.get(this)!));
  }

  toJSON(): { name: string; publicKey: PublicKey } {
    return { name: this.name, publicKey: this.publicKey };
  }
}

/** Which kind of key is made, and its name. */
export interface KeyPairOptions {
  readonly algorithm: SigningAlgorithm;
  /** What its owner calls it; the file name in a `KeyStore`. */
  readonly name: string;
}

const optionNames: OptionNames<KeyPairOptions> = { algorithm: true, name: true };

/**
 * A new key pair in memory, from the system's randomness. `KeyStore.create` makes one that is kept.
 *
 * @throws InvalidKeyNameError, InvalidKeyError for an unknown algorithm, InvalidOptionError for a misspelt option
 *
 * @example
 * ```ts
 * import { createKeyPair } from '@regimekit/persistence';
 *
 * const key = createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' });
 * key.publicKey.pem; // '-----BEGIN PUBLIC KEY-----\n…'
 * key.keyId.length; // 64
 * ```
 */
export function createKeyPair(options: KeyPairOptions): SigningKey {
  checkOptions(options, optionNames, 'key pair');
  checkKeyName(options.name);
  return new SigningKey(options.name, generate(options.algorithm));
}

function generate(algorithm: SigningAlgorithm): KeyObject {
  if (algorithm === 'ed25519') return generateKeyPairSync('ed25519').privateKey;
  if (algorithm === 'ecdsa-p256') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  throw new InvalidKeyError('algorithm', `expected 'ecdsa-p256' or 'ed25519', received ${String(algorithm)}.`);
}

/**
 * Reads a private key that was made elsewhere from PEM (PKCS#8, not encrypted).
 *
 * @throws InvalidKeyError, which never repeats the text
 */
export function readSigningKey(pem: string, name: string): SigningKey {
  checkKeyName(name);
  if (typeof pem !== 'string' || !/^\s*-----BEGIN PRIVATE KEY-----/u.test(pem)) {
    throw new InvalidKeyError('The private key', 'expected a text that begins with -----BEGIN PRIVATE KEY-----.');
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // The cause is left out on purpose: what a parser says of a private key is not for logs.
    throw new InvalidKeyError('The private key', 'it is damaged or no key.');
  }
  return new SigningKey(name, key);
}

/** PKCS#8 in PEM, for the key store alone. Not exported by the package. */
export function exportPrivatePem(key: SigningKey): string {
  return String(privateKeys.get(key)!.export({ type: 'pkcs8', format: 'pem' }));
}
