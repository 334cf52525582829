import { InvalidQueryError } from './errors.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** What a query may be given, and what it gives: bigint goes in only. */
export type StoredValue = string | number | bigint | Uint8Array | null;

/**
 * The values of a query, if each survives the way into any database and back unchanged. node:sqlite would bind a boolean
 * as 0 or 1, a Date and undefined as NULL, and SQLite itself stores NaN as NULL; pg would write an object as JSON and a
 * Date in the machine's own time zone: all of them silent losses.
 */
export function checkParameters(parameters: readonly unknown[]): StoredValue[] {
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index];
    const advice = adviceAgainst(value);
    if (advice !== undefined) {
      throw new InvalidQueryError(
        `Parameter ${index + 1} must be a string, number, bigint, Uint8Array or null, received ${describe(value)}.`,
        advice,
        { index },
      );
    }
  }
  return parameters as StoredValue[];
}

/** For an integer that came out of a database and does not fit a JavaScript number: an error rather than rounding. */
export function largeIntegerError(cause?: unknown): InvalidQueryError {
  return new InvalidQueryError(
    'A query returned an integer beyond 2^53, which a number cannot hold.',
    'Read it as text: cast(column as text).',
    {},
    cause,
  );
}

/** What to do instead with a value that cannot be stored, or undefined where it can. */
function adviceAgainst(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return undefined;
    case 'number':
      return Number.isNaN(value) ? 'Store null where there is no number.' : undefined;
    case 'bigint':
      return value > MAX_INT64 || value < MIN_INT64 ? 'Integers have 64 bits; store larger ones as text.' : undefined;
    case 'boolean':
      return 'Store 0 or 1; a boolean would come back as a number.';
    case 'undefined':
      return 'Leave the column out, or store null.';
    default:
      if (value === null || value instanceof Uint8Array) return undefined;
      return value instanceof Date ? 'Store value.toISOString().' : 'Store JSON text or a Uint8Array.';
  }
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'no prototype'})`;
  return typeof value === 'bigint' ? `${value}n` : String(value);
}
