import { RegimekitError, type ErrorKind } from '@regimekit/errors';

/** An error as plain data, because a class and its fields do not survive the way between threads. */
export interface TransferredError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly regimekit?: {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly hint: string | undefined;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly cause?: TransferredError;
}

// A chain of causes that is longer than this is a cycle or of no use.
const MAX_CAUSES = 8;

export function packError(error: unknown, depth = 0): TransferredError {
  if (!(error instanceof Error)) return { name: 'Error', message: describe(error), stack: undefined };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(RegimekitError.isInstance(error) ? { regimekit: packFields(error) } : {}),
    ...(error.cause === undefined || depth >= MAX_CAUSES ? {} : { cause: packError(error.cause, depth + 1) }),
  };
}

/** The error again: a `RegimekitError` with all its fields where it was one (under its own name), else an `Error`. */
export function unpackError(packed: TransferredError): Error {
  const cause = packed.cause === undefined ? undefined : unpackError(packed.cause);
  const error = packed.regimekit
    ? new RegimekitError(packed.message, { ...packed.regimekit, cause })
    : new Error(packed.message, cause === undefined ? undefined : { cause });
  error.name = packed.name;
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}

function packFields(error: RegimekitError): NonNullable<TransferredError['regimekit']> {
  return { code: error.code, kind: error.kind, hint: error.hint, details: cloneable(error.details) };
}

/** Details may hold anything; what cannot be cloned goes as its JSON. */
function cloneable(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return structuredClone({ ...details });
  } catch {
    return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, describe(value)]));
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
