import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import { describeValue } from '@regimekit/numerics';

interface Facts {
  readonly code: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;
}

/** Base of everything this package throws on purpose. Of kind `input` unless said: a numerical outcome is data, not an error. */
export class EvaluationError extends RegimekitError {
  constructor(message: string, facts: Facts) {
    super(message, { kind: 'input', ...facts });
  }
}

/** An option outside its range or of another kind, one that does not exist, or no options object where one is needed. */
export class InvalidOptionError extends EvaluationError {
  constructor(option: string, expected: string, received: unknown, hint?: string) {
    const shown = typeof received === 'string' ? received : describeValue(received);
    super(`${option} must be ${expected}, received ${shown}.`, {
      code: 'INVALID_OPTION',
      details: { option, expected, received },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** A series that cannot be used: no numbers, too short, a value that is not finite. */
export class InvalidSeriesError extends EvaluationError {
  constructor(name: string, expected: string, received: string, hint?: string) {
    super(`${name} must be ${expected}, received ${received}.`, {
      code: 'INVALID_SERIES',
      details: { name, expected, received },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** Series that should cover the same days and do not have the same length. */
export class LengthMismatchError extends EvaluationError {
  constructor(name: string, length: number, other: string, otherLength: number) {
    super(`${name} and ${other} must have the same length, received ${length} and ${otherLength}.`, {
      code: 'LENGTH_MISMATCH',
      hint: 'Align both on the same days first.',
      details: { name, length, other, otherLength },
    });
  }
}

/** A saved state that is not one of this monitor, or was made with other settings. */
export class InvalidStateError extends EvaluationError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, {
      code: 'INVALID_STATE',
      hint: 'Start a new one, or restore a state that it saved itself.',
      details: details ?? {},
    });
  }
}

/** A comparison plan that is none: a key that is missing, misspelt or out of range. */
export class InvalidPlanError extends EvaluationError {
  constructor(path: string, problem: string) {
    super(`The plan cannot be used: ${path === '' ? '' : `${path}: `}${problem}.`, {
      code: 'INVALID_PLAN',
      hint: 'See comparisonPlanSchema for what a plan holds.',
      details: { path },
    });
  }
}
