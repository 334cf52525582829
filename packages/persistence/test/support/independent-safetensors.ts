// A second reader of the format, written from the text of the specification alone and sharing no code with the package:
// 8 bytes N, little-endian unsigned; N bytes of UTF-8 JSON that begins with `{`, trailing spaces allowed; then the buffer.
// Each name maps to dtype, shape and data_offsets [begin, end) relative to the buffer; `__metadata__` is text to text.

export interface IndependentArray {
  readonly dtype: string;
  readonly shape: number[];
  readonly values: number[];
}

export function readIndependently(file: Buffer): Map<string, IndependentArray> {
  const headerLength = file.readUInt32LE(0) + file.readUInt32LE(4) * 2 ** 32;
  const text = file.toString('utf8', 8, 8 + headerLength);
  if (!text.startsWith('{')) throw new Error('header does not begin with {');
  const header = new Map(Object.entries(JSON.parse(text) as Record<string, Record<string, unknown>>));
  header.delete('__metadata__');
  const buffer = file.subarray(8 + headerLength);
  const covered = new Uint8Array(buffer.length);
  const arrays = new Map<string, IndependentArray>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of header) {
    const [begin, end] = offsets as [number, number];
    const values: number[] = [];
    for (let i = begin; i < end; i += 8) values.push(buffer.readDoubleLE(i));
    for (let i = begin; i < end; i++) {
      if (covered[i] === 1) throw new Error(`overlap at ${i}`);
      covered[i] = 1;
    }
    arrays.set(name, { dtype: dtype as string, shape: shape as number[], values });
  }
  if (covered.includes(0)) throw new Error('the buffer has a hole');
  return arrays;
}
