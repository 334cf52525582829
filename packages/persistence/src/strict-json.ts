// JSON that every parser reads alike: UTF-8, no duplicate keys, no prototype keys, bounded in size and depth.
import { canonicalJson, type JsonValue, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from './check-options.ts';
import { InvalidJsonError, InvalidOptionError } from './errors.ts';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './limits.ts';
import { shorten } from './shorten.ts';

// Keys that change the prototype of an object when somebody later copies them with an assignment.
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const limitNames: OptionNames<StrictJsonLimits> = { maxBytes: true, maxValues: true };

/** Canonical JSON (RFC 8785) and a line feed, as UTF-8: equal values give equal bytes. */
export function encodeJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`);
}

/** How much of a JSON file is read. */
export interface StrictJsonLimits {
  /**
   * Bytes of the file.
   * @default 4194304 (4 MiB)
   */
  readonly maxBytes?: number | undefined;
  /**
   * Objects, lists, members and elements together: each costs memory, however short its text.
   * @default 250000
   */
  readonly maxValues?: number | undefined;
}

/**
 * Reads JSON that every parser reads alike, and that is safe to look at: UTF-8 without a byte-order mark, no key twice in
 * one object, no key that names a prototype (`__proto__`, `constructor`, `prototype`), no number beyond a double, no half
 * of a surrogate pair, at most 64 levels deep, bounded in size. `JSON.parse` keeps the last of two equal keys in silence,
 * where a person or another parser goes by the first: not what one wants of rules.
 *
 * @param file what the error calls it
 * @throws InvalidJsonError naming the file and the rule it breaks, with the line for a key; InvalidOptionError
 *
 * @example
 * ```ts
 * import { parseStrictJson } from '@regimekit/persistence';
 *
 * parseStrictJson('rules.json', '{ "approvals": 2 }'); // { approvals: 2 }
 * try {
 *   parseStrictJson('rules.json', '{ "approvals": 2,\n  "approvals": 0 }');
 * } catch (error) {
 *   (error as Error).message; // "rules.json is not valid JSON: the key 'approvals' occurs twice in one object (line 2)."
 * }
 * ```
 */
export function parseStrictJson(file: string, content: Uint8Array | string, limits: StrictJsonLimits = {}): JsonValue {
  checkOptions(limits, limitNames, 'parseStrictJson');
  for (const [name, limit] of Object.entries(limits)) {
    if (limit === undefined || (Number.isSafeInteger(limit) && limit > 0)) continue;
    throw new InvalidOptionError(name, 'a whole number above 0', limit, 'Leave it out for the default.');
  }
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (!(bytes instanceof Uint8Array))
    throw new InvalidOptionError('content', 'a text or its bytes', bytes, 'Read it first.');
  return decodeJson(file, bytes, limits);
}

/** @throws InvalidJsonError naming the file and the rule it breaks */
export function decodeJson(
  file: string,
  bytes: Uint8Array,
  { maxBytes = MAX_JSON_BYTES, maxValues = MAX_JSON_VALUES }: StrictJsonLimits = {},
): JsonValue {
  if (bytes.length > maxBytes) {
    throw new InvalidJsonError(file, `it has ${bytes.length} bytes, at most ${maxBytes} are read.`);
  }
  try {
    // A byte-order mark is kept, so that the parser refuses it like any other stray character.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    checkStructure(file, text, maxValues);
    return JSON.parse(text, (_key, value: JsonValue) => portable(file, value)) as JsonValue;
  } catch (error) {
    if (error instanceof InvalidJsonError) throw error;
    throw new InvalidJsonError(file, (error as Error).message, error);
  }
}

/** JSON has no infinity, but `1e999` is read as one; and half a surrogate pair is a string that UTF-8 cannot say. */
function portable(file: string, value: JsonValue): JsonValue {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidJsonError(file, 'a number is too large for a double.');
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new InvalidJsonError(file, 'a string holds half a surrogate pair.');
  }
  return value;
}

/**
 * Walks the text before it is parsed: `JSON.parse` keeps the last of two equal keys in silence, where another parser
 * keeps the first, and sets no limit to depth or to the number of values. Leaves every other rule of JSON to the parser.
 */
function checkStructure(file: string, text: string, maxValues: number): void {
  const levels: Set<string>[] = []; // Keys seen at each depth; of an array always empty.
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    // Each value but the first of a file follows one of these; a second object in a list is counted twice, which is fine.
    if (character === ',' || character === '{' || character === '[') values += 1;
    if (values > maxValues) throw new InvalidJsonError(file, `it holds more than ${maxValues} values.`);
    if (character === '{' || character === '[') {
      if (levels.push(new Set()) > MAX_JSON_DEPTH)
        throw new InvalidJsonError(file, `deeper than ${MAX_JSON_DEPTH} levels.`);
    } else if (character === '}' || character === ']') {
      levels.pop();
    } else if (character === '"') {
      const end = closingQuote(text, i);
      if (isKey(text, end))
        checkKey({ file, text, at: i }, JSON.parse(text.slice(i, end + 1)) as string, levels.at(-1));
      i = end;
    }
  }
}

/** A place in a text, for an error. */
interface Place {
  readonly file: string;
  readonly text: string;
  readonly at: number;
}

function checkKey(place: Place, key: string, seen: Set<string> | undefined): void {
  if (!key.isWellFormed()) throw new InvalidJsonError(place.file, 'a key holds half a surrogate pair.');
  if (PROTOTYPE_KEYS.has(key)) throw invalidKey(place, `the key '${key}' is not allowed`);
  if (seen?.has(key) === true) throw invalidKey(place, `the key '${shorten(key)}' occurs twice in one object`);
  seen?.add(key);
}

function invalidKey({ file, text, at }: Place, problem: string): InvalidJsonError {
  const line = text.slice(0, at).split('\n').length;
  return new InvalidJsonError(file, `${problem} (line ${line}).`);
}

function closingQuote(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** In JSON a string that a colon follows is always a key. */
function isKey(text: string, closing: number): boolean {
  let i = closing + 1;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i += 1;
  return text[i] === ':';
}
