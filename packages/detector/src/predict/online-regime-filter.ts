import type { OnlineFilterState } from '@regimekit/hmm-core';
import type { JumpFilterState } from '@regimekit/jump-model';
import { standardizeRowInto } from '../data/standard-scaler.ts';
import { engineOf } from '../engines/engines.ts';
import type { RowFilter } from '../engines/regime-engine.ts';
import { FeatureDimensionError, NonFiniteError, OnlineStateError } from '../errors.ts';
import type { FittedRegimeModel } from '../model/fitted-regime-model.ts';
import { modelFingerprint } from '../model/model-fingerprint.ts';
import { createRegimePrediction, type RegimePrediction } from './regime-prediction.ts';

/** Where an online filter stands, as plain JSON that comes back to the bit. */
export interface OnlineRegimeState {
  /** The model it belongs to: a filter's state means nothing to another. */
  readonly modelFingerprint: string;
  /** Rows seen in all. */
  readonly rows: number;
  /** Rows seen since the sequence began, and the probabilities (of a jump model: the values) after the last of them. */
  readonly filter: OnlineFilterState | JumpFilterState;
}

/** What is known of a row beside its numbers. */
export interface OnlineRowOptions {
  /** The row's day, handed on to the prediction. */
  readonly date?: string | undefined;
  /** Whether a gap lies before this row, so that the filter starts again as on the first row. @default false */
  readonly startsSequence?: boolean | undefined;
}

/**
 * A detector that is given one row at a time. After the same rows it says the same as `predictRegimes`, to the bit. Many
 * of them can run beside each other on one model.
 */
export class OnlineRegimeFilter {
  readonly #model: FittedRegimeModel;
  readonly #filter: RowFilter;
  readonly #standardized: Float64Array;
  #rows: number;
  #rowsOfSequence: number;

  /** @throws OnlineStateError when `state` was saved with another model */
  constructor(model: FittedRegimeModel, state?: OnlineRegimeState) {
    if (state !== undefined) requireOwnState(model, state);
    this.#model = model;
    this.#filter = engineOf(model).createFilter(model, state?.filter);
    this.#standardized = new Float64Array(model.nFeatures);
    this.#rows = state?.rows ?? 0;
    this.#rowsOfSequence = state?.filter.nSteps ?? 0;
  }

  /**
   * Takes the next row (length D, in the features' own units) and says the regime by everything seen since the sequence
   * began. A row that is refused leaves the filter as it was.
   *
   * @throws FeatureDimensionError, NonFiniteError
   */
  update(row: ArrayLike<number>, options: OnlineRowOptions = {}): RegimePrediction {
    this.#requireRow(row, options.date);
    if (options.startsSequence === true) this.#startSequence();
    standardizeRowInto(this.#standardized, this.#model.scaler, row);
    const { probs, margin } = this.#filter.update(this.#standardized);
    this.#rows++;
    this.#rowsOfSequence++;
    return createRegimePrediction(this.#model.regimes, probs, {
      row: this.#rows - 1,
      date: options.date ?? null,
      rowsSeen: this.#rowsOfSequence,
      firstRowBasis: engineOf(this.#model).firstRowBasis,
      margin,
    });
  }

  /** The state to go on from later: `detector.createOnlineFilter(state)`. */
  state(): OnlineRegimeState {
    return {
      modelFingerprint: modelFingerprint(this.#model),
      rows: this.#rows,
      filter: this.#filter.state() as OnlineRegimeState['filter'],
    };
  }

  /** Forgets everything: the next row is the first. */
  reset(): void {
    this.#startSequence();
    this.#rows = 0;
  }

  #startSequence(): void {
    this.#filter.reset();
    this.#rowsOfSequence = 0;
  }

  #requireRow(row: ArrayLike<number>, date: string | undefined): void {
    const { featureNames, nFeatures } = this.#model;
    if (row.length !== nFeatures) throw new FeatureDimensionError(featureNames, row.length);
    for (let j = 0; j < nFeatures; j++) {
      const value: unknown = row[j];
      if (Number.isFinite(value)) continue;
      throw new NonFiniteError({ row: this.#rows, date, column: featureNames[j]!, value });
    }
  }
}

// The state comes from a file, so it may be anything.
function requireOwnState(model: FittedRegimeModel, state: Partial<OnlineRegimeState> | null): void {
  const expected = modelFingerprint(model);
  const { modelFingerprint: received, rows, filter } = state ?? {};
  const complete = Number.isSafeInteger(rows) && rows! >= 0 && typeof filter === 'object' && filter !== null;
  if (received === expected && complete) return;
  const what = received === expected ? 'one that is incomplete' : `one of ${received?.slice(0, 12) ?? 'none'}`;
  throw new OnlineStateError(
    `The state of an online filter must come from this model (${expected.slice(0, 12)}), received ${what}.`,
    { expected, received },
  );
}
