import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, createRandomStream, fingerprint, sha256Hex } from '../index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('sha256Hex', () => {
  it('sha256Hex("abc") and of nothing are the digests of FIPS 180-4', () => {
    expect(sha256Hex(bytes('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex(bytes(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex(bytes('abd'))).not.toBe(sha256Hex(bytes('abc')));
  });

  it('sha256Hex(bytes) equals OpenSSL for lengths around the block size', () => {
    const random = createRandomStream(1);
    for (const length of [1, 55, 56, 63, 64, 65, 119, 128, 1000]) {
      const data = Uint8Array.from({ length }, () => random.integer(256));
      expect(sha256Hex(data)).toBe(createHash('sha256').update(data).digest('hex'));
    }
  });
});

describe('fingerprint', () => {
  it('fingerprint(value) is the SHA-256 of the canonical JSON as UTF-8', () => {
    const value = { name: 'regime9', größe: [1, 2.5e-7, null], unit: '€' };
    expect(fingerprint(value)).toBe(createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex'));
    expect(fingerprint({ b: 2, a: 1 })).toBe(fingerprint({ a: 1, b: 2 }));
    expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: '1' }));
  });

  it('fingerprint(value) stays what it was', () => {
    expect(fingerprint({ a: 1, b: [true, null, 'x'] })).toBe(
      createHash('sha256').update('{"a":1,"b":[true,null,"x"]}').digest('hex'),
    );
  });
});
