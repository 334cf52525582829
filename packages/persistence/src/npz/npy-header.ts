// The header of a .npy file: a Python literal, read by a grammar of its own three keys and never evaluated.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { InvalidNpzError } from './errors.ts';

/** What numpy itself reads at most without being told otherwise. */
const MAX_HEADER_BYTES = 10_000;
/** More axes than any array of a model has. */
const MAX_RANK = 8;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

export interface NpyHeader {
  /** As numpy writes it: byte order, kind, bytes (or characters) of an element, such as `<f8`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly dataOffset: number;
}

/** @throws InvalidNpzError */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new InvalidNpzError(`'${name}' does not begin as a .npy file does.`);
  }
  const version = `${bytes[6]}.${bytes[7]}`;
  if (!['1.0', '2.0', '3.0'].includes(version)) {
    throw new InvalidNpzError(`'${name}' has version ${version} of the format; 1.0, 2.0 and 3.0 are read.`);
  }
  const start = version === '1.0' ? 10 : 12;
  const length = version === '1.0' ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES || start + length > bytes.length) {
    throw new InvalidNpzError(`'${name}' claims a header of ${length} bytes, which is not there or too long.`);
  }
  // Latin-1 maps every byte to one character: whatever stands there, the grammar below decides.
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  return { ...parseHeader(text, name), dataOffset: start + length };
}

const TOKEN = /\s*('[^'\\]*'|True|False|[{}():,]|\d+)/y;

/** `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }` with the keys in any order. */
function parseHeader(text: string, name: string): Omit<NpyHeader, 'dataOffset'> {
  const tokens = tokenize(text, name);
  const expect = (...wanted: string[]): string => {
    const token = tokens.shift() ?? 'nothing';
    if (wanted.includes(token)) return token;
    throw malformed(name, `expected ${wanted.join(' or ')}, received ${token}`);
  };
  const found = new Map<string, string | boolean | number[]>();
  expect('{');
  while (tokens[0] !== '}') {
    const key = expect("'descr'", "'fortran_order'", "'shape'").slice(1, -1);
    if (found.has(key)) throw malformed(name, `${key} occurs twice`);
    expect(':');
    if (key === 'descr') found.set(key, readDescr(tokens.shift(), name));
    else if (key === 'fortran_order') found.set(key, expect('True', 'False') === 'True');
    else found.set(key, readShape(tokens, expect, name));
    if (tokens[0] !== '}') expect(',');
  }
  expect('}');
  if (tokens.length > 0 || found.size !== 3) throw malformed(name, 'it must hold descr, fortran_order and shape alone');
  return {
    descr: found.get('descr') as string,
    fortranOrder: found.get('fortran_order') as boolean,
    shape: found.get('shape') as number[],
  };
}

function readDescr(token: string | undefined, name: string): string {
  if (token?.startsWith("'") === true) return token.slice(1, -1);
  throw new InvalidNpzError(`'${name}' holds records of several fields; only plain arrays are read.`);
}

function readShape(tokens: string[], expect: (...wanted: string[]) => string, name: string): number[] {
  const shape: number[] = [];
  expect('(');
  while (tokens[0] !== ')') {
    const extent = Number(tokens.shift());
    if (!Number.isSafeInteger(extent) || shape.push(extent) > MAX_RANK) {
      throw malformed(name, `the shape must be at most ${MAX_RANK} whole numbers`);
    }
    if (tokens[0] !== ')') expect(',');
  }
  expect(')');
  return shape;
}

function tokenize(text: string, name: string): string[] {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    // A list where a text belongs begins a structured type.
    if (match === null && text.slice(at).trimStart().startsWith('[')) tokens.push('[');
    if (match === null) return tokens[tokens.length - 1] === '[' ? tokens : fail(name, at);
    tokens.push(match[1]!);
  }
  return tokens;
}

function fail(name: string, at: number): never {
  throw malformed(name, `it is not understood from character ${at} on`);
}

function malformed(name: string, problem: string): InvalidNpzError {
  return new InvalidNpzError(`the header of '${name}' is malformed: ${problem}.`, { name });
}
