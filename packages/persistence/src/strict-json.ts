// JSON that every parser reads alike: UTF-8, no duplicate keys, no prototype keys, bounded in size and depth.
import { canonicalJson, type JsonValue } from '@regimekit/numerics';
import { InvalidJsonError } from './errors.ts';
import { MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './limits.ts';
import { shorten } from './shorten.ts';

// Keys that change the prototype of an object when somebody later copies them with an assignment.
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Canonical JSON (RFC 8785) and a line feed, as UTF-8: equal values give equal bytes. */
export function encodeJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`);
}

/** @throws InvalidJsonError naming the file and the rule it breaks */
export function decodeJson(file: string, bytes: Uint8Array): JsonValue {
  if (bytes.length > MAX_JSON_BYTES) {
    throw new InvalidJsonError(file, `it has ${bytes.length} bytes, at most ${MAX_JSON_BYTES} are read.`);
  }
  try {
    // A byte-order mark is kept, so that the parser refuses it like any other stray character.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    checkStructure(file, text);
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
function checkStructure(file: string, text: string): void {
  const levels: Set<string>[] = []; // Keys seen at each depth; of an array always empty.
  let values = 1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    // Each value but the first of a file follows one of these; a second object in a list is counted twice, which is fine.
    if (character === ',' || character === '{' || character === '[') values += 1;
    if (values > MAX_JSON_VALUES) throw new InvalidJsonError(file, `it holds more than ${MAX_JSON_VALUES} values.`);
    if (character === '{' || character === '[') {
      if (levels.push(new Set()) > MAX_JSON_DEPTH)
        throw new InvalidJsonError(file, `deeper than ${MAX_JSON_DEPTH} levels.`);
    } else if (character === '}' || character === ']') {
      levels.pop();
    } else if (character === '"') {
      const end = closingQuote(text, i);
      if (isKey(text, end)) checkKey(file, JSON.parse(text.slice(i, end + 1)) as string, levels.at(-1));
      i = end;
    }
  }
}

function checkKey(file: string, key: string, seen: Set<string> | undefined): void {
  if (!key.isWellFormed()) throw new InvalidJsonError(file, 'a key holds half a surrogate pair.');
  if (PROTOTYPE_KEYS.has(key)) throw new InvalidJsonError(file, `the key '${key}' is not allowed.`);
  if (seen?.has(key) === true)
    throw new InvalidJsonError(file, `the key '${shorten(key)}' occurs twice in one object.`);
  seen?.add(key);
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
