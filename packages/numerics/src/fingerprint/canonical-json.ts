import canonicalize from 'canonicalize';
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
  check(value, '$', new Set());
  return canonicalize(value) as string;
}

function check(value: unknown, path: string, parents: Set<object>): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(path, String(value), 'Use null for a missing number.');
    return;
  }
  if (typeof value !== 'object') return refuse(path, typeof value);
  if (parents.has(value)) refuse(path, 'a cycle');
  parents.add(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, parents);
  } else {
    if (!isPlain(value))
      refuse(path, `an instance of ${value.constructor?.name ?? 'a class'}`, 'Give plain objects and arrays.');
    for (const [key, member] of Object.entries(value)) {
      checkText(key, path);
      check(member, `${path}.${key}`, parents);
    }
  }
  parents.delete(value);
}

function checkText(text: string, path: string): void {
  if (!text.isWellFormed()) refuse(path, 'text with a lone surrogate');
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a worker, a frame) have an Object.prototype of their own, which has no prototype either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(path: string, what: string, hint?: string): never {
  throw new CanonicalJsonError(`Canonical JSON has no form for ${what}, found at ${path}.`, { path, what }, hint);
}
