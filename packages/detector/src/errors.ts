// Everything that can go wrong between a table of features and a regime, on one page.
import { RegimekitError, type ErrorDetails } from '@regimekit/errors';

/** A question was put to a detector that has not been fitted, nor given a model. */
export class NotFittedError extends RegimekitError {
  constructor(asked: string) {
    super(`${asked} needs a fitted detector, and this one is not fitted yet.`, {
      code: 'NOT_FITTED',
      kind: 'state',
      hint: 'Call fit(features) first, or make the detector with RegimeDetector.fromModelData(data).',
      details: { asked },
    });
  }
}

/** A question about the fit of a model that was fitted elsewhere and imported. */
export class ImportedModelError extends RegimekitError {
  constructor(asked: string, source: string) {
    super(`${asked} has no answer: the model was imported (${source}), and how it was fitted is not known here.`, {
      code: 'IMPORTED_MODEL',
      kind: 'state',
      hint: 'Ask model.imported for what is known; fit a detector on your own data for diagnostics.',
      details: { asked, source },
    });
  }
}

/** An option is missing, misspelt or outside its range. */
export class InvalidOptionsError extends RegimekitError {
  constructor(problems: readonly string[], details?: ErrorDetails) {
    super(problems.join(' '), {
      code: 'INVALID_OPTIONS',
      kind: 'input',
      hint: 'Leave an option out for its default.',
      details: { problems, ...details },
    });
  }
}

/** No rows, or no columns, where at least one is needed. */
export class EmptyDataError extends RegimekitError {
  constructor(message: string, hint: string) {
    super(message, { code: 'EMPTY_DATA', kind: 'input', hint });
  }
}

/** A value that is not a finite number; names the row (and its date, where there is one) and the column. */
export class NonFiniteError extends RegimekitError {
  constructor(place: { row: number; date?: string | undefined; column: string; value: unknown }) {
    const { row, date, column, value } = place;
    super(
      `Every feature must be a finite number, received ${describeValue(value)} in row ${row}` +
        `${date === undefined ? '' : ` (${date})`}, column ${column}.`,
      {
        code: 'NON_FINITE',
        kind: 'input',
        hint: 'Drop or repair that row: a detector never guesses a missing value.',
        details: { row, column, value: describeValue(value), ...(date === undefined ? {} : { date }) },
      },
    );
  }
}

/** A column that does not vary carries no information and cannot be standardised. */
export class ConstantColumnError extends RegimekitError {
  constructor(columns: readonly { column: string; standardDeviation: number }[], minimum: number) {
    const names = columns.map(({ column, standardDeviation }) => `${column} (${standardDeviation.toExponential(2)})`);
    super(
      `Every feature must vary: its standard deviation must be at least ${minimum.toExponential(0)}, received ${names.join(', ')}.`,
      {
        code: 'CONSTANT_COLUMN',
        kind: 'input',
        hint: 'Leave the column out, or give it in a larger unit if it is only tiny.',
        details: { columns, minimum },
      },
    );
  }
}

/** A question about one kind of model was put to a detector that holds the other. */
export class ModelKindError extends RegimekitError {
  constructor(asked: string, needed: 'hmm' | 'jump', held: 'hmm' | 'jump') {
    const names = { hmm: 'a hidden Markov model', jump: 'a jump model' };
    super(`${asked} is about ${names[needed]}, and this detector holds ${names[held]}.`, {
      code: 'MODEL_KIND',
      kind: 'state',
      hint:
        held === 'jump'
          ? 'Ask getJumpDiagnostics() how it was fitted, or model.jump and model.moments for its numbers.'
          : 'Ask getDiagnostics() how it was fitted, or model.hmm for its numbers.',
      details: { asked, needed, held },
    });
  }
}

/** Log scores were asked of a model of clipped features: where a value is brought back to a bound there is no density. */
export class ClippedScoreError extends RegimekitError {
  constructor() {
    super('logScores needs a model of features as they are, and this one clips them.', {
      code: 'CLIPPED_SCORE',
      kind: 'state',
      hint: 'Fit without the option clip to compare models by log score; decisions can be compared as they are.',
    });
  }
}

/** Rows of another width than the model was fitted with. */
export class FeatureDimensionError extends RegimekitError {
  constructor(expected: readonly string[], received: number) {
    const names = expected.length > 12 ? '' : ` (${expected.join(', ')})`;
    super(
      `The model was fitted with ${expected.length} feature${expected.length === 1 ? '' : 's'}${names}, received rows of ${received}.`,
      {
        code: 'FEATURE_DIMENSION',
        kind: 'input',
        hint: 'Give rows with the same features in the same order. A flat array of numbers is one row, or the series where the model has one feature.',
        details: { expected: expected.length, received, featureNames: expected },
      },
    );
  }
}

/** Model data that is incomplete or breaks an invariant; the message names the array or field. */
export class InvalidModelDataError extends RegimekitError {
  constructor(field: string, problem: string, details?: ErrorDetails, cause?: unknown) {
    super(`Model data: ${field} ${problem}`, {
      code: 'INVALID_MODEL_DATA',
      kind: 'integrity',
      hint: 'Load the model again from a verified bundle; if it fails there too, fit a new one.',
      details: { field, ...details },
      cause,
    });
  }
}

/** A stored model was trained on features that this software does not compute as they were then. */
export class ModelFeatureSetError extends RegimekitError {
  /** One sentence each; empty for a set that is not known at all. */
  readonly differences: readonly string[];

  constructor(
    recorded: { readonly name: string; readonly version: number; readonly fingerprint: string },
    known: readonly string[],
    differences: readonly string[],
  ) {
    const { name, version, fingerprint } = recorded;
    const isKnown = differences.length > 0;
    const shown = differences.slice(0, 10).join('; ');
    const more = differences.length > 10 ? `; and ${differences.length - 10} more` : '';
    const problem = isKnown
      ? `which this software computes differently (the model's versus this software's): ${shown}${more}.`
      : `which is unknown; known are ${known.join(', ')}.`;
    super(`The model was trained on the features of ${name} version ${version}, ${problem}`, {
      code: 'MODEL_FEATURE_SET',
      kind: 'integrity',
      hint: isKnown
        ? 'Load it with the version of @regimekit/features that it was trained with, or train a new model.'
        : 'Hand your own set in: loadModel(folder, createRegimeModelSchema({ featureSets: [yourSet] })).',
      details: { name, version, fingerprint, known, differences },
    });
    this.differences = differences;
  }
}

/** One symbol's history in a batch cannot be used; `cause` says why. */
export class BatchHistoryError extends RegimekitError {
  readonly symbol: string;

  constructor(symbol: string, cause: unknown) {
    const known = RegimekitError.isInstance(cause) ? cause : undefined;
    super(`The history of ${symbol}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      code: 'BATCH_HISTORY',
      kind: known?.kind ?? 'input',
      hint: known?.hint ?? 'Ask about this symbol alone to see more.',
      details: { symbol, ...known?.details },
      cause,
    });
    this.symbol = symbol;
  }
}

/** A saved state of an online filter that this model cannot continue from. */
export class OnlineStateError extends RegimekitError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, {
      code: 'INVALID_ONLINE_STATE',
      kind: 'input',
      hint: 'Continue with the model the state was saved with, or start afresh and replay the history.',
      details,
    });
  }
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return value === null ? 'null' : typeof value;
}
