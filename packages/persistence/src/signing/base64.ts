import { Buffer } from 'node:buffer';

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/**
 * Bytes of a padded Base64 text, standard or URL-safe, as DSSE allows. Node's own decoder skips what it does not know
 * and bits that do not count; here two different texts never give the same bytes within one alphabet.
 *
 * @returns undefined when the text is not exactly what the encoder writes
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  const standard = bytes.toString('base64');
  const urlSafe = standard.replaceAll('+', '-').replaceAll('/', '_');
  return text === standard || text === urlSafe ? new Uint8Array(bytes) : undefined;
}

/** As `fromBase64`, the standard alphabet alone. */
export function fromStandardBase64(text: string): Uint8Array | undefined {
  return /[-_]/u.test(text) ? undefined : fromBase64(text);
}
