import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A matrix whose parts do not fit together: ragged rows, a length that is not rows x columns, a negative size. */
export class ShapeError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, hint?: string) {
    super(message, { code: 'INVALID_SHAPE', kind: 'input', details, hint });
  }
}

/** A number out of its range: a fraction as a seed, a negative weight, more clusters than points, p above one. */
export class ArgumentError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, hint?: string) {
    super(message, { code: 'INVALID_ARGUMENT', kind: 'input', details, hint });
  }
}

/** A value that has no canonical JSON: NaN, infinity, undefined, a function, a class instance, a cycle. */
export class CanonicalJsonError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, hint?: string) {
    super(message, { code: 'NOT_CANONICAL_JSON', kind: 'input', details, hint });
  }
}
