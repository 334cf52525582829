import { EvaluationError } from '../errors.ts';

/** T as plain JSON holds it: null where there was nothing, arrays of numbers for typed arrays. */
export type JsonSafe<T> = T extends undefined
  ? null
  : T extends Float64Array | Int32Array
    ? number[]
    : T extends readonly (infer E)[]
      ? JsonSafe<E>[]
      : T extends object
        ? { [K in keyof T]-?: JsonSafe<T[K]> }
        : T;

/**
 * A copy that JSON keeps to the bit.
 *
 * @throws EvaluationError for NaN or an infinity, which JSON would turn to null without a word
 */
export function jsonSafe<T>(value: T): JsonSafe<T> {
  return copyOf(value, '') as JsonSafe<T>;
}

function copyOf(value: unknown, path: string): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new EvaluationError(`${path} must be a finite number, received ${value}.`, {
      code: 'NOT_JSON_SAFE',
      details: { path },
    });
  }
  if (typeof value !== 'object') return value;
  if (ArrayBuffer.isView(value)) return copyOf(Array.from(value as unknown as ArrayLike<number>), path);
  if (Array.isArray(value)) return value.map((each, i) => copyOf(each, `${path}[${i}]`));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each, `${path}.${key}`)]));
}
