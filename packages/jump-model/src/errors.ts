// Everything that can go wrong with a jump model, on one page. A numerical outcome (an empty state, an exhausted
// iteration limit) is data in the report, not an error.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';
import { describeValue } from '@regimekit/numerics';

interface Facts {
  readonly code: string;
  readonly hint?: string;
  readonly details?: ErrorDetails;
}

/** Base of everything this package throws on purpose; always of kind `input`. */
export class JumpModelError extends RegimekitError {
  constructor(message: string, facts: Facts) {
    super(message, { kind: 'input', ...facts });
  }
}

/** Observations that cannot be used: empty, not a matrix, a value that is not finite. */
export class InvalidObservationsError extends JumpModelError {}

/** Sequence lengths that do not describe the rows. */
export class InvalidLengthsError extends JumpModelError {}

/** Two things that should have the same size and do not: model and data, a row and its filter, scores and rows. */
export class DimensionMismatchError extends JumpModelError {}

/** JSON that does not describe a jump model, or a saved filter state that does not belong to the model. */
export class InvalidJsonError extends JumpModelError {}

/** An option outside its range or of another kind, one that does not exist, or no options object where one is needed. */
export class InvalidOptionError extends JumpModelError {
  constructor(option: string, expected: string, received: unknown, hint?: string) {
    super(`${option} must be ${expected}, received ${describeValue(received)}.`, {
      code: 'INVALID_OPTION',
      details: { option, expected, received },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** A jump penalty below zero, or none at all. */
export class JumpPenaltyError extends JumpModelError {
  constructor(received: unknown) {
    super(`jumpPenalty must be a finite number of at least 0, received ${describeValue(received)}.`, {
      code: 'INVALID_JUMP_PENALTY',
      hint: '0 is plain clustering; for nine standardised daily features 5 to 100 is a range to try (selectJumpPenalty).',
      details: { received: describeValue(received) },
    });
  }
}

/** A kappa squared outside of 1 to the number of features. */
export class KappaError extends JumpModelError {
  constructor(received: unknown, nFeatures: number) {
    super(
      `kappaSquared must be a number from 1 to the number of features (${nFeatures}), received ${describeValue(received)}.`,
      {
        code: 'INVALID_KAPPA',
        hint: 'It is about how many features may count: 1 keeps one, the number of features keeps all alike.',
        details: { received: describeValue(received), nFeatures },
      },
    );
  }
}

/** A grid step that does not divide 1, or gives more points than can be searched. */
export class GridStepError extends JumpModelError {
  constructor(expected: string, received: unknown, hint: string) {
    super(`gridStep must be ${expected}, received ${describeValue(received)}.`, {
      code: 'INVALID_GRID_STEP',
      hint,
      details: { received: describeValue(received) },
    });
  }
}

/** A feature that never varies: no state can be told from another by it. */
export class ConstantFeatureError extends JumpModelError {
  constructor(columns: readonly number[]) {
    super(`Every feature must vary, received the same value in every row of column ${columns.join(', ')}.`, {
      code: 'CONSTANT_FEATURE',
      hint: 'Leave the column out.',
      details: { columns },
    });
  }
}

/** Fewer rows than states. */
export class TooManyStatesError extends JumpModelError {
  constructor(nStates: number, nSteps: number) {
    super(`${nStates} states need at least ${nStates} rows, received ${nSteps}.`, {
      code: 'TOO_MANY_STATES',
      hint: 'Give more rows, or ask for fewer states.',
      details: { nStates, nSteps },
    });
  }
}
