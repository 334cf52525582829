// Secrets as Standard Webhooks writes them: `whsec_` and the key in base64.
import { randomBytes } from 'node:crypto';
import { InvalidWebhookError } from './errors.ts';

const PREFIX = 'whsec_';
const GENERATED_BYTES = 32;
// The bounds of the specification: 192 to 512 bits.
const MIN_BYTES = 24;
const MAX_BYTES = 64;
// Two while a receiver goes over from one to the other.
const MAX_SECRETS = 2;

/** A new secret, to be shown once to whoever sets up the receiver. */
export function createWebhookSecret(): string {
  return PREFIX + randomBytes(GENERATED_BYTES).toString('base64');
}

/**
 * The keys of a secret; two secrets with a space between are both used, for the time in which a receiver changes from
 * one to the other.
 *
 * @throws InvalidWebhookError, which does not repeat what it was given
 */
export function readWebhookKeys(secret: string): Buffer[] {
  const parts = typeof secret === 'string' ? secret.trim().split(/\s+/u) : [];
  if (parts.length === 0 || parts.length > MAX_SECRETS)
    throw invalid(`expected one secret or two, received ${parts.length}.`);
  return parts.map(readKey);
}

function readKey(text: string): Buffer {
  if (!text.startsWith(PREFIX)) throw invalid(`it does not begin with ${PREFIX}.`);
  const encoded = text.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  const padded = encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=');
  // Node decodes what it can and skips the rest; a key that was mistyped must not become a shorter one.
  if (key.toString('base64') !== padded) throw invalid('what follows whsec_ is not base64.');
  if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
    throw invalid(`it has ${key.length} bytes, expected ${MIN_BYTES} to ${MAX_BYTES}.`);
  }
  return key;
}

function invalid(problem: string): InvalidWebhookError {
  return new InvalidWebhookError('secret', problem, 'Leave it out to have one generated.');
}
