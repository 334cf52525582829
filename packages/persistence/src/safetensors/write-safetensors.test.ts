import { describe, expect, it } from 'vitest';
import { readIndependently } from '../../test/support/independent-safetensors.ts';
import { UnsavableModelError } from '../errors.ts';
import type { NamedArray } from '../model-data.ts';
import { writeSafetensors } from './write-safetensors.ts';

const arrays: Record<string, NamedArray> = {
  means: { shape: [2, 3], data: Float64Array.of(1, -2.5, 1e-300, 0.1 + 0.2, -0, Number.MAX_VALUE) },
  covariances: { shape: [1, 2], data: Float64Array.of(Number.MIN_VALUE, 4) },
  empty: { shape: [0, 5], data: new Float64Array(0) },
  scalar: { shape: [], data: Float64Array.of(Math.PI) },
};

describe('writeSafetensors(arrays)', () => {
  it('writes what a reader made from the specification alone reads back, to the bit', () => {
    const read = readIndependently(Buffer.from(writeSafetensors(arrays)));
    expect([...read.keys()]).toEqual(['covariances', 'empty', 'means', 'scalar']);
    for (const [name, { shape, data }] of Object.entries(arrays)) {
      expect(read.get(name)).toEqual({ dtype: 'F64', shape, values: [...data] });
    }
    expect(Object.is(read.get('means')?.values[4], -0)).toBe(true);
  });

  it('gives exactly these bytes for one array', () => {
    const bytes = Buffer.from(writeSafetensors({ a: { shape: [1], data: Float64Array.of(1) } }));
    const header = '{"a":{"data_offsets":[0,8],"dtype":"F64","shape":[1]}}';
    const padded = header.padEnd(56, ' ');
    expect(bytes.toString('hex')).toBe(`3800000000000000${Buffer.from(padded).toString('hex')}000000000000f03f`);
  });

  it('gives equal bytes for equal arrays in another order', () => {
    const reversed = Object.fromEntries(Object.entries(arrays).reverse());
    expect(writeSafetensors(reversed)).toEqual(writeSafetensors(arrays));
  });

  it('aligns the buffer to 8 bytes for names of any length', () => {
    for (let length = 1; length <= 9; length++) {
      const bytes = writeSafetensors({ ['n'.repeat(length)]: { shape: [1], data: Float64Array.of(7) } });
      expect((bytes.length - 8) % 8).toBe(0);
    }
  });

  it('writes no arrays as an empty header', () => {
    expect(readIndependently(Buffer.from(writeSafetensors({}))).size).toBe(0);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a length that is not that of the shape',
      { a: { shape: [2, 2], data: new Float64Array(3) } },
      /must hold 4 numbers, received 3/u,
    ],
    ['a scalar of two numbers', { a: { shape: [], data: new Float64Array(2) } }, /\(scalar\) must hold 1 numbers/u],
    ['a negative size', { a: { shape: [-1, -1], data: new Float64Array(1) } }, /'a' of shape -1 x -1/u],
    ['a fractional size', { a: { shape: [0.5, 2], data: new Float64Array(1) } }, /'a' of shape 0.5 x 2/u],
    ['another kind of array', { a: { shape: [1], data: [1] } }, /'a' is not a Float64Array/u],
    ['an empty name', { '': { shape: [0], data: new Float64Array(0) } }, /'' is not a name/u],
    ['the reserved name', { __metadata__: { shape: [0], data: new Float64Array(0) } }, /'__metadata__' is not a name/u],
    ['a name without end', { ['n'.repeat(2 ** 20)]: { shape: [0], data: new Float64Array(0) } }, /too long/u],
    [
      'more arrays than a reader takes',
      Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`a${i}`, { shape: [0], data: new Float64Array(0) }])),
      /65 arrays/u,
    ],
  ])('refuses %s', (_what, wrong, problem) => {
    const write = () => writeSafetensors(wrong as Record<string, NamedArray>);
    expect(write).toThrow(UnsavableModelError);
    expect(write).toThrow(problem);
  });
});
