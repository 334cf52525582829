// A second reader of the format, written from the text of the specification (safetensors README, "Format") and of RFC 8259
// alone. It shares no code with the package, not even `JSON.parse`, and reads every type of number.
// 8 bytes N, little-endian unsigned; N bytes of UTF-8 JSON that begins with `{`, trailing spaces allowed; then the buffer.
// Each name maps to dtype, shape and data_offsets [begin, end) relative to the buffer, which they cover without a hole;
// `__metadata__` maps text to text; no key occurs twice.

export interface IndependentArray {
  readonly dtype: string;
  readonly shape: number[];
  readonly values: number[];
}

type Json = null | boolean | number | string | Json[] | Map<string, Json>;

const BITS = new Map([
  ...['F64', 'I64', 'U64'].map((type) => [type, 64] as const),
  ...['F32', 'I32', 'U32'].map((type) => [type, 32] as const),
  ...['F16', 'BF16', 'I16', 'U16'].map((type) => [type, 16] as const),
  ...['I8', 'U8', 'BOOL', 'F8_E5M2', 'F8_E4M3'].map((type) => [type, 8] as const),
]);

export function readIndependently(file: Buffer): Map<string, IndependentArray> {
  if (file.length < 8) throw new Error('no room for the length');
  const headerLength = file.readUInt32LE(0) + file.readUInt32LE(4) * 2 ** 32;
  if (headerLength > 100_000_000) throw new Error('the header is too long');
  if (8 + headerLength > file.length) throw new Error('the header ends beyond the file');
  const bytes = file.subarray(8, 8 + headerLength);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new Error('the header is not UTF-8');
  if (!text.startsWith('{')) throw new Error('the header does not begin with {');
  const header = parseJson(text.replace(/ *$/u, ''));
  if (!(header instanceof Map)) throw new Error('the header is no object');
  return readArrays(header, file.subarray(8 + headerLength));
}

function readArrays(header: Map<string, Json>, buffer: Buffer): Map<string, IndependentArray> {
  const covered = new Uint8Array(buffer.length);
  const arrays = new Map<string, IndependentArray>();
  for (const [name, entry] of header) {
    if (!(entry instanceof Map)) throw new Error(`${name} is no object`);
    if (name === '__metadata__') {
      if ([...entry.values()].some((value) => typeof value !== 'string')) throw new Error('metadata must be text');
      continue;
    }
    const { dtype, shape, begin, end } = readEntry(name, entry);
    if (end > buffer.length) throw new Error(`${name} ends beyond the buffer`);
    for (let i = begin; i < end; i++) {
      if (covered[i] === 1) throw new Error(`overlap at ${i}`);
      covered[i] = 1;
    }
    const count = dtype === 'F64' ? (end - begin) / 8 : 0;
    const values = Array.from({ length: count }, (_, i) => buffer.readDoubleLE(begin + i * 8));
    arrays.set(name, { dtype, shape, values });
  }
  if (covered.includes(0)) throw new Error('the buffer has a hole');
  return arrays;
}

function readEntry(
  name: string,
  entry: Map<string, Json>,
): { dtype: string; shape: number[]; begin: number; end: number } {
  const [dtype, shape, offsets] = [entry.get('dtype'), entry.get('shape'), entry.get('data_offsets')];
  if (entry.size !== 3 || typeof dtype !== 'string' || !BITS.has(dtype)) throw new Error(`${name} has no known dtype`);
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) throw new Error(`${name} has no shape or place`);
  const [begin = 0, end = 0] = offsets;
  const bits = [...shape, BITS.get(dtype)!].reduce((product, size) => times(product, size), 1n);
  if (end < begin || bits !== BigInt(end - begin) * 8n) throw new Error(`${name} does not fit its bytes`);
  return { dtype, shape, begin, end };
}

/** In 64 bits, as the reader of the specification counts: what does not fit is refused, whatever comes after. */
function times(product: bigint, size: number): bigint {
  const next = product * BigInt(size);
  if (next >= 2n ** 64n) throw new Error('the shape is too large');
  return next;
}

function isSizes(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

/** RFC 8259, by recursive descent; objects as maps, and a key that occurs twice is an error. */
function parseJson(text: string): Json {
  let at = 0;
  const skip = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at += 1;
  };
  const expectText = (expected: string): void => {
    if (!text.startsWith(expected, at)) throw new Error(`expected ${expected} at ${at}`);
    at += expected.length;
  };
  const matching = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found === undefined) throw new Error(`unexpected ${text[at]} at ${at}`);
    at += found.length;
    return found;
  };
  const separated = (closing: string, member: () => void): void => {
    at += 1;
    skip();
    for (let first = true; text[at] !== closing; first = false) {
      if (!first) expectText(',');
      skip();
      member();
      skip();
    }
    at += 1;
  };
  const readText = (): string => {
    expectText('"');
    let found = '';
    while (text[at] !== '"') {
      if (at >= text.length || text[at]! < ' ') throw new Error(`a string that does not end at ${at}`);
      found += text[at] === '\\' ? readEscape() : text[at];
      at += 1;
    }
    at += 1;
    return found;
  };
  /** Ends at the last character of the escape. */
  const readEscape = (): string => {
    at += 1;
    const letter = text[at] ?? '';
    if (letter !== 'u') {
      if (!(letter in ESCAPES)) throw new Error(`unknown escape at ${at}`);
      return ESCAPES[letter]!;
    }
    const hex = text.slice(at + 1, at + 5);
    if (!/^[\dA-Fa-f]{4}$/u.test(hex)) throw new Error(`unknown escape at ${at}`);
    at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  };
  const readWord = (): Json => {
    const word = matching(/[-+.\w]+/uy);
    if (word in WORDS) return WORDS[word]!;
    const [whole = '', ...rest] = word.replace(/^-/u, '').split(/[.eE]/u);
    const sound = /^(?:0|[1-9]\d*)$/u.test(whole) && rest.every((digits) => /^[-+]?\d+$/u.test(digits));
    const value = Number(word);
    if (!sound || Number.isNaN(value)) throw new Error(`${word} is no number`);
    return value;
  };
  const readObject = (): Json => {
    const object = new Map<string, Json>();
    separated('}', () => {
      const key = readText();
      if (object.has(key)) throw new Error(`${key} occurs twice`);
      skip();
      expectText(':');
      object.set(key, readValue());
    });
    return object;
  };
  const readList = (): Json => {
    const list: Json[] = [];
    separated(']', () => list.push(readValue()));
    return list;
  };
  const readValue = (): Json => {
    skip();
    const first = text[at];
    if (first === '{') return readObject();
    if (first === '[') return readList();
    if (first === '"') return readText();
    return readWord();
  };
  const value = readValue();
  skip();
  if (at !== text.length) throw new Error(`unexpected ${text[at]} at ${at}`);
  return value;
}

const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const WORDS: Record<string, Json> = { true: true, false: false, null: null };
