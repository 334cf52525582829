import type { NamedArray } from '../model-data.ts';
import { InvalidNpzError } from './errors.ts';
import { readNpyHeader, type NpyHeader } from './npy-header.ts';

/** What one `.npy` file holds: numbers, or one text. */
export type NpyContent = NamedArray | string;

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

const readers: Readonly<Record<string, { readonly size: number; readonly read: Reader }>> = {
  f8: { size: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  f4: { size: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  i8: { size: 8, read: (view, offset, little) => exactly(view.getBigInt64(offset, little)) },
  i4: { size: 4, read: (view, offset, little) => view.getInt32(offset, little) },
};

/**
 * Reads one array as numpy saves it: 64- and 32-bit floats and whole numbers of either byte order, in C or in Fortran
 * order (which is put into row-major order), and single texts. Python objects, which are pickled code, are refused.
 *
 * @param name of the array, for messages
 * @throws InvalidNpzError
 */
export function readNpy(bytes: Uint8Array, name = 'the array'): NpyContent {
  const header = readNpyHeader(bytes, name);
  const { descr, shape } = header;
  if (/^[<>|=]?O/.test(descr)) {
    throw new InvalidNpzError(
      `'${name}' holds Python objects, which are stored as pickled code and are never read.`,
      { name, descr },
      'Save arrays of numbers: np.asarray(value, dtype=float). Something of irregular length becomes an object array.',
    );
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + header.dataOffset, bytes.length - header.dataOffset);
  const [, order, kind] = /^([<>])([fi][48]|U\d{1,4})$/.exec(descr) ?? [];
  if (order === undefined || kind === undefined) {
    throw new InvalidNpzError(
      `'${name}' has elements of type ${descr}; 64- and 32-bit floats and whole numbers (f8, f4, i8, i4) are read.`,
      { name, descr },
      'Convert it: array.astype(float).',
    );
  }
  const little = order === '<';
  if (kind.startsWith('U')) return readText(body, Number(kind.slice(1)), little, { name, shape });
  const { size, read } = readers[kind]!;
  const count = countElements(header, body.byteLength / size, name);
  const stored = Float64Array.from({ length: count }, (_, i) => read(body, i * size, little));
  return { shape, data: header.fortranOrder ? toRowMajor(stored, shape) : stored };
}

/** The product of the extents, which must be exactly what is there. */
function countElements({ shape }: NpyHeader, available: number, name: string): number {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count === available) return count;
  throw new InvalidNpzError(
    `'${name}' has room for ${available} numbers, its shape ${shape.join(' x ') || '()'} asks for ${count}.`,
    { name, shape },
  );
}

/** Fortran order has the first index running fastest; npyjs and others hand it on as it is. */
function toRowMajor(stored: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(stored.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  for (const value of stored) {
    result[index.reduce((sum, position, axis) => sum + position * strides[axis]!, 0)] = value;
    for (let axis = 0; axis < shape.length && ++index[axis]! === shape[axis]; axis++) index[axis] = 0;
  }
  return result;
}

/** UTF-32, padded with zeros. */
function readText(
  body: DataView,
  length: number,
  little: boolean,
  { name, shape }: { readonly name: string; readonly shape: readonly number[] },
): string {
  if (shape.length > 0 || body.byteLength !== length * 4) {
    throw new InvalidNpzError(`'${name}' must hold a single text where it holds text at all.`, { name, shape });
  }
  const codes = Array.from({ length }, (_, i) => body.getUint32(i * 4, little));
  if (codes.some((code) => code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) {
    throw new InvalidNpzError(`'${name}' holds what is no Unicode text.`, { name });
  }
  return String.fromCodePoint(...codes).replace(/\0+$/, '');
}

function exactly(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidNpzError(`the whole number ${value} does not fit a 64-bit float exactly.`);
}
