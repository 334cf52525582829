import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import { describeValue } from '@regimekit/numerics';

interface Facts {
  readonly code: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;
}

/** Base of everything this package throws on purpose. Always of kind `input`: a numerical outcome is data, not an error. */
export class HmmError extends RegimekitError {
  constructor(message: string, facts: Facts) {
    super(message, { kind: 'input', ...facts });
  }
}

/** Observations that cannot be used: empty, not a matrix, a value that is not finite or not one of the family's, a feature
 * that never varies or is missing everywhere. */
export class InvalidObservationsError extends HmmError {}

/** Sequence lengths that do not describe the rows: a sum that differs, a length below one, lengths given twice. */
export class InvalidLengthsError extends HmmError {}

/** Two things that should have the same size and do not: model and data, means and covariances, a row and its filter. */
export class DimensionMismatchError extends HmmError {}

/** Probabilities outside 0 to 1, or a row that does not sum to one. */
export class InvalidProbabilitiesError extends HmmError {}

/** An emission parameter that cannot be: a mean that is not finite, a covariance that is not symmetric and positive definite,
 * a rate of zero, degrees of freedom out of bounds. */
export class InvalidEmissionsError extends HmmError {}

/** Prior settings that do not fit the model or have no meaning for its covariance type. */
export class InvalidPriorsError extends HmmError {}

/** An option outside its range or of another kind, one that does not exist, or no options object or model where one is needed. */
export class InvalidOptionError extends HmmError {
  constructor(option: string, expected: string, received: unknown, hint?: string) {
    const shown = typeof received === 'string' ? received : describeValue(received);
    super(`${option} must be ${expected}, received ${shown}.`, {
      code: 'INVALID_OPTION',
      details: { option, expected, received },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** More states than rows to learn them from. */
export class TooManyStatesError extends HmmError {}

/** JSON that does not describe a model or names a family that nobody knows, or a saved filter state that does not belong to the model. */
export class InvalidJsonError extends HmmError {}

/** Covariates that are missing, of another length or width than the rows, not finite, or given where none are taken. */
export class InvalidCovariatesError extends HmmError {}

/** A model of one family where another is needed. */
export class FamilyMismatchError extends HmmError {}

/** Blocks of a product that do not take every column of the observations once, or families that do not fit them. */
export class InvalidBlocksError extends HmmError {}
