// What can be wrong with `manifest.json` and `SHA256SUMS`.
import { toBytes } from '../support/forge-files.ts';
import { listed, manifest, manifestText, sums, without, type Row } from './changes.ts';

export const manifestRows: readonly Row[] = [
  [
    'manifest: a path out of the folder',
    'INVALID_MANIFEST',
    listed('../../etc/passwd', { size: 1, sha256: 'a'.repeat(64) }),
  ],
  ['manifest: an absolute path', 'INVALID_MANIFEST', listed('/etc/passwd', { size: 1, sha256: 'a'.repeat(64) })],
  ['manifest: a path with backslashes', 'INVALID_MANIFEST', listed('..\\x', { size: 1, sha256: 'a'.repeat(64) })],
  [
    'manifest: a path that hides its end',
    'INVALID_MANIFEST',
    listed('config.json\0.exe', { size: 1, sha256: 'a'.repeat(64) }),
  ],
  [
    'manifest: itself among its files',
    'INVALID_MANIFEST',
    listed('manifest.json', { size: 1, sha256: 'a'.repeat(64) }),
  ],
  [
    'manifest: a signature among its files',
    'INVALID_MANIFEST',
    listed('signatures/a.json', { size: 1, sha256: 'a'.repeat(64) }),
  ],
  ['manifest: a name in another case', 'INVALID_MANIFEST', listed('Config.json', { size: 1, sha256: 'a'.repeat(64) })],
  ['manifest: a file less', 'INVALID_MANIFEST', manifest((value) => ({ ...value, files: {} }))],
  ['manifest: no files', 'INVALID_MANIFEST', manifest((value) => without(value, 'files'))],
  ['manifest: files as a list', 'INVALID_MANIFEST', manifest((value) => ({ ...value, files: [] }))],
  ['manifest: a size of 2 GB', 'MODEL_FILE_SIZE', listed('arrays.safetensors', { size: 2 ** 31 })],
  ['manifest: a size beyond 2^53', 'INVALID_MANIFEST', listed('config.json', { size: 2 ** 63 })],
  ['manifest: a negative size', 'INVALID_MANIFEST', listed('config.json', { size: -1 })],
  ['manifest: a size with a fraction', 'INVALID_MANIFEST', listed('config.json', { size: 10.5 })],
  ['manifest: a size as text', 'INVALID_MANIFEST', listed('config.json', { size: '10' })],
  ['manifest: a digest in capitals', 'INVALID_MANIFEST', listed('config.json', { sha256: 'A'.repeat(64) })],
  ['manifest: a digest too short', 'INVALID_MANIFEST', listed('config.json', { sha256: 'a'.repeat(63) })],
  ['manifest: the digest of something else', 'DIGEST_MISMATCH', listed('config.json', { sha256: 'a'.repeat(64) })],
  ['manifest: a file with a further fact', 'INVALID_MANIFEST', listed('config.json', { mode: '0755' })],
  ['manifest: an unknown field', 'INVALID_MANIFEST', manifest((value) => ({ ...value, postinstall: 'sh -c id' }))],
  ['manifest: a newer format', 'UNKNOWN_FORMAT_VERSION', manifest((value) => ({ ...value, formatVersion: 3 }))],
  ['manifest: format 0', 'INVALID_MANIFEST', manifest((value) => ({ ...value, formatVersion: 0 }))],
  ['manifest: format -1', 'INVALID_MANIFEST', manifest((value) => ({ ...value, formatVersion: -1 }))],
  ['manifest: format 1.5', 'INVALID_MANIFEST', manifest((value) => ({ ...value, formatVersion: 1.5 }))],
  ['manifest: format as text', 'INVALID_MANIFEST', manifest((value) => ({ ...value, formatVersion: '2' }))],
  [
    'manifest: format 1 with the fields of 2',
    'INVALID_MANIFEST',
    manifest((value) => ({ ...value, formatVersion: 1 })),
  ],
  ['manifest: no format', 'INVALID_MANIFEST', manifest((value) => without(value, 'formatVersion'))],
  ['manifest: another kind', 'UNKNOWN_MODEL_KIND', manifest((value) => ({ ...value, kind: 'pickle' }))],
  ['manifest: a kind with a path', 'INVALID_MANIFEST', manifest((value) => ({ ...value, kind: '../gauss' }))],
  ['manifest: a kind with a line break', 'INVALID_MANIFEST', manifest((value) => ({ ...value, kind: 'gauss\n' }))],
  ['manifest: a kind without end', 'INVALID_MANIFEST', manifest((value) => ({ ...value, kind: 'k'.repeat(10_000) }))],
  [
    'manifest: an instant that is none',
    'INVALID_MANIFEST',
    manifest((value) => ({ ...value, createdAt: '2024-02-31T00:00:00Z' })),
  ],
  [
    'manifest: an instant without a zone',
    'INVALID_MANIFEST',
    manifest((value) => ({ ...value, createdAt: '2024-02-01T00:00:00' })),
  ],
  ['manifest: no writer', 'INVALID_MANIFEST', manifest((value) => without(value, 'writtenBy'))],
  [
    'manifest: a writer with a command',
    'INVALID_MANIFEST',
    manifest((value) => ({ ...value, writtenBy: { package: '$(id)', version: '1.0.0' } })),
  ],
  [
    'manifest: a version that is none',
    'INVALID_MANIFEST',
    manifest((value) => ({ ...value, readableSince: 'latest' })),
  ],
  ['manifest: evidence as a list', 'INVALID_MANIFEST', manifest((value) => ({ ...value, evidence: [] }))],
  ['manifest: evidence of null', 'INVALID_MANIFEST', manifest((value) => ({ ...value, evidence: null }))],
  ['manifest: a list', 'INVALID_MANIFEST', manifest((value) => [value])],
  ['manifest: null', 'INVALID_MANIFEST', manifest(() => null)],
  ['manifest: nothing', 'INVALID_JSON', manifestText(() => '')],
  ['manifest: no JSON', 'INVALID_JSON', manifestText(() => '<html>')],
  ['manifest: a byte-order mark', 'INVALID_JSON', manifestText((text) => `\uFEFF${text}`)],
  ['manifest: UTF-16', 'INVALID_JSON', manifestText((text) => new Uint8Array(Buffer.from(text, 'utf16le')))],
  [
    'manifest: bytes that are no UTF-8',
    'INVALID_JSON',
    manifestText((text) => toBytes(text).map((byte, i) => (i === 20 ? 0xff : byte))),
  ],
  ['manifest: CRLF', 'DIGEST_MISMATCH', manifestText((text) => text.replace('\n', '\r\n'))],
  ['manifest: space between', 'DIGEST_MISMATCH', manifestText((text) => text.replace('{', '{ '))],
  [
    'manifest: another order of keys',
    'DIGEST_MISMATCH',
    manifestText((text) => `${JSON.stringify(reversed(JSON.parse(text) as object))}\n`),
  ],
  ['manifest: bytes at its end', 'INVALID_JSON', manifestText((text) => `${text}{}`)],
  ['manifest: a NUL at its end', 'INVALID_JSON', manifestText((text) => `${text}\0`)],
  ['manifest: a key twice', 'INVALID_JSON', manifestText((text) => text.replace('{', '{"kind":"gauss",'))],
  ['manifest: __proto__', 'INVALID_JSON', manifestText((text) => text.replace('{', '{"__proto__":{"polluted":1},'))],
  ['manifest: NaN', 'INVALID_JSON', manifestText((text) => text.replace('"formatVersion":2', '"formatVersion":NaN'))],
  [
    'manifest: deep evidence',
    'INVALID_JSON',
    manifestText((text) => text.replace('"evidence":{}', `"evidence":{"a":${'['.repeat(99)}${']'.repeat(99)}}`)),
  ],
  ['manifest: too large', 'MODEL_FILE_TOO_LARGE', manifestText((text) => text + ' '.repeat(65_536))],
];

export const sumsRows: readonly Row[] = [
  ['checksums: nothing', 'INVALID_MANIFEST', sums(() => '')],
  ['checksums: a line less', 'DIGEST_MISMATCH', sums((text) => text.replace(/^.*config\.json\n/mu, ''))],
  [
    'checksums: no line for the manifest',
    'INVALID_MANIFEST',
    sums((text) => text.replace(/^.*manifest\.json\n/mu, '')),
  ],
  ['checksums: a line more', 'DIGEST_MISMATCH', sums((text) => `${text}${'a'.repeat(64)}  ../../etc/passwd\n`)],
  ['checksums: the manifest twice', 'DIGEST_MISMATCH', sums((text) => `${'a'.repeat(64)}  manifest.json\n${text}`)],
  [
    'checksums: another order',
    'DIGEST_MISMATCH',
    sums((text) => text.trimEnd().split('\n').reverse().join('\n') + '\n'),
  ],
  [
    'checksums: another digest for a file',
    'DIGEST_MISMATCH',
    sums((text) => text.replace(/^.{64}(?= {2}config)/mu, 'a'.repeat(64))),
  ],
  [
    'checksums: digests in capitals',
    'INVALID_MANIFEST',
    sums((text) => text.replaceAll(/^[0-9a-f]{64}/gmu, (digest) => digest.toUpperCase())),
  ],
  ['checksums: CRLF', 'INVALID_MANIFEST', sums((text) => text.replaceAll('\n', '\r\n'))],
  ['checksums: marks of binary mode', 'INVALID_MANIFEST', sums((text) => text.replaceAll('  ', ' *'))],
  ['checksums: a byte-order mark', 'DIGEST_MISMATCH', sums((text) => `\uFEFF${text}`)],
  ['checksums: no line feed at the end', 'DIGEST_MISMATCH', sums((text) => text.trimEnd())],
  ['checksums: bytes at the end', 'DIGEST_MISMATCH', sums((text) => `${text}\0`)],
  [
    'checksums: a name in another case',
    'INVALID_MANIFEST',
    sums((text) => text.replace('manifest.json', 'Manifest.json')),
  ],
  ['checksums: a line without end', 'MODEL_FILE_TOO_LARGE', sums((text) => text + 'a'.repeat(65_536))],
];

function reversed(value: object): object {
  return Object.fromEntries(Object.entries(value).reverse());
}
