import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { sha256 } from '../digest.ts';
import { InvalidKeyError } from './key-errors.ts';

/** What can be created here and signs. */
export type SigningAlgorithm = 'ecdsa-p256' | 'ed25519';

/** What can be verified: beside our own the other two curves of OpenSSF model signing. */
export type KeyAlgorithm = SigningAlgorithm | 'ecdsa-p384' | 'ecdsa-p521';

/** A public key as plain data. */
export interface PublicKey {
  /** SHA-256 (lower-case hex) of the key's SPKI in DER. */
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  /** SPKI in PEM, always in the same spelling for the same key. */
  readonly pem: string;
}

const CURVES: Readonly<Record<string, KeyAlgorithm>> = {
  prime256v1: 'ecdsa-p256',
  secp384r1: 'ecdsa-p384',
  secp521r1: 'ecdsa-p521',
};

/** The digest that goes with each curve (sigstore protobuf-specs `PKIX_ECDSA_P256_SHA_256` and its sisters). */
const DIGESTS: Readonly<Record<KeyAlgorithm, string | null>> = {
  'ecdsa-p256': 'sha256',
  'ecdsa-p384': 'sha384',
  'ecdsa-p521': 'sha512',
  ed25519: null,
};

// What follows from a PEM text alone, which takes OpenSSL longer to read than a signature to verify. A policy is read at
// every load, and has a handful of keys.
const MAX_REMEMBERED = 256;
const known = new Map<string, PublicKey>();
const objects = new Map<string, KeyObject>();

function remember<T>(results: Map<string, T>, pem: string, read: () => T): T {
  const before = results.get(pem);
  if (before !== undefined) return before;
  const result = read();
  if (results.size >= MAX_REMEMBERED) results.clear();
  results.set(pem, result);
  return result;
}

/**
 * Reads a public key from PEM (SPKI). Keys that differ only in their spelling, such as a compressed point, give the
 * same record.
 *
 * @throws InvalidKeyError for anything else, also for a private key: what is published must not hold one
 *
 * @example
 * ```ts
 * import { createKeyPair, readPublicKey } from '@regimekit/persistence';
 *
 * const { publicKey } = createKeyPair({ algorithm: 'ed25519', name: 'anna' });
 * readPublicKey(publicKey.pem).keyId === publicKey.keyId; // true
 * ```
 */
export function readPublicKey(pem: string): PublicKey {
  if (typeof pem !== 'string')
    throw new InvalidKeyError('The public key', `expected a PEM text, received ${typeof pem}.`);
  // Node would derive the public half in silence, and hide that a private key is being passed around.
  if (!/^\s*-----BEGIN PUBLIC KEY-----/u.test(pem)) {
    throw new InvalidKeyError('The public key', 'expected a text that begins with -----BEGIN PUBLIC KEY-----.');
  }
  try {
    return remember(known, pem, () => describePublicKey(createPublicKey({ key: pem, format: 'pem' })));
  } catch (error) {
    if (error instanceof InvalidKeyError) throw error;
    throw new InvalidKeyError('The public key', 'it is damaged or no key.', error);
  }
}

/** @throws InvalidKeyError for a kind of key that is not used here */
export function describePublicKey(key: KeyObject): PublicKey {
  const algorithm = algorithmOf(key);
  // Through JWK, so that a compressed point becomes the uncompressed one that everybody else writes.
  const normal = createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
  const pem = normal.export({ type: 'spki', format: 'pem' });
  return Object.freeze({ keyId: sha256(normal.export({ type: 'spki', format: 'der' })), algorithm, pem: String(pem) });
}

function algorithmOf(key: KeyObject): KeyAlgorithm {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : undefined;
  const algorithm = curve === undefined ? undefined : CURVES[curve];
  if (algorithm !== undefined) return algorithm;
  const what = curve ?? key.asymmetricKeyType ?? 'unknown';
  throw new InvalidKeyError('The key', `expected Ed25519 or ECDSA on P-256, P-384 or P-521, received ${what}.`);
}

export function digestOf(algorithm: KeyAlgorithm): string | null {
  return DIGESTS[algorithm];
}

/** Whether `signature` (DER for ECDSA) is one of `key` over `bytes`. Never throws for a bad signature. */
export function verifyBytes(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const object = remember(objects, key.pem, () => createPublicKey(key.pem));
    return verify(digestOf(key.algorithm), bytes, object, signature);
  } catch {
    return false; // A signature that OpenSSL cannot even parse.
  }
}

/** Their signer's `verificationMaterial.publicKey.hint`: SHA-256 (hex) of the PEM text. */
export function pemHint(key: PublicKey): string {
  return sha256(new TextEncoder().encode(key.pem));
}
