// Every byte of every file of a small signed bundle, changed one at a time: each change is noticed.
import { createKeyPair, decodeModel, manifestDigest, signBundle, trustKey, verifyBundleFiles } from '../src/index.ts';
import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { withFile, type Files } from './support/forge-files.ts';
import { gaussFiles, gaussSchema } from './support/gauss-model.ts';

const keys = [
  createKeyPair({ algorithm: 'ecdsa-p256', name: 'anna' }),
  createKeyPair({ algorithm: 'ed25519', name: 'ben' }),
];
const trust = {
  requireSignature: 'refuse',
  keys: keys.map((key) => trustKey(key.publicKey, { owner: key.name })),
} as const;

function signedFiles(): Files {
  const files = gaussFiles({ registry: { sequence: 7, headDigest: 'c'.repeat(64) } });
  for (const key of keys) {
    const { file, bytes } = signBundle(files, key);
    files.set(file, bytes);
  }
  return files;
}

/** Whether the reader lets the files through; anything but a typed refusal is an error of the test. */
function accepts(files: Files, options: Parameters<typeof decodeModel>[2]): boolean {
  try {
    decodeModel(files, gaussSchema, options);
    return true;
  } catch (error) {
    if (error instanceof RegimekitError) return false;
    throw error;
  }
}

const changes: Record<string, (bytes: Uint8Array, at: number) => Uint8Array> = {
  'one bit flipped': (bytes, at) => bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)),
  'the case of a letter changed, or the lowest bit': (bytes, at) =>
    bytes.map((byte, i) => (i === at ? byte ^ (/[a-z]/iu.test(String.fromCodePoint(byte)) ? 0x20 : 0x01) : byte)),
  'a space in its place': (bytes, at) => bytes.map((byte, i) => (i === at ? (byte === 0x20 ? 0x09 : 0x20) : byte)),
  'left out': (bytes, at) => new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]),
  doubled: (bytes, at) => new Uint8Array([...bytes.subarray(0, at + 1), ...bytes.subarray(at)]),
  'a line feed before it': (bytes, at) => new Uint8Array([...bytes.subarray(0, at), 0x0a, ...bytes.subarray(at)]),
};

const signed = signedFiles();
const sizes = [...signed].map(([file, bytes]) => ({ file, size: bytes.length }));

describe('decodeModel(files, schema, { trust }) of a bundle with one byte changed', () => {
  it('accepts the bundle as it is', () => {
    expect(accepts(signed, { trust })).toBe(true);
    expect(sizes).toHaveLength(7);
  });

  // Signatures cost a verification each, and their own test flips every bit of them.
  const rows = sizes.flatMap(({ file, size }) =>
    Object.keys(changes)
      .filter((what) => !file.startsWith('signatures/') || what === 'left out' || what === 'a line feed before it')
      .map((what) => ({ file, size, what })),
  );

  it.each(rows)('refuses each of the $size bytes of $file $what', ({ file, size, what }) => {
    const bytes = signed.get(file)!;
    const unnoticed: number[] = [];
    for (let at = 0; at < size; at++) {
      const changed = changes[what]!(bytes, at);
      if (accepts(withFile(signed, file, changed), { trust })) unnoticed.push(at);
    }
    expect(unnoticed).toEqual([]);
  });

  it('refuses a file that is left out, and one that is there twice under another name', () => {
    for (const { file } of sizes.filter(({ file: name }) => !name.startsWith('signatures/'))) {
      const without = new Map([...signed].filter(([name]) => name !== file));
      expect(accepts(without, { trust })).toBe(false);
      expect(accepts(new Map([...signed, [`${file}.bak`, signed.get(file)!]]), { trust })).toBe(false);
    }
  });

  it('without a policy it relies on the digests: all but the signatures is still noticed', () => {
    const manifest = manifestDigest(verifyBundleFiles(signed));
    for (const { file, size } of sizes) {
      const bytes = signed.get(file)!;
      const flip = changes['one bit flipped']!;
      const noticed = Array.from(
        { length: size },
        (_, at) => !accepts(withFile(signed, file, flip(bytes, at)), { manifestDigest: manifest }),
      );
      expect(noticed.every((refused) => refused !== file.startsWith('signatures/'))).toBe(true);
    }
  });
});
