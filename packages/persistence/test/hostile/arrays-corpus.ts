// What can be wrong with `arrays.safetensors`.
import { safetensorsFile } from '../support/bundles.ts';
import { seal, withFile } from '../support/forge-files.ts';
import { arrays, entry, header, moved, type Row } from './changes.ts';

const header1 = { scale: entry([1], 0, 8) };
export const arrayRows: readonly Row[] = [
  ['arrays: nothing', 'INVALID_SAFETENSORS', (files) => seal(withFile(files, 'arrays.safetensors', ''))],
  [
    'arrays: seven bytes',
    'INVALID_SAFETENSORS',
    (files) => seal(withFile(files, 'arrays.safetensors', new Uint8Array(7))),
  ],
  ['arrays: a header of 2 GB', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 31n)],
  ['arrays: a header of 2^32 and a few', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 32n + 54n)],
  ['arrays: a header of 2^53 + 1', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 53n + 1n)],
  ['arrays: a header of 2^63 - 1', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 63n - 1n)],
  ['arrays: a header of 2^63', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 63n)],
  ['arrays: a header of 2^64 - 8', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 64n - 8n)],
  ['arrays: a header of 2^64 - 1', 'INVALID_SAFETENSORS', arrays(header1, [1], 2n ** 64n - 1n)],
  ['arrays: a header one byte beyond the file', 'INVALID_SAFETENSORS', arrays('{}', [], 3n)],
  ['arrays: a header one byte too short', 'INVALID_SAFETENSORS', arrays('{}', [], 1n)],
  ['arrays: a header of no bytes', 'INVALID_SAFETENSORS', arrays('{}', [], 0n)],
  ['arrays: a header above the cap', 'INVALID_SAFETENSORS', header((text) => text.padEnd(2 ** 20 + 8))],
  ['arrays: a header that begins with a space', 'INVALID_SAFETENSORS', arrays(' {}')],
  ['arrays: a header that is a list', 'INVALID_SAFETENSORS', arrays('[]')],
  ['arrays: a header that is no JSON', 'INVALID_SAFETENSORS', arrays('{"scale"}')],
  ['arrays: a header with a byte-order mark', 'INVALID_SAFETENSORS', arrays('\uFEFF{}')],
  [
    'arrays: a header that is no UTF-8',
    'INVALID_SAFETENSORS',
    (files) =>
      seal(
        withFile(
          files,
          'arrays.safetensors',
          safetensorsFile('{"~":1}').map((byte) => (byte === 0x7e ? 0xff : byte)),
        ),
      ),
  ],
  ['arrays: a header with a NUL behind', 'INVALID_SAFETENSORS', header((text) => `${text}\0`)],
  ['arrays: a bomb in the header', 'INVALID_SAFETENSORS', arrays(`{"a":${'['.repeat(900_000)}`)],
  [
    'arrays: a million keys in the metadata',
    'INVALID_SAFETENSORS',
    arrays(`{"__metadata__":{${Array.from({ length: 90_000 }, (_, i) => `"${i.toString(36)}":1`).join(',')}}}`),
  ],
  [
    'arrays: a name twice',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('{', '{"scale":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},')),
  ],
  [
    'arrays: a name twice in disguise',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('{', String.raw`{"sc\u0061le":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},`)),
  ],
  ['arrays: named __proto__', 'INVALID_SAFETENSORS', header((text) => text.replace('"scale"', '"__proto__"'))],
  ['arrays: named constructor', 'INVALID_SAFETENSORS', header((text) => text.replace('"scale"', '"constructor"'))],
  ['arrays: named toString', 'ARRAY_NAMES', header((text) => text.replace('"scale"', '"toString"'))],
  ['arrays: without a name', 'INVALID_SAFETENSORS', header((text) => text.replace('"scale"', '""'))],
  ['arrays: a name in another case', 'ARRAY_NAMES', header((text) => text.replace('"scale"', '"Scale"'))],
  ['arrays: a name that only looks alike', 'ARRAY_NAMES', header((text) => text.replace('"scale"', '"sc\u0430le"'))],
  [
    'arrays: a name without end',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('"scale"', `"${'s'.repeat(900_000)}"`)),
  ],
  [
    'arrays: one more',
    'ARRAY_NAMES',
    header((text) => text.replace('{', '{"code":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},')),
  ],
  ['arrays: one less', 'ARRAY_NAMES', arrays({ transition: entry([2, 2], 0, 32) }, [0.9, 0.1, 0.1, 0.9])],
  ['arrays: none', 'ARRAY_NAMES', arrays('{}')],
  [
    'arrays: 65',
    'INVALID_SAFETENSORS',
    arrays(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}`, entry([0], 0, 0)]))),
  ],
  [
    'arrays: ten thousand',
    'INVALID_SAFETENSORS',
    arrays(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`a${i}`, entry([0], 0, 0)]))),
  ],
  ['arrays: F32', 'INVALID_SAFETENSORS', header((text) => text.replace('F64', 'F32'))],
  ['arrays: a type in small letters', 'INVALID_SAFETENSORS', header((text) => text.replace('F64', 'f64'))],
  ['arrays: a type that is none', 'INVALID_SAFETENSORS', header((text) => text.replace('F64', 'object'))],
  ['arrays: a type of null', 'INVALID_SAFETENSORS', header((text) => text.replace('"F64"', 'null'))],
  [
    'arrays: a further field',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('"dtype"', '"code":"import os","dtype"')),
  ],
  [
    'arrays: no offsets',
    'INVALID_SAFETENSORS',
    header((text) => text.replace(',"data_offsets":[64,80]', '').replace('"data_offsets":[64,80],', '')),
  ],
  ['arrays: one offset', 'INVALID_SAFETENSORS', header((text) => text.replace('[64,80]', '[64]'))],
  ['arrays: three offsets', 'INVALID_SAFETENSORS', header((text) => text.replace('[64,80]', '[64,80,80]'))],
  ['arrays: offsets with a fraction', 'INVALID_SAFETENSORS', header((text) => text.replace('[64,80]', '[64.5,80.5]'))],
  ['arrays: offsets below zero', 'INVALID_SAFETENSORS', header((text) => text.replace('[0,64]', '[-64,0]'))],
  [
    'arrays: offsets beyond 2^53',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('[64,80]', '[9007199254740993,9007199254741009]')),
  ],
  [
    'arrays: offsets beyond the file',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('[80,112]', '[80,120]').replace('"shape":[2,2]}', '"shape":[5]}')),
  ],
  ['arrays: offsets that run backwards', 'INVALID_SAFETENSORS', header((text) => text.replace('[64,80]', '[64,48]'))],
  ['arrays: offsets as text', 'INVALID_SAFETENSORS', header((text) => text.replace('[64,80]', '["64","80"]'))],
  [
    'arrays: a hole at the beginning',
    'INVALID_SAFETENSORS',
    moved(
      [
        [8, 72],
        [72, 88],
        [88, 120],
      ],
      120,
    ),
  ],
  [
    'arrays: a hole between two',
    'INVALID_SAFETENSORS',
    moved(
      [
        [0, 64],
        [72, 88],
        [88, 120],
      ],
      120,
    ),
  ],
  [
    'arrays: two that overlap',
    'INVALID_SAFETENSORS',
    moved(
      [
        [0, 64],
        [56, 72],
        [72, 104],
      ],
      104,
    ),
  ],
  [
    'arrays: two that are one',
    'INVALID_SAFETENSORS',
    (files) =>
      moved(
        [
          [0, 64],
          [64, 80],
          [64, 80],
        ],
        80,
      )(header((text) => text.replace('"shape":[2,2]}', '"shape":[2]}'))(files)),
  ],
  [
    'arrays: bytes at the end',
    'INVALID_SAFETENSORS',
    (files) =>
      seal(
        withFile(
          files,
          'arrays.safetensors',
          Buffer.concat([files.get('arrays.safetensors') ?? new Uint8Array(), Buffer.from('PK\u0003\u0004')]),
        ),
      ),
  ],
  [
    'arrays: a buffer that ends early',
    'INVALID_SAFETENSORS',
    (files) =>
      seal(withFile(files, 'arrays.safetensors', (files.get('arrays.safetensors') ?? new Uint8Array()).slice(0, -8))),
  ],
  [
    'arrays: a shape larger than its bytes',
    'ARRAY_SHAPE',
    header((text) => text.replace('"shape":[2]', '"shape":[3]')),
  ],
  [
    'arrays: a shape smaller than its bytes',
    'ARRAY_SHAPE',
    header((text) => text.replace('"shape":[2]', '"shape":[1]')),
  ],
  [
    'arrays: a shape whose product wraps to its bytes in 64 bits',
    'ARRAY_SHAPE',
    header((text) => text.replace('"shape":[2]', '"shape":[4294967296,4294967296,2]')),
  ],
  [
    'arrays: a shape that overflows before its zero',
    'ARRAY_SHAPE',
    arrays({ covariances: entry([2 ** 52, 2 ** 52, 0], 0, 0), scale: entry([0], 0, 0), transition: entry([0], 0, 0) }),
  ],
  [
    'arrays: a shape with a negative pair',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('"shape":[2]', '"shape":[-1,-2]')),
  ],
  [
    'arrays: a shape with a fraction',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('"shape":[2]', '"shape":[0.5,4]')),
  ],
  ['arrays: a shape as text', 'INVALID_SAFETENSORS', header((text) => text.replace('"shape":[2]', '"shape":"2"'))],
  [
    'arrays: a shape of a hundred thousand sizes',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('"shape":[2]', `"shape":[${'1,'.repeat(100_000)}2]`)),
  ],
  [
    'arrays: metadata that are no text',
    'INVALID_SAFETENSORS',
    header((text) => text.replace('{', '{"__metadata__":{"run":["id"]},')),
  ],
];
