import type { NamedArray } from '../model-data.ts';
import { InvalidNpzError } from './errors.ts';

/** numpy aligns the data to this, so that files can be mapped into memory. */
const ALIGNMENT = 64;

/** One array as numpy saves it: format 1.0, little-endian 64-bit floats in C order. */
export function writeNpy({ shape, data }: NamedArray): Uint8Array {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count !== data.length) {
    throw new InvalidNpzError(
      `an array of shape ${shape.join(' x ')} holds ${count} numbers, received ${data.length}.`,
    );
  }
  const bytes = withHeader('<f8', shape, data.length * 8);
  const view = new DataView(bytes.buffer);
  const start = bytes.length - data.length * 8;
  for (const [i, value] of data.entries()) view.setFloat64(start + i * 8, value, true);
  return bytes;
}

/** One text as numpy saves it. */
export function writeNpyText(text: string): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  const length = Math.max(1, codes.length); // numpy knows no empty text type
  const bytes = withHeader(`<U${length}`, [], length * 4);
  const view = new DataView(bytes.buffer);
  const start = bytes.length - length * 4;
  for (const [i, code] of codes.entries()) view.setUint32(start + i * 4, code, true);
  return bytes;
}

/** Header and zeros in place of the data. */
function withHeader(descr: string, shape: readonly number[], dataBytes: number): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = Math.ceil((10 + literal.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${literal.padEnd(padded - 11)}\n`;
  const bytes = new Uint8Array(padded + dataBytes);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  return bytes;
}
