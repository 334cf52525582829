import { crc32 } from 'node:zlib';

/** 1 January 1980, the first day of the format: equal files give equal bytes. */
const DATE = 0x0021;
const VERSION = 20;

/** An archive of stored (not compressed) files with plain ASCII names, in the order given. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const locals: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [file, bytes] of files) {
    const name = new TextEncoder().encode(file);
    const common = [VERSION, 0, 0, 0, DATE];
    const facts = [crc32(bytes), bytes.length, bytes.length];
    locals.push(record(0x04034b50, common, facts, [name.length, 0]), name, bytes);
    const tail = [name.length, 0, 0, 0, 0, 0, 0]; // The last two are the 32-bit external attributes.
    directory.push(record(0x02014b50, [VERSION, ...common], facts, tail, offset), name);
    offset += 30 + name.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new Uint8Array(22);
  const view = new DataView(end.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, files.size, true);
  view.setUint16(10, files.size, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return Uint8Array.from(Buffer.concat([...locals, ...directory, end]));
}

/** A signature, 16-bit fields, 32-bit fields, 16-bit fields, and perhaps one more of 32 bits; all little-endian. */
function record(signature: number, before: number[], facts: number[], after: number[], last?: number): Uint8Array {
  const fields = [
    [4, signature],
    ...before.map((value) => [2, value]),
    ...facts.map((value) => [4, value]),
    ...after.map((value) => [2, value]),
    ...(last === undefined ? [] : [[4, last]]),
  ] as [width: 2 | 4, value: number][];
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}
