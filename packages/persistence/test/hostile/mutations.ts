// Random changes to a bundle: of its bytes, of the structure of its JSON, of the numbers that say where things lie. All
// come from one seeded stream, so that a failure can be run again.
import type { RandomStream } from '@regimekit/numerics';
import {
  joinArrays,
  seal,
  sealSums,
  splitArrays,
  toBytes,
  toText,
  withFile,
  type Content,
  type Files,
} from '../support/forge-files.ts';

/** What a change is made of; `sealed` says whether the digests fit afterwards, so that what is behind them is reached. */
export interface Mutation {
  readonly what: string;
  readonly sealed: boolean;
  readonly files: Files;
}

const FILES = ['SHA256SUMS', 'arrays.safetensors', 'config.json', 'manifest.json', 'metadata.json'] as const;

const HOSTILE_BYTES = [
  0x00, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x2d, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff,
];

const HOSTILE_LENGTHS = [0n, 1n, 8n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

const HOSTILE_NUMBERS = [Number.NaN, Infinity, -Infinity, 0, -0, -1, 1, 5e-324, 1e308, 1e-16];

/** JSON texts that take the place of a value or a key. */
const HOSTILE_VALUES = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '0.5',
  '2',
  '8',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740992',
  '9007199254740993',
  '9223372036854775807',
  '18446744073709551616',
  '""',
  '"F64"',
  '"../.."',
  '"__proto__"',
  '"\\ud800"',
  '"\\u0000"',
  '[]',
  '[[]]',
  '[0,8]',
  '[2,2]',
  '{}',
  '{"__proto__":{"polluted":1}}',
  '{"a":1,"a":2}',
  'NaN',
  'undefined',
  '"',
  ']',
  '//',
];

function pick<T>(random: RandomStream, list: readonly T[]): T {
  return list[random.integer(list.length)]!;
}

function mutateBytes(random: RandomStream, bytes: Uint8Array): Uint8Array {
  const at = random.integer(bytes.length + 1);
  const length = Math.min(bytes.length - at, 1 + random.integer(24));
  const byte = random.uniform() < 0.5 ? pick(random, HOSTILE_BYTES) : random.integer(256);
  const before = bytes.subarray(0, at);
  const parts: readonly (() => Uint8Array[])[] = [
    () => [before, bytes.subarray(at, at + 1).map((old) => old ^ (1 << random.integer(8))), bytes.subarray(at + 1)],
    () => [before, Uint8Array.of(byte), bytes.subarray(at + 1)],
    () => [before, Uint8Array.of(byte), bytes.subarray(at)],
    () => [before, bytes.subarray(at + length)],
    () => [before, bytes.subarray(at, at + length), bytes.subarray(at)],
    () => [before],
    () => [bytes, bytes.subarray(at)],
    () => [before, Uint8Array.from({ length }, () => random.integer(256)), bytes.subarray(at + length)],
  ];
  return new Uint8Array(Buffer.concat(pick(random, parts)()));
}

/** One value or key of a JSON text replaced by something else, or a member doubled: as text, so that nothing mends it. */
function mutateJson(random: RandomStream, text: string): string {
  const tokens = [...text.matchAll(/"[^"]*"|[-+.\w]+|[{}[\],:]/gu)];
  const token = tokens[random.integer(Math.max(1, tokens.length))];
  if (token === undefined) return pick(random, HOSTILE_VALUES);
  const [found] = token;
  const end = token.index + found.length;
  const replacement = random.uniform() < 0.15 ? `${found}${found}` : pick(random, HOSTILE_VALUES);
  return text.slice(0, token.index) + replacement + text.slice(end);
}

/** A number in a text, moved a little or far: what offsets, shapes and sizes are made of. */
function mutateNumber(random: RandomStream, text: string): string {
  const numbers = [...text.matchAll(/\d+/gu)];
  const token = numbers[random.integer(Math.max(1, numbers.length))];
  if (token === undefined) return text;
  const value = BigInt(token[0]);
  const moved = pick(random, [
    value + 1n,
    value - 1n,
    value + 8n,
    value - 8n,
    value * 2n,
    value * 2n ** 61n,
    -value,
    0n,
  ]);
  return `${text.slice(0, token.index)}${moved}${text.slice(token.index + token[0].length)}`;
}

function mutateText(random: RandomStream, text: string): Content {
  const draw = random.uniform();
  if (draw < 0.45) return mutateJson(random, text);
  if (draw < 0.75) return mutateNumber(random, text);
  return mutateBytes(random, toBytes(text));
}

function mutateDouble(random: RandomStream, buffer: Uint8Array): Uint8Array {
  const changed = buffer.slice();
  const place = random.integer(Math.max(1, Math.floor(buffer.length / 8))) * 8;
  if (place + 8 <= buffer.length) new DataView(changed.buffer).setFloat64(place, pick(random, HOSTILE_NUMBERS), true);
  return changed;
}

function mutateArrays(random: RandomStream, files: Files): Uint8Array {
  const bytes = files.get('arrays.safetensors')!;
  if (bytes.length < 16 || bytes[1] !== 0) return mutateBytes(random, bytes); // What an earlier change has left.
  const { header, buffer } = splitArrays(files);
  const draw = random.uniform();
  if (draw < 0.15) return joinArrays(header, buffer, pick(random, HOSTILE_LENGTHS));
  if (draw < 0.25) return joinArrays(header, mutateBytes(random, buffer));
  if (draw < 0.35) return joinArrays(header, mutateDouble(random, buffer));
  if (draw < 0.45) return mutateBytes(random, bytes);
  return joinArrays(mutateText(random, header), buffer);
}

/** Anything at all, in any file, without mending the digests. */
function bare(random: RandomStream, files: Files): Mutation {
  const file = pick(random, FILES);
  return {
    what: `bytes of ${file}`,
    sealed: false,
    files: withFile(files, file, mutateBytes(random, files.get(file)!)),
  };
}

/** One to three changes of content, with all digests fitting. */
function sealed(random: RandomStream, files: Files): Mutation {
  let changed = files;
  const what: string[] = [];
  for (let i = 0; i <= random.integer(3); i++) {
    const file = pick(random, [
      'arrays.safetensors',
      'arrays.safetensors',
      'config.json',
      'metadata.json',
      'manifest.json',
    ]);
    what.push(file);
    if (file === 'manifest.json') continue; // Last, since the seal writes it anew.
    const content =
      file === 'arrays.safetensors' ? mutateArrays(random, changed) : mutateText(random, toText(changed.get(file)));
    changed = withFile(changed, file, content);
  }
  changed = seal(changed);
  if (what.includes('manifest.json')) {
    changed = sealSums(withFile(changed, 'manifest.json', mutateText(random, toText(changed.get('manifest.json')))));
  }
  return { what: what.join(' and '), sealed: true, files: changed };
}

export function mutate(random: RandomStream, files: Files): Mutation {
  return random.uniform() < 0.3 ? bare(random, files) : sealed(random, files);
}
