import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidNpzError } from './errors.ts';
import { readNpz } from './read-npz.ts';
import { writeNpz } from './write-npz.ts';

const folder = new URL('../../test/fixtures/numpy/', import.meta.url);
const fixture = (name: string): Buffer => readFileSync(new URL(`${name}.npz`, folder));

const matrix = { shape: [2, 3], data: Float64Array.of(1.5, -2, 3.25, 0, 1e-300, 5e300) };
const tenth = Math.fround(0.1);
const expected = {
  vector: { shape: [2], data: Float64Array.of(0.25, 0.75) },
  matrix,
  fortran: matrix,
  fortran_cube: { shape: [2, 3, 4], data: Float64Array.from({ length: 24 }, (_, i) => i) },
  big_endian: matrix,
  big_endian_fortran: matrix,
  single: { shape: [2], data: Float64Array.of(0.5, tenth) },
  big_single: { shape: [2], data: Float64Array.of(0.5, tenth) },
  long: { shape: [2, 1], data: Float64Array.of(-9007199254740991, 9007199254740991) },
  big_long: { shape: [2], data: Float64Array.of(-2, 3) },
  int: { shape: [2], data: Float64Array.of(-2147483648, 2147483647) },
  big_int: { shape: [2], data: Float64Array.of(-2, 3) },
  scalar: { shape: [], data: Float64Array.of(42.5) },
  empty: { shape: [0, 3], data: new Float64Array() },
};

describe('readNpz(bytes)', () => {
  it.each(['plain', 'compressed'])('reads every kind of array that numpy wrote into %s.npz', (name) => {
    const { arrays, texts } = readNpz(fixture(name));
    expect(Object.fromEntries(arrays)).toEqual(expected);
    expect(Object.fromEntries(texts)).toEqual({ text: 'diag', big_text: 'Größe' });
  });

  it.each([
    ['objects', /Python objects, which are stored as pickled code and are never read/],
    ['records', /records of several fields/],
    ['too-large-integer', /9007199254740992 does not fit/],
    ['complex', /elements of type <c16/],
  ])('refuses what numpy wrote into %s.npz', (name, message) => {
    expect(() => readNpz(fixture(name))).toThrow(message);
    expect(() => readNpz(fixture(name))).toThrow(InvalidNpzError);
  });

  it('refuses every file that is cut short', () => {
    const bytes = fixture('compressed');
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => readNpz(bytes.subarray(0, length))).toThrow(InvalidNpzError);
    }
  });

  it('refuses what it was told not to read', () => {
    expect(() => readNpz(fixture('plain'), { maxBytes: 100 })).toThrow(/at most 100 are read/);
    expect(() => readNpz('plain.npz' as unknown as Uint8Array)).toThrow(/bytes: expected the content/);
    expect(() => readNpz(fixture('plain'), { maxByte: 1 } as object)).toThrow(/maxByte/);
  });
});

/** One entry, `x.npy`, as `writeNpz` lays it out, with a place to lie at each position. */
const one = writeNpz({ x: { shape: [2], data: Float64Array.of(1, 2) } });
const view = new DataView(one.buffer);
const CENTRAL = view.getUint32(one.length - 6, true);
const DATA = 30 + 'x.npy'.length;

function changed(change: (view: DataView, bytes: Uint8Array) => void, bytes: Uint8Array = one): Uint8Array {
  const copy = Uint8Array.from(bytes);
  change(new DataView(copy.buffer), copy);
  return copy;
}

function withHeader(literal: string): Uint8Array {
  const bytes = changed((_, copy) => copy.set(new TextEncoder().encode(literal.padEnd(117)), DATA + 10));
  const crc = crc32(bytes.subarray(DATA, CENTRAL));
  return changed((copy) => {
    copy.setUint32(14, crc, true);
    copy.setUint32(CENTRAL + 16, crc, true);
  }, bytes);
}

/** An archive of one deflated entry that announces `size` bytes. */
function deflated(content: Uint8Array, size: number): Uint8Array {
  const packed = deflateRawSync(content);
  const head = changed(
    (copy) => {
      copy.setUint16(8, 8, true);
      copy.setUint32(14, crc32(content.subarray(0, size)), true);
      copy.setUint32(18, packed.length, true);
      copy.setUint32(22, size, true);
    },
    one.subarray(0, DATA),
  );
  const tail = changed((copy) => {
    copy.setUint16(10, 8, true);
    copy.setUint32(16, crc32(content.subarray(0, size)), true);
    copy.setUint32(20, packed.length, true);
    copy.setUint32(24, size, true);
    copy.setUint32(copy.byteLength - 6, DATA + packed.length, true);
  }, one.subarray(CENTRAL));
  return Buffer.concat([head, packed, tail]);
}

describe('readNpz(hostile bytes)', () => {
  it('reads the file that the others differ from', () => {
    expect(readNpz(one).arrays.get('x')?.data).toEqual(Float64Array.of(1, 2));
    expect(readNpz(withHeader("{'descr': '<f8', 'fortran_order': True, 'shape': (2,)}")).arrays.size).toBe(1);
    expect(readNpz(deflated(one.subarray(DATA, CENTRAL), CENTRAL - DATA)).arrays.size).toBe(1);
  });

  it.each<[string, string, RegExp]>([
    ['an expression', "__import__('os').system('true')", /malformed/],
    ['a missing key', "{'descr': '<f8', 'shape': (2,)}", /fortran_order/],
    ['a key twice', "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", /twice/],
    ['another key', "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), '__class__': 1}", /malformed/],
    ['a negative extent', "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}", /malformed/],
    ['a huge extent', "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", /whole numbers/],
    ['a huge product', "{'descr': '<f8', 'fortran_order': False, 'shape': (4503599627370496, 4096)}", /room for 2/],
    ['too many axes', "{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,2)}", /at most 8/],
    ['more numbers than there are', "{'descr': '<f8', 'fortran_order': False, 'shape': (3,)}", /room for 2 numbers/],
    ['fewer numbers than there are', "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", /room for 2 numbers/],
    ['objects', "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", /pickled/],
    ['objects in disguise', "{'descr': '|O8', 'fortran_order': False, 'shape': (2,)}", /pickled/],
    ['more behind it', "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)} {}", /alone/],
    ['a text of wrong length', "{'descr': '<U3', 'fortran_order': False, 'shape': ()}", /single text/],
    ['what is no text', "{'descr': '<U4', 'fortran_order': False, 'shape': ()}", /no Unicode/],
  ])('refuses a header with %s', (_, literal, message) => {
    expect(() => readNpz(withHeader(literal))).toThrow(message);
    expect(() => readNpz(withHeader(literal))).toThrow(InvalidNpzError);
  });

  it.each<[string, () => Uint8Array, RegExp]>([
    ['a byte changed', () => changed((_, bytes) => (bytes[CENTRAL - 2]! ^= 1)), /checksum/],
    ['something appended', () => Buffer.concat([one, Buffer.from('x')]), /appended/],
    ['an encrypted entry', () => changed((v) => v.setUint16(CENTRAL + 8, 1, true)), /encrypted/],
    ['an unknown method', () => changed((v) => v.setUint16(CENTRAL + 10, 14, true)), /method 14/],
    ['another name in the entry', () => changed((_, bytes) => (bytes[30] = 121)), /what the directory says/],
    ['another size in the entry', () => changed((v) => v.setUint32(22, 5, true)), /what the directory says/],
    ['sizes that contradict', () => changed((v) => v.setUint32(CENTRAL + 24, 5, true)), /contradict/],
    ['an entry beyond the file', () => changed((v) => v.setUint32(CENTRAL + 42, 0xfffffff0, true)), /overlaps/],
    ['a zip64 entry', () => changed((v) => v.setUint32(CENTRAL + 42, 0xffffffff, true)), /4 GB/],
    ['more entries than it has', () => changed((v) => v.setUint32(one.length - 14, 0x00020002, true)), /malformed/],
    ['a directory elsewhere', () => changed((v) => v.setUint32(one.length - 6, 3, true)), /not where its end says/],
    ['several disks', () => changed((v) => v.setUint16(one.length - 18, 1, true)), /end is malformed/],
    ['a path as a name', () => renamed('../xx'), /no array with a plain name/],
    [
      'a bomb',
      () => deflated(new Uint8Array(40_000_000), CENTRAL - DATA),
      /cannot be unpacked|bytes, \d+ are announced/,
    ],
    ['a bomb that says so', () => deflated(new Uint8Array(40_000_000), 40_000_000), /at most 33554432 are read/],
  ])('refuses %s', (_, make, message) => {
    const bytes = make();
    expect(() => readNpz(bytes)).toThrow(message);
    expect(() => readNpz(bytes)).toThrow(InvalidNpzError);
  });

  it('refuses an entry that is there twice, and two that share their bytes', () => {
    const two = writeNpz({ x: { shape: [], data: Float64Array.of(1) }, y: { shape: [], data: Float64Array.of(1) } });
    const end = new DataView(two.buffer);
    const directory = end.getUint32(two.length - 6, true);
    const second = directory + 46 + 5;
    const half = directory / 2;
    const twice = changed((_, bytes) => (bytes[half + 30] = bytes[second + 46] = 'x'.charCodeAt(0)), two);
    expect(() => readNpz(twice)).toThrow(/twice/);
    expect(() => readNpz(changed((v) => v.setUint32(second + 42, 0, true), two))).toThrow(/overlaps/);
  });

  it('refuses, or reads as finite work, a change of any third byte', () => {
    const bytes = fixture('plain');
    for (let at = 0; at < bytes.length; at += 3) {
      const mutated = changed((_, copy) => (copy[at]! ^= 0x81), bytes);
      expect(outcome(mutated), `byte ${at}`).toMatch(/^(read|refused)$/);
    }
  });
});

function outcome(bytes: Uint8Array): string {
  try {
    readNpz(bytes);
    return 'read'; // A time stamp was hit, or a number that no checksum covers.
  } catch (error) {
    return error instanceof InvalidNpzError ? 'refused' : String(error);
  }
}

function renamed(name: string): Uint8Array {
  return changed((_, bytes) => {
    for (const at of [30, CENTRAL + 46]) bytes.set(new TextEncoder().encode(name), at);
  });
}

describe('writeNpz(content)', () => {
  const content = {
    startprob_: { shape: [2], data: Float64Array.of(0.25, 0.75) },
    covars_: { shape: [2, 1, 2], data: Float64Array.of(1, 2, 3, 0.1 + 0.2) },
    scalar: { shape: [], data: Float64Array.of(-0) },
    covariance_type: 'diag',
  };

  it('comes back as it was, and equal content gives equal bytes', () => {
    const bytes = writeNpz(content);
    const { arrays, texts } = readNpz(bytes);
    expect({ ...Object.fromEntries(arrays), ...Object.fromEntries(texts) }).toEqual(content);
    expect(writeNpz(content)).toEqual(bytes);
  });

  it('refuses an array that does not fill its shape, and names that numpy could not hand over', () => {
    expect(() => writeNpz({ x: { shape: [3], data: Float64Array.of(1) } })).toThrow(/holds 3 numbers, received 1/);
    expect(() => writeNpz({ '../x': { shape: [1], data: Float64Array.of(1) } })).toThrow(/name of an array/);
  });

  const numpy = hasNumpy();
  it.skipIf(!numpy)(`is read by numpy${numpy ? '' : ' (skipped: python3 with numpy is not here)'}`, () => {
    const temporary = mkdtempSync(join(tmpdir(), 'regimekit-npz-'));
    try {
      const file = join(temporary, 'ours.npz');
      writeFileSync(file, writeNpz(content));
      const script = [
        'import json, sys, numpy',
        'with numpy.load(sys.argv[1]) as f:',
        '    print(json.dumps({name: [str(f[name].dtype), f[name].shape, f[name].tolist()] for name in f.files}))',
      ].join('\n');
      const printed = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' });
      expect(JSON.parse(printed)).toEqual({
        startprob_: ['float64', [2], [0.25, 0.75]],
        covars_: ['float64', [2, 1, 2], [[[1, 2]], [[3, 0.1 + 0.2]]]],
        scalar: ['float64', [], -0],
        covariance_type: ['<U4', [], 'diag'],
      });
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });
});

function hasNumpy(): boolean {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
