// Tokens prove who acts. The policy keeps their digests, so that whoever reads it cannot act for others.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { InvalidOptionError } from '@regimekit/persistence';

/** A token, to be handed to its owner, and what the policy keeps of it. */
export interface CreatedToken {
  /** Secret. Given to `ModelRegistry.open` by its owner and kept nowhere else; it cannot be recovered. */
  readonly token: string;
  /** SHA-256 (lower-case hex) of the token, for `tokenHashes` of the person in the policy. */
  readonly tokenHash: string;
}

const PREFIX = 'rk_';
const MIN_LENGTH = 20;

/**
 * A new token of 256 random bits.
 *
 * @example
 * ```ts
 * import { createToken } from '@regimekit/registry';
 *
 * const { token, tokenHash } = createToken();
 * token.length; // 46: 'rk_' and 43 letters
 * const policy = { people: { ada: { roles: ['operator'], tokenHashes: [tokenHash] } } };
 * ```
 */
export function createToken(): CreatedToken {
  const token = PREFIX + randomBytes(32).toString('base64url');
  return { token, tokenHash: hashToken(token) };
}

/**
 * SHA-256 (lower-case hex) of a token. No slow hash is needed: tokens are random, not chosen by people.
 *
 * @throws InvalidOptionError when the token is too short to be random
 */
export function hashToken(token: string): string {
  if (typeof token !== 'string' || token.length < MIN_LENGTH) {
    // The token itself never occurs in a message.
    throw new InvalidOptionError(
      'token',
      `a text of at least ${MIN_LENGTH} characters`,
      typeof token === 'string' ? `${token.length} characters` : token,
      'Make one with createToken().',
    );
  }
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a token has one of the digests, in a time that does not tell how much of it fits. */
export function fitsToken(token: string, tokenHashes: readonly string[]): boolean {
  const hash = Buffer.from(hashToken(token), 'hex');
  return tokenHashes.some((candidate) => timingSafeEqual(hash, Buffer.from(candidate, 'hex')));
}
