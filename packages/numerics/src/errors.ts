import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A matrix whose parts do not fit together: ragged rows, a length that is not rows x columns, a negative size. */
export class ShapeError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, hint?: string) {
    super(message, { code: 'INVALID_SHAPE', kind: 'input', details, hint });
  }
}
