import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A date that is not an ISO calendar day (`2024-01-31`), or names a day that no calendar has. */
export class InvalidDateError extends RegimekitError {
  constructor(received: unknown, where: string) {
    super(`${where}: expected a calendar day such as 2024-01-31, received ${show(received)}.`, {
      code: 'INVALID_DATE',
      kind: 'input',
      hint: 'Write dates as YYYY-MM-DD.',
      details: { received, where },
    });
  }
}

/** Dates that go backwards. */
export class UnsortedDatesError extends RegimekitError {
  constructor(where: string, index: number, previous: string, received: string) {
    super(`${where}: dates must increase, but ${received} (row ${index}) follows ${previous}.`, {
      code: 'UNSORTED_DATES',
      kind: 'input',
      hint: 'Sort the rows by date, oldest first.',
      details: { where, index, previous, received },
    });
  }
}

/** The same day twice. */
export class DuplicateDateError extends RegimekitError {
  constructor(where: string, index: number, date: string) {
    super(`${where}: each day may come once, but ${date} comes again in row ${index}.`, {
      code: 'DUPLICATE_DATE',
      kind: 'input',
      hint: 'Decide which of the two values is right and leave the other out.',
      details: { where, index, date },
    });
  }
}

/** A value that cannot be what it claims to be: infinite, no number, a price that is not positive, a value known before its day. */
export class InvalidSeriesValueError extends RegimekitError {
  constructor(series: string, date: string, expected: string, received: unknown) {
    super(`${series}: expected ${expected} on ${date}, received ${show(received)}.`, {
      code: 'INVALID_SERIES_VALUE',
      kind: 'input',
      hint: 'Mark a day on which the vendor published no value with null or NaN, or leave the row out.',
      details: { series, date, expected, received },
    });
  }
}

/** Arrays that should describe the same rows but differ in length. */
export class SeriesShapeError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, { code: 'INVALID_SERIES_SHAPE', kind: 'input', details });
  }
}

/** An option outside of what it can be, one that does not exist, or no options object where one is needed. */
export class InvalidOptionError extends RegimekitError {
  constructor(option: string, expected: string, received: unknown, hint?: string) {
    super(`${option}: expected ${expected}, received ${show(received)}.`, {
      code: 'INVALID_OPTION',
      kind: 'input',
      hint: hint ?? 'Leave it out for the default.',
      details: { option, expected, received },
    });
  }
}

/** A definition that cannot be computed from or told apart: an empty window, a name used twice, no function. */
export class InvalidFeatureError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, hint?: string) {
    super(message, { code: 'INVALID_FEATURE', kind: 'input', details, hint });
  }
}

export class UnknownFeatureError extends RegimekitError {
  constructor(name: string, known: readonly string[]) {
    super(`There is no feature named ${show(name)}. Known: ${known.join(', ')}.`, {
      code: 'UNKNOWN_FEATURE',
      kind: 'input',
      details: { name, known },
    });
  }
}

export class UnknownFeatureSetError extends RegimekitError {
  constructor(name: unknown, known: readonly string[]) {
    super(`There is no feature set named ${show(name)}. Known: ${known.join(', ')}.`, {
      code: 'UNKNOWN_FEATURE_SET',
      kind: 'input',
      hint: 'Make a set of your own with new FeatureSet({ name, version, definitions }).',
      details: { name, known },
    });
  }
}

/** A series that a feature reads and nobody gave. */
export interface MissingSeries {
  /** Where the series is expected, for example `inputs.hySpread`. */
  readonly path: string;
  /** The column it becomes, for example `hy_spread`. */
  readonly column: string;
  /** The features that read it; empty for the price when only its calendar is needed. */
  readonly features: readonly string[];
}

export class MissingSeriesError extends RegimekitError {
  readonly missing: readonly MissingSeries[];

  constructor(setName: string, missing: readonly MissingSeries[]) {
    const list = missing.map(
      ({ path, features }) => `${path} (for ${features.length === 0 ? 'the calendar' : features.join(', ')})`,
    );
    super(`The feature set ${setName} reads series that were not given: ${list.join('; ')}.`, {
      code: 'MISSING_SERIES',
      kind: 'input',
      hint: 'Give these series, or choose a feature set that does without them.',
      details: { setName, missing },
    });
    this.missing = missing;
  }
}

/** No day has every feature: the series are too short, or do not overlap for long enough. */
export class NotEnoughHistoryError extends RegimekitError {
  constructor(message: string, details: ErrorDetails) {
    super(message, {
      code: 'NOT_ENOUGH_HISTORY',
      kind: 'input',
      hint: 'Give longer series, or a smaller lookbackDays.',
      details,
    });
  }
}

/** A feature that gave NaN or an infinity although every value it asked for was there. */
export class FeatureComputationError extends RegimekitError {
  constructor(feature: string, date: string, received: unknown, window: Readonly<Record<string, readonly number[]>>) {
    super(
      `${feature} gave ${show(received)} on ${date}, though its whole window was known; expected a finite number.`,
      {
        code: 'FEATURE_COMPUTATION',
        kind: 'input',
        hint: 'Look at the input values in details.window (newest last) for a zero or an impossible value.',
        details: { feature, date, received, window },
      },
    );
  }
}

/** A feature whose value depends on more than its declared window: on the future, on older days, or on earlier calls. */
export class FeatureWindowError extends RegimekitError {
  constructor(feature: string, date: string, window: number, inHistory: number, alone: number) {
    super(
      `${feature} gave ${inHistory} on ${date} within the history and ${alone} from its window of ${window} rows alone. ` +
        'A feature must be a pure function of its window.',
      {
        code: 'FEATURE_WINDOW',
        kind: 'input',
        hint: 'Read the inputs through ago(), declare a window that is long enough, and keep no state between calls.',
        details: { feature, date, window, inHistory, alone },
      },
    );
  }
}

/** Features that were computed by another set than the one expected. The message names what differs. */
export class FeatureSetMismatchError extends RegimekitError {
  readonly differences: readonly string[];

  constructor(expected: string, received: string, differences: readonly string[]) {
    super(`Expected features of ${expected}, received those of ${received}: ${differences.join('; ')}.`, {
      code: 'FEATURE_SET_MISMATCH',
      kind: 'input',
      hint: 'Compute the features with the set that the model was trained on, or train a new model.',
      details: { expected, received, differences },
    });
    this.differences = differences;
  }
}

/** A saved incremental state that is damaged, or a row that does not follow it. */
export class FeatureStateError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails, cause?: unknown) {
    super(message, {
      code: 'INVALID_FEATURE_STATE',
      kind: 'input',
      hint: 'Build the state again with createState(inputs).',
      details,
      cause,
    });
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
