import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InvalidJsonError, InvalidManifestError, UnknownFormatVersionError } from './errors.ts';
import {
  createManifest,
  decodeManifest,
  encodeChecksums,
  encodeManifest,
  manifestDigest,
  readManifestChecksum,
} from './manifest.ts';

const contents = new Map([
  ['metadata.json', new TextEncoder().encode('{}\n')],
  ['config.json', new TextEncoder().encode('{}\n')],
  ['arrays.safetensors', new Uint8Array(8)],
]);
const manifest = createManifest(
  { kind: 'chain', createdAt: new Date('2024-02-01T09:30:00Z'), evidence: { note: 'x' } },
  contents,
);
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('createManifest(facts, contents)', () => {
  it('gives the size and the SHA-256 of every file', () => {
    expect(manifest).toMatchObject({ formatVersion: 2, kind: 'chain', createdAt: '2024-02-01T09:30:00.000Z' });
    expect(manifest.files['config.json']).toEqual({
      size: 3,
      sha256: createHash('sha256').update('{}\n').digest('hex'),
    });
  });
});

describe('manifestDigest(manifest)', () => {
  it('is the SHA-256 of the file manifest.json, and changes with any field', () => {
    expect(manifestDigest(manifest)).toBe(createHash('sha256').update(encodeManifest(manifest)).digest('hex'));
    expect(manifestDigest({ ...manifest, kind: 'other' })).not.toBe(manifestDigest(manifest));
    expect(manifestDigest({ ...manifest, createdAt: '2024-02-01T09:30:00.001Z' })).not.toBe(manifestDigest(manifest));
  });
});

describe('encodeChecksums(manifest)', () => {
  it('lists every file and the manifest in order of name, two spaces between', () => {
    const text = new TextDecoder().decode(encodeChecksums(manifest));
    expect(text.split('\n').map((line) => line.slice(64))).toEqual([
      '  arrays.safetensors',
      '  config.json',
      '  manifest.json',
      '  metadata.json',
      '',
    ]);
    expect(readManifestChecksum(encodeChecksums(manifest))).toBe(manifestDigest(manifest));
  });
});

describe('decodeManifest(bytes)', () => {
  it('gives back what encodeManifest wrote', () => {
    expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest);
  });

  it('refuses a newer format version, naming it, whatever else a newer manifest may hold', () => {
    const newer = encode({ formatVersion: 7, somethingNew: true });
    expect(() => decodeManifest(newer)).toThrow(UnknownFormatVersionError);
    expect(() => decodeManifest(newer)).toThrow(/format version 7.*reads 1 and 2/u);
  });

  it.each<[string, unknown]>([
    ['a version that is no number', { ...manifest, formatVersion: '1' }],
    ['no version', { ...manifest, formatVersion: undefined }],
    ['a further field', { ...manifest, extra: 1 }],
    ['a file less', { ...manifest, files: { 'config.json': manifest.files['config.json'] } }],
    [
      'a file outside the folder',
      { ...manifest, files: { ...manifest.files, '../escape': { size: 1, sha256: 'a'.repeat(64) } } },
    ],
    [
      'a digest in capitals',
      { ...manifest, files: { ...manifest.files, 'config.json': { size: 3, sha256: 'A'.repeat(64) } } },
    ],
    [
      'a negative size',
      { ...manifest, files: { ...manifest.files, 'config.json': { size: -1, sha256: 'a'.repeat(64) } } },
    ],
    ['a kind with a line break', { ...manifest, kind: 'chain\n' }],
    ['an instant that is none', { ...manifest, createdAt: 'yesterday' }],
    ['a list', [manifest]],
  ])('refuses %s', (_what, wrong) => {
    expect(() => decodeManifest(encode(wrong))).toThrow(InvalidManifestError);
  });

  it('refuses what is not JSON', () => {
    expect(() => decodeManifest(new TextEncoder().encode('sorry'))).toThrow(InvalidJsonError);
  });
});

describe('readManifestChecksum(bytes)', () => {
  it('refuses a list without the manifest', () => {
    expect(() => readManifestChecksum(new TextEncoder().encode(`${'a'.repeat(64)}  config.json\n`))).toThrow(
      InvalidManifestError,
    );
  });
});
