import { describe, expect, it } from 'vitest';
import { safetensorsFile } from '../../test/support/bundles.ts';
import { ArrayShapeError, InvalidSafetensorsError } from '../errors.ts';
import { readSafetensors } from './read-safetensors.ts';
import { writeSafetensors } from './write-safetensors.ts';

const entry = (shape: number[], begin: number, end: number) => ({ dtype: 'F64', shape, data_offsets: [begin, end] });

describe('readSafetensors(bytes)', () => {
  it('gives back what writeSafetensors wrote, to the bit', () => {
    const arrays = {
      b: { shape: [2, 2], data: Float64Array.of(0.1, -0, Number.MIN_VALUE, 3) },
      a: { shape: [], data: Float64Array.of(Number.NaN) },
      none: { shape: [3, 0], data: new Float64Array(0) },
    };
    const read = readSafetensors(writeSafetensors(arrays));
    expect({ ...read }).toEqual(arrays);
    expect(Object.is(read['b']?.data[1], -0)).toBe(true);
  });

  it('reads a file of another writer: any order, white space, padding, metadata, no alignment', () => {
    const header =
      '{ "z": {"shape": [1], "dtype": "F64", "data_offsets": [8, 16]}, "__metadata__": {"format": "pt"},\n "a": {"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}   ';
    expect({ ...readSafetensors(safetensorsFile(header, [1, 2])) }).toEqual({
      a: { shape: [1, 1], data: Float64Array.of(1) },
      z: { shape: [1], data: Float64Array.of(2) },
    });
  });

  it('copies: the arrays do not change with the bytes, and names do not reach a prototype', () => {
    const bytes = safetensorsFile({ toString: entry([1], 0, 8) }, [5]);
    const read = readSafetensors(bytes);
    bytes.fill(0);
    expect(read['toString']?.data[0]).toBe(5);
    expect(read['valueOf']).toBeUndefined();
  });

  it('reads from the middle of a larger buffer', () => {
    const file = safetensorsFile({ a: entry([1], 0, 8) }, [5]);
    const larger = new Uint8Array(file.length + 7);
    larger.set(file, 3);
    expect(readSafetensors(larger.subarray(3, 3 + file.length))['a']?.data[0]).toBe(5);
  });

  const good = safetensorsFile({ a: entry([2], 0, 16) }, [1, 2]);

  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /0 bytes, at least 8/u],
    ['a file that ends in the header', good.subarray(0, 20), /claims \d+ bytes, only 12 are there/u],
    ['a header length near 2^64', safetensorsFile('{}', [], 2n ** 64n - 1n), /claims 18446744073709551615 bytes/u],
    ['a header length near 2^63', safetensorsFile('{}', [], 2n ** 63n + 2n), /claims 9223372036854775810 bytes/u],
    ['a header length of 2^32 and a few', safetensorsFile('{}', [], 2n ** 32n + 2n), /claims 4294967298 bytes/u],
    ['a header above the cap', safetensorsFile('{'.padEnd(2 ** 20 + 1)), /at most 1048576 are read/u],
    ['an empty header', safetensorsFile(''), /does not begin with \{/u],
    ['a header with space in front', safetensorsFile(' {}'), /does not begin with \{/u],
    ['a header that is not JSON', safetensorsFile('{"a"}'), /header is not valid JSON/u],
    [
      'a header that is not UTF-8',
      safetensorsFile('{}').map((byte) => (byte === 0x7d ? 0xff : byte)),
      /header is not valid JSON/u,
    ],
    [
      'two arrays of one name',
      safetensorsFile(
        '{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}',
        [1, 2],
      ),
      /key 'a' occurs twice/u,
    ],
    [
      'an array named __proto__',
      safetensorsFile('{"__proto__":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', [1]),
      /__proto__/u,
    ],
    ['another type of number', safetensorsFile({ a: { ...entry([2], 0, 8), dtype: 'F32' } }, [1]), /array 'a'/u],
    ['a field it does not know', safetensorsFile({ a: { ...entry([1], 0, 8), more: 1 } }, [1]), /array 'a'/u],
    ['an entry without offsets', safetensorsFile({ a: { dtype: 'F64', shape: [1] } }, [1]), /array 'a'/u],
    ['a negative size', safetensorsFile({ a: entry([-1], 0, 8) }, [1]), /array 'a'/u],
    ['a size beyond 2^53', safetensorsFile({ a: entry([2 ** 60], 0, 8) }, [1]), /array 'a'/u],
    [
      'metadata that are not text',
      safetensorsFile({ __metadata__: { a: 1 } }),
      /__metadata__ must map strings to strings/u,
    ],
    [
      'a hole before the first array',
      safetensorsFile({ a: entry([1], 8, 16) }, [1, 2]),
      /'a' lies at 8 to 16, expected it to begin at 0/u,
    ],
    [
      'a hole between arrays',
      safetensorsFile({ a: entry([1], 0, 8), b: entry([1], 16, 24) }, [1, 2, 3]),
      /'b' lies at 16/u,
    ],
    ['arrays that overlap', safetensorsFile({ a: entry([2], 0, 16), b: entry([1], 8, 16) }, [1, 2]), /'b' lies at 8/u],
    [
      'offsets that run backwards',
      safetensorsFile({ a: entry([1], 0, 8), b: entry([1], 8, 0) }, [1]),
      /'b' lies at 8 to 0/u,
    ],
    [
      'bytes after the last array',
      safetensorsFile({ a: entry([1], 0, 8) }, [1, 2]),
      /end at 8, but its buffer has 16/u,
    ],
    ['a file that ends early', good.subarray(0, -8), /end at 16, but its buffer has 8/u],
    [
      '65 arrays',
      safetensorsFile(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}`, entry([0], 0, 0)]))),
      /65 arrays/u,
    ],
  ])('refuses %s', (_what, bytes, problem) => {
    expect(() => readSafetensors(bytes)).toThrow(InvalidSafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(problem);
  });

  it.each([
    ['larger than its bytes', [3], 16],
    ['smaller than its bytes', [1], 16],
    ['whose product overflows', [2 ** 31, 2 ** 31, 2], 16],
    ['whose product wraps to zero in 64 bits', [2 ** 32, 2 ** 32], 0],
    ['whose product is no number', [...Array.from({ length: 30 }, () => 2 ** 50), 0], 8],
  ])('refuses a shape %s', (_what, shape, length) => {
    const bytes = safetensorsFile(
      { a: entry(shape, 0, length) },
      Array.from({ length: length / 8 }, () => 1),
    );
    expect(() => readSafetensors(bytes)).toThrow(ArrayShapeError);
  });
});
