import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import { UnsavableModelError } from '../errors.ts';
import type { NamedArray } from '../model-data.ts';
import { MAX_ARRAYS, MAX_DIMENSIONS, MAX_HEADER_BYTES, MAX_NAME_LENGTH } from '../limits.ts';
import { shorten } from '../shorten.ts';
import { BYTES_PER_VALUE, countValues, LENGTH_BYTES, METADATA_KEY } from './layout.ts';

/**
 * Arrays as the bytes of a safetensors file: F64, in the order of their names, without holes, the header padded with
 * spaces to a multiple of 8. Equal arrays give equal bytes, in whatever order they come.
 *
 * @throws UnsavableModelError when a name or a shape cannot be written, or a length is not that of the shape
 */
export function writeSafetensors(arrays: Readonly<Record<string, NamedArray>>): Uint8Array {
  // Sorted by UTF-16 code units, as canonical JSON sorts the keys of the header.
  const entries = Object.entries(arrays).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length > MAX_ARRAYS) {
    throw new UnsavableModelError(`it has ${entries.length} arrays, a bundle holds at most ${MAX_ARRAYS}.`);
  }
  for (const [name, array] of entries) checkArray(name, array);

  const header = encodeHeader(entries);
  const buffer = entries.reduce((sum, [, { data }]) => sum + data.length * BYTES_PER_VALUE, 0);
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + buffer);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let position = LENGTH_BYTES + header.length;
  for (const [, { data }] of entries) {
    for (const value of data) {
      view.setFloat64(position, value, true);
      position += BYTES_PER_VALUE;
    }
  }
  return bytes;
}

function encodeHeader(entries: readonly (readonly [string, NamedArray])[]): Uint8Array {
  const header: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  let begin = 0;
  for (const [name, { shape, data }] of entries) {
    const end = begin + data.length * BYTES_PER_VALUE;
    header[name] = { dtype: 'F64', shape: [...shape], data_offsets: [begin, end] };
    begin = end;
  }
  const text = new TextEncoder().encode(canonicalJson(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  if (padded.length > MAX_HEADER_BYTES)
    throw new UnsavableModelError('the names and shapes of its arrays are too long.');
  padded.set(text);
  return padded;
}

function checkArray(name: string, { shape, data }: NamedArray): void {
  if (name === '' || name === METADATA_KEY) throw new UnsavableModelError(`'${name}' is not a name for an array.`);
  if (name.length > MAX_NAME_LENGTH) throw new UnsavableModelError(`the name '${shorten(name)}' is too long.`);
  if (!(data instanceof Float64Array))
    throw new UnsavableModelError(`array '${name}' is not a Float64Array.`, { name });
  if (shape.length > MAX_DIMENSIONS)
    throw new UnsavableModelError(`array '${name}' has too many dimensions.`, { name });
  const expected = countValues(shape);
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || expected !== data.length) {
    throw new UnsavableModelError(
      `array '${name}' of shape ${shape.join(' x ') || '(scalar)'} must hold ${expected} numbers, received ${data.length}.`,
      { name, shape, received: data.length },
    );
  }
}
