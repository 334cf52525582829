// From PostgreSQL's texts to the few types that both databases give: string, number, Uint8Array and null.
import { largeIntegerError } from '../parameters.ts';

/** Numbers of types, from the server's catalogue pg_type. */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1700;

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // SQLite has no booleans: there a comparison gives 0 or 1.
  [BOOL]: (text) => (text === 't' ? 1 : 0),
  [BYTEA]: (text) => new Uint8Array(Buffer.from(text.slice('\\x'.length), 'hex')),
  [INT8]: readInteger,
  [INT2]: Number,
  [INT4]: Number,
  [FLOAT4]: Number,
  [FLOAT8]: Number,
  // What sums of integers come as.
  [NUMERIC]: (text) => (/^-?\d+$/u.test(text) ? readInteger(text) : Number(text)),
};

/** For pg's option `types`. Whatever is not listed comes as the server writes it. */
export const valueReaders = {
  getTypeParser: (type: number): ((text: string) => unknown) => parsers[type] ?? ((text) => text),
};

function readInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw largeIntegerError();
}
