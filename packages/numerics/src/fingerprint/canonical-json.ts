import { CanonicalJsonError } from '../errors.ts';

/** What JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The one JSON text of a value by RFC 8785 (JCS): keys sorted by UTF-16 code units, numbers as ECMAScript prints them,
 * no white space. Equal values give equal text, so it can be hashed.
 *
 * @throws CanonicalJsonError, with the path, where a value is NaN, infinite, undefined, a class instance (typed arrays
 * and dates included), ill-formed text or a cycle: what `JSON.stringify` would change in silence
 *
 * @example
 * ```ts
 * import { canonicalJson } from '@regimekit/numerics';
 *
 * canonicalJson({ b: 1e21, a: [true, null] }); // {"a":[true,null],"b":1e+21}
 * ```
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, undefined);
}

/** An object or array that is being written, and the member of it that is. */
interface Level {
  readonly container: object;
  key: string | number;
  readonly outer: Level | undefined;
}

// Strings and numbers are written as RFC 8785 has them by JSON.stringify itself: it names ECMAScript as the standard.
function write(value: unknown, level: Level | undefined): string {
  if (typeof value === 'string') return writeText(value, level);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(level, String(value), 'Use null for a missing number.');
    return JSON.stringify(value);
  }
  if (typeof value !== 'object') return refuse(level, typeof value);
  for (let up = level; up !== undefined; up = up.outer) if (up.container === value) refuse(level, 'a cycle');
  return Array.isArray(value) ? writeArray(value, level) : writeObject(value, level);
}

function writeArray(values: readonly unknown[], outer: Level | undefined): string {
  const level: Level = { container: values, key: 0, outer };
  let text = '[';
  // By index: a hole is no value, and `map` would pass over it.
  for (let i = 0; i < values.length; i++) {
    level.key = i;
    text += `${i === 0 ? '' : ','}${write(values[i], level)}`;
  }
  return `${text}]`;
}

function writeObject(value: object, outer: Level | undefined): string {
  if (!isPlain(value))
    refuse(outer, `an instance of ${value.constructor?.name ?? 'a class'}`, 'Give plain objects and arrays.');
  const level: Level = { container: value, key: '', outer };
  let text = '{';
  // Sorted by UTF-16 code units, as `sort` does by itself.
  for (const key of Object.keys(value).sort()) {
    level.key = key;
    const name = writeText(key, outer);
    text += `${text === '{' ? '' : ','}${name}:${write((value as Readonly<Record<string, unknown>>)[key], level)}`;
  }
  return `${text}}`;
}

function writeText(text: string, level: Level | undefined): string {
  if (!text.isWellFormed()) refuse(level, 'text with a lone surrogate');
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a worker, a frame) have an Object.prototype of their own, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(level: Level | undefined, what: string, hint?: string): never {
  const path = pathOf(level);
  throw new CanonicalJsonError(`Canonical JSON has no form for ${what}, found at ${path}.`, { path, what }, hint);
}

function pathOf(level: Level | undefined): string {
  if (level === undefined) return '$';
  return `${pathOf(level.outer)}${typeof level.key === 'number' ? `[${level.key}]` : `.${level.key}`}`;
}
