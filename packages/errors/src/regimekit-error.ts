/**
 * What an error means to the person or program that receives it. Exit codes and status codes follow from the kind,
 * so a new kind is a decision of the whole project.
 *
 * - `input`: the caller gave something that cannot be used
 * - `state`: the call is fine, but came at the wrong time (not fitted yet, already closed)
 * - `integrity`: stored data is not what it claims to be
 * - `conflict`: somebody else changed the same thing, or it exists already
 * - `permission`: the actor may not do this
 * - `unavailable`: a file, a service or a capability is missing, now or on this machine
 */
export type ErrorKind = 'input' | 'state' | 'integrity' | 'conflict' | 'permission' | 'unavailable';

/** Facts about the failure as plain data: what was expected, what came, where. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface RegimekitErrorOptions {
  /** Stable, machine-readable name in capitals, for example `NOT_FITTED`. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** What to do next, in one sentence. */
  readonly hint?: string | undefined;
  readonly details?: ErrorDetails | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

// A global symbol, so that two installed copies of this package still recognise each other's errors.
const MARKER = Symbol.for('regimekit.error');

/**
 * Base of every error that regimekit throws on purpose. The message says what was expected and what came; the hint says
 * what to do.
 *
 * @example
 * ```ts
 * import { RegimekitError } from '@regimekit/errors';
 *
 * const error = new RegimekitError('lookbackDays must be at least 21, received 5.', {
 *   code: 'INVALID_OPTION', kind: 'input', hint: 'Leave it out for the default of 252.',
 * });
 * RegimekitError.isInstance(error); // true, also for an error of another copy of this package
 * ```
 */
export class RegimekitError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly details: ErrorDetails;

  constructor(message: string, options: RegimekitErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.kind = options.kind;
    this.hint = options.hint;
    this.details = Object.freeze({ ...options.details });
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Whether `value` is a `RegimekitError`, of this copy of the package or of another. */
  static isInstance(value: unknown): value is RegimekitError {
    return value instanceof Error && (value as { [MARKER]?: unknown })[MARKER] === true;
  }

  /** The parts that a program or a log wants, without the stack. */
  toJSON(): { code: string; kind: ErrorKind; message: string; hint?: string; details: ErrorDetails } {
    return {
      code: this.code,
      kind: this.kind,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      details: this.details,
    };
  }
}
