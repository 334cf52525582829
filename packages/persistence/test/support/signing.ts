import {
  createKeyPair,
  encodeModel,
  signBundle,
  trustKey,
  type SigningKey,
  type TrustPolicy,
} from '../../src/index.ts';
import { SAVED_AT } from './bundles.ts';
import { chainData } from './chain-model.ts';

/** Keys of one run; nothing in the tests depends on which they are. */
export const anna = createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' });
export const ben = createKeyPair({ algorithm: 'ed25519', name: 'ben' });
export const mallory = createKeyPair({ algorithm: 'ecdsa-p256', name: 'mallory' });

/** A model in memory, signed by the given keys. */
export function signedFiles(...keys: readonly SigningKey[]): Map<string, Uint8Array> {
  const files = new Map(encodeModel(chainData(), { clock: () => SAVED_AT }).files);
  for (const key of keys) {
    const { file, bytes } = signBundle(files, key);
    files.set(file, bytes);
  }
  return files;
}

/** Refuses whatever none of these keys has signed. */
export function policyOf(...keys: readonly SigningKey[]): TrustPolicy {
  return {
    requireSignature: 'refuse',
    keys: keys.map((key) => trustKey(key.publicKey, { owner: key.name })),
  };
}

export function signatureName(files: ReadonlyMap<string, Uint8Array>): string {
  return [...files.keys()].find((file) => file.startsWith('signatures/'))!;
}
