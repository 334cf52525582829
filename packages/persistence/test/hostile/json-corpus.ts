// What can be wrong with `config.json` and `metadata.json`, and with what they say of the model.
import { MAX_JSON_BYTES } from '../../src/limits.ts';
import { toText, withFile } from '../support/forge-files.ts';
import { config, header, metadata, number, type Row } from './changes.ts';

export const jsonRows: readonly Row[] = [
  [
    'JSON: no digest fits',
    'DIGEST_MISMATCH',
    (files) => withFile(files, 'config.json', toText(files.get('config.json')).replace('252', '253')),
  ],
  [
    'JSON: a file that has grown',
    'MODEL_FILE_SIZE',
    (files) => withFile(files, 'config.json', `${toText(files.get('config.json'))} `),
  ],
  ['JSON: a file that was cut short', 'MODEL_FILE_SIZE', (files) => withFile(files, 'config.json', '{')],
  ['JSON: nothing', 'INVALID_JSON', config('')],
  ['JSON: no JSON', 'INVALID_JSON', config('!!python/object:os.system')],
  ['JSON: a list', 'INVALID_JSON', config('[]')],
  ['JSON: null', 'INVALID_JSON', config('null')],
  ['JSON: a key twice', 'INVALID_JSON', config('{"labels":["a","b"],"labels":["c","d"]}')],
  ['JSON: a key twice in disguise', 'INVALID_JSON', config(String.raw`{"labels":["a","b"],"\u006cabels":[]}`)],
  ['JSON: __proto__', 'INVALID_JSON', config('{"__proto__":{"polluted":true}}')],
  ['JSON: __proto__ in disguise', 'INVALID_JSON', config(String.raw`{"a":{"\u005f_proto__":{"polluted":true}}}`)],
  ['JSON: constructor.prototype', 'INVALID_JSON', config('{"constructor":{"prototype":{"polluted":true}}}')],
  ['JSON: __proto__ in the metadata', 'INVALID_JSON', metadata('{"performance":{"__proto__":1}}')],
  ['JSON: a byte-order mark', 'INVALID_JSON', config('\uFEFF{}')],
  [
    'JSON: bytes that are no UTF-8',
    'INVALID_JSON',
    config(Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d)),
  ],
  ['JSON: an overlong encoding', 'INVALID_JSON', config(Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d))],
  ['JSON: half a surrogate pair', 'INVALID_JSON', config(String.raw`{"labels":["\ud800","b"]}`)],
  ['JSON: a comma too many', 'INVALID_JSON', config('{"labels":["a","b"],}')],
  ['JSON: a comment', 'INVALID_JSON', config('{"labels":["a","b"]} // calm')],
  ['JSON: a control character in a string', 'INVALID_JSON', config('{"labels":["a\tb"]}')],
  ['JSON: bytes at the end', 'INVALID_JSON', config('{"labels":["a","b"]}\0')],
  ['JSON: NaN', 'INVALID_JSON', config('{"window":NaN}')],
  ['JSON: a number beyond every double', 'INVALID_JSON', config('{"window":1e999}')],
  ['JSON: a number of three million digits', 'INVALID_JSON', config(`{"window":${'9'.repeat(3_000_000)}}`)],
  ['JSON: a bomb of lists', 'INVALID_JSON', config('['.repeat(4_000_000))],
  ['JSON: a bomb of objects', 'INVALID_JSON', config('{"a":'.repeat(800_000))],
  ['JSON: a million lists', 'INVALID_JSON', config(`{"a":[${'[],'.repeat(1_000_000)}[]]}`)],
  [
    'JSON: half a million keys',
    'INVALID_JSON',
    config(`{${Array.from({ length: 400_000 }, (_, i) => `"${i.toString(36)}":1`).join(',')}}`),
  ],
  [
    'JSON: keys of a megabyte, twice',
    'INVALID_JSON',
    config(`{"${'k'.repeat(1_000_000)}":1,"${'k'.repeat(1_000_000)}":2}`),
  ],
  ['JSON: a string without end', 'INVALID_JSON', config(`{"a":"${'x'.repeat(3_000_000)}`)],
  ['JSON: backslashes without end', 'INVALID_JSON', config(`{"a":"${'\\'.repeat(3_000_001)}`)],
  ['JSON: spaces for four megabytes', 'MODEL_FILE_TOO_LARGE', config(`{}${' '.repeat(MAX_JSON_BYTES)}`)],
  ['JSON: a known field of another type', 'INVALID_MODEL', metadata('{"seed":"42; id"}')],
  [
    'JSON: a thousand wrong figures',
    'INVALID_MODEL',
    metadata(
      JSON.stringify({ performance: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x'])) }),
    ),
  ],
];

export const modelRows: readonly Row[] = [
  ['model: NaN', 'NON_FINITE_ARRAY', number(8, Number.NaN)],
  ['model: Infinity', 'NON_FINITE_ARRAY', number(9, Number.POSITIVE_INFINITY)],
  ['model: -Infinity', 'NON_FINITE_ARRAY', number(0, Number.NEGATIVE_INFINITY)],
  ['model: a row that sums to 1.1', 'INVALID_MODEL', number(10, 1.07)],
  [
    'model: a row that sums to 1 with a negative',
    'INVALID_MODEL',
    (files) => number(11, -0.03)(number(10, 1.03)(files)),
  ],
  ['model: a row that is off by a millionth', 'INVALID_MODEL', number(13, 0.900001)],
  ['model: a covariance that is not positive definite', 'INVALID_MODEL', number(0, 0.01)],
  ['model: a covariance that is not symmetric', 'INVALID_MODEL', number(1, 0.3)],
  ['model: a variance of zero', 'INVALID_MODEL', number(4, 0)],
  ['model: a scale of zero', 'INVALID_MODEL', number(8, 0)],
  ['model: a negative scale', 'INVALID_MODEL', number(9, -12)],
  [
    'model: another shape of the same size',
    'INVALID_MODEL',
    header((text) => text.replace('"shape":[2,2,2]', '"shape":[8]')),
  ],
  ['model: labels for another number of states', 'INVALID_MODEL', config('{"labels":["one"],"window":252}')],
  ['model: no labels', 'INVALID_MODEL', config('{}')],
];
