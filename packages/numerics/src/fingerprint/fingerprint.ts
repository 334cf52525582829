import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

const encoder = new TextEncoder();

/**
 * SHA-256 over the canonical JSON of a value, in lower-case hex: equal values have equal fingerprints on every machine.
 *
 * @throws CanonicalJsonError for a value that canonical JSON cannot hold
 *
 * @example
 * ```ts
 * import { fingerprint } from '@regimekit/numerics';
 *
 * fingerprint({ b: 2, a: 1 }) === fingerprint({ a: 1, b: 2 }); // true
 * ```
 */
export function fingerprint(value: JsonValue): string {
  return sha256Hex(encoder.encode(canonicalJson(value)));
}

/** SHA-256 of bytes (FIPS 180-4) in lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}
