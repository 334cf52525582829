import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createToken, fitsToken, hashToken } from './tokens.ts';

describe('createToken()', () => {
  it('gives a secret and its SHA-256, another one each time', () => {
    const [first, second] = [createToken(), createToken()];
    expect(first.token).toMatch(/^rk_[A-Za-z0-9_-]{43}$/u);
    expect(first.tokenHash).toBe(createHash('sha256').update(first.token).digest('hex'));
    expect(second.token).not.toBe(first.token);
  });
});

describe('hashToken(token)', () => {
  it('refuses what is too short to be random, without repeating it', () => {
    for (const token of ['', 'password', 5 as never, undefined as never]) {
      expect(() => hashToken(token)).toThrow(/token: expected a text of at least 20 characters/u);
    }
    expect(() => hashToken('password')).not.toThrow(/password/u);
    expect(() => hashToken('password')).toThrow(/received '8 characters'/u);
  });
});

describe('fitsToken(token, tokenHashes)', () => {
  it('finds the digest of the token among several', () => {
    const { token, tokenHash } = createToken();
    expect(fitsToken(token, [createToken().tokenHash, tokenHash])).toBe(true);
    expect(fitsToken(token, [createToken().tokenHash])).toBe(false);
    expect(fitsToken(token, [])).toBe(false);
  });
});
