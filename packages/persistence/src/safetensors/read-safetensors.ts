import { z } from 'zod';
import { ArrayShapeError, InvalidJsonError, InvalidSafetensorsError } from '../errors.ts';
import type { NamedArray } from '../model-data.ts';
import { decodeJson } from '../strict-json.ts';
import { MAX_ARRAYS, MAX_DIMENSIONS, MAX_HEADER_BYTES, MAX_NAME_LENGTH } from '../limits.ts';
import { describeIssues, shorten } from '../shorten.ts';
import { BYTES_PER_VALUE, countValues, LENGTH_BYTES, METADATA_KEY } from './layout.ts';

const size = z.int().nonnegative();
const entrySchema = z.strictObject({
  dtype: z.literal('F64'),
  shape: z.array(size).max(MAX_DIMENSIONS),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Arrays by name (an object without prototype), copied out of the bytes of a safetensors file. Strict: every rule of the
 * specification that the Rust reader checks, F64 alone, at most 64 arrays. Values are not looked at here.
 *
 * @param checkNames throws when the file may not hold exactly these names; asked before any array is read
 * @throws InvalidSafetensorsError or ArrayShapeError, saying which rule is broken
 */
export function readSafetensors(
  bytes: Uint8Array,
  checkNames?: (names: readonly string[]) => void,
): Record<string, NamedArray> {
  const bufferStart = LENGTH_BYTES + readHeaderLength(bytes);
  const entries = readEntries(bytes.subarray(LENGTH_BYTES, bufferStart));
  checkNames?.(entries.map(({ name }) => name));
  checkOffsets(entries, bytes.length - bufferStart);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = Object.create(null) as Record<string, NamedArray>;
  for (const { name, shape, begin, end } of entries) {
    const data = new Float64Array((end - begin) / BYTES_PER_VALUE);
    for (let i = 0; i < data.length; i++) data[i] = view.getFloat64(bufferStart + begin + i * BYTES_PER_VALUE, true);
    arrays[name] = { shape, data };
  }
  return arrays;
}

function readHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES)
    throw new InvalidSafetensorsError(`it has ${bytes.length} bytes, at least 8 are needed.`);
  // Compared as BigInt: a hostile length near 2^64 would be rounded, or turn negative, as a number.
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const available = bytes.length - LENGTH_BYTES;
  if (length > BigInt(available)) {
    throw new InvalidSafetensorsError(`its header claims ${length} bytes, only ${available} are there.`);
  }
  if (length > BigInt(MAX_HEADER_BYTES)) {
    throw new InvalidSafetensorsError(`its header claims ${length} bytes, at most ${MAX_HEADER_BYTES} are read.`);
  }
  return Number(length);
}

function readEntries(header: Uint8Array): Entry[] {
  if (header[0] !== 0x7b) throw new InvalidSafetensorsError('its header does not begin with {.');
  const object = parseHeader(header);
  const names = Object.keys(object).filter((name) => name !== METADATA_KEY);
  if (METADATA_KEY in object && !metadataSchema.safeParse(object[METADATA_KEY]).success) {
    throw new InvalidSafetensorsError(`${METADATA_KEY} must map strings to strings.`);
  }
  if (names.length > MAX_ARRAYS) {
    throw new InvalidSafetensorsError(`it lists ${names.length} arrays, at most ${MAX_ARRAYS} are read.`);
  }
  return names.map((name) => {
    if (name === '' || name.length > MAX_NAME_LENGTH) {
      throw new InvalidSafetensorsError(`array '${shorten(name)}': a name has 1 to ${MAX_NAME_LENGTH} characters.`);
    }
    const entry = entrySchema.safeParse(object[name]);
    if (!entry.success)
      throw new InvalidSafetensorsError(`array '${shorten(name)}': ${describeIssues(entry.error)}`, { name });
    const [begin, end] = entry.data.data_offsets;
    return { name, shape: entry.data.shape, begin, end };
  });
}

function parseHeader(header: Uint8Array): Record<string, unknown> {
  try {
    return decodeJson('its header', header) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof InvalidJsonError) throw new InvalidSafetensorsError(error.message, undefined, error);
    throw error;
  }
}

/** Each array begins where the one before ended, the first at 0, the last ends with the buffer; sizes fit the shapes. */
function checkOffsets(entries: readonly Entry[], bufferLength: number): void {
  let position = 0;
  for (const { name, shape, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== position || end < begin) {
      throw new InvalidSafetensorsError(
        `array '${shorten(name)}' lies at ${begin} to ${end}, expected it to begin at ${position}.`,
        {
          name,
        },
      );
    }
    const values = countValues(shape);
    const expected = values * BYTES_PER_VALUE;
    if (!Number.isSafeInteger(values) || expected !== end - begin)
      throw new ArrayShapeError(name, shape, expected, end - begin);
    position = end;
  }
  if (position !== bufferLength) {
    throw new InvalidSafetensorsError(`its arrays end at ${position}, but its buffer has ${bufferLength} bytes.`);
  }
}
