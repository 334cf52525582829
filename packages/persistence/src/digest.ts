import { hash } from 'node:crypto';

/** SHA-256 of bytes in lower-case hex, by the runtime's native code: bundles are hashed at every load. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
