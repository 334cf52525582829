import { describe, expect, it } from 'vitest';
import { anna, ben, policyOf } from '../../test/support/signing.ts';
import { InvalidOptionError } from '../errors.ts';
import { InvalidKeyError } from '../keys/key-errors.ts';
import { matchesPattern, resolvePolicy, trustKey, trustPolicySchema, type TrustPolicy } from './trust-policy.ts';

describe('trustKey(key, terms)', () => {
  it('gives plain data that is the same before and after JSON, and parses as part of a policy', () => {
    const key = trustKey(anna.publicKey, { owner: 'Anna', models: ['spx-*'], stages: undefined });
    expect(JSON.parse(JSON.stringify(key))).toEqual(key);
    expect(Object.keys(key).sort()).toEqual(['keyId', 'models', 'owner', 'publicKey']);
    expect(trustPolicySchema.parse({ requireSignature: 'warn', keys: [key] }).keys[0]).toEqual(key);
    expect(trustKey(anna.publicKey.pem, { owner: 'Anna', models: ['spx-*'] })).toEqual(key);
  });

  it.each([
    { owner: '' },
    { owner: 'Anna', models: [''] },
    { owner: 'Anna', notAfter: '2030-01-01' },
    { owner: 'Anna', notBefore: 'yesterday' },
    { owner: 'Anna', until: '2030-01-01T00:00:00Z' },
  ])('refuses %j', (terms) => {
    expect(() => trustKey(anna.publicKey, terms)).toThrow(InvalidOptionError);
  });
});

describe('resolvePolicy(policy)', () => {
  it.each<[string, (policy: TrustPolicy) => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a list', () => []],
    ['a misspelt field', (policy) => ({ ...policy, revokedKeys: [] })],
    ['another requirement', (policy) => ({ ...policy, requireSignature: 'maybe' })],
    ['no requirement', ({ keys }) => ({ keys })],
    ['no keys', () => ({ requireSignature: 'refuse' })],
    [
      'a key with a misspelt term',
      ({ keys }) => ({ requireSignature: 'refuse', keys: [{ ...keys[0], model: ['a'] }] }),
    ],
    ['a revoked key that is no id', (policy) => ({ ...policy, revoked: ['anna'] })],
  ])('refuses %s', (_what, change) => {
    expect(() => resolvePolicy(change(policyOf(anna)) as TrustPolicy)).toThrow(InvalidOptionError);
  });

  it('refuses a key under the id of another', () => {
    const [key] = policyOf(anna).keys;
    const keys = [{ ...key!, keyId: ben.keyId }];
    expect(() => resolvePolicy({ requireSignature: 'refuse', keys })).toThrow(InvalidKeyError);
  });
});

describe('matchesPattern(name, patterns)', () => {
  it.each([
    ['spx', ['spx'], true],
    ['spx-eu', ['spx'], false],
    ['spx-eu', ['spx-*'], true],
    ['spx-', ['spx-*'], true],
    ['my-spx-eu', ['spx-*'], false],
    ['anything', ['*'], true],
    ['a-b-c', ['a*b*c'], true],
    ['a-c-b', ['a*b*c'], false],
    ['aba', ['ab*ba'], false], // the two parts may not share a letter
    ['abba', ['ab*ba'], true],
    ['a.b', ['a?b'], false],
    ['axb', ['a.b'], false],
    ['x', ['a', 'x'], true],
    ['x', [], false],
    ['', ['*'], true],
    ['line\nbreak', ['line*'], true],
  ])('%j by %j: %s', (name, patterns, expected) => {
    expect(matchesPattern(name, patterns)).toBe(expected);
  });

  it('takes no longer for many stars', () => {
    expect(matchesPattern('a'.repeat(200), [`${'*a'.repeat(99)}b`])).toBe(false);
  });
});
