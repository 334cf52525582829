import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { InvalidJsonError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { checkCall } from './inference-input.ts';
import {
  createOnlineFilter,
  onlineFilterOptionNames,
  type OnlineFilterOptions,
  type OnlineFilterState,
} from './online-filter.ts';
import { stepBack } from './step-back.ts';

/** Where a fixed-lag smoother stands, as plain JSON: it loses no bit on the way through `JSON.stringify`. */
export interface FixedLagSmootherState {
  readonly formatVersion: 1;
  readonly lag: number;
  readonly filter: OnlineFilterState;
  /** The last min(t, L + 1) rows of filtered probabilities, the oldest first. */
  readonly filteredProbs: readonly (readonly number[])[];
  /** The predicted probabilities of the same rows. */
  readonly predictedProbs: readonly (readonly number[])[];
}

/** What one more row told. */
export interface FixedLagStep {
  /** p(z_t = k given y_1..y_t), length K. */
  readonly filteredProbs: Float64Array;
  /** p(z_{t-L} = k given y_1..y_t), length K; null while fewer than L + 1 rows have come. */
  readonly laggedProbs: Float64Array | null;
  /** log p(y_t given y_1..y_{t-1}). */
  readonly logPredictive: number;
}

/** A smoother that takes one row at a time and speaks of the row L before it. */
export interface FixedLagSmoother {
  readonly lag: number;
  /**
   * Takes the next row (length D). A row that is refused leaves the smoother where it was.
   *
   * @param covariates of the row, length C, where the family takes some
   * @throws DimensionMismatchError, InvalidObservationsError, InvalidCovariatesError
   */
  update(row: ArrayLike<number>, covariates?: ArrayLike<number>): FixedLagStep;
  /** p(z_s = k given y_1..y_t) for the last min(t, L + 1) rows s, the oldest first. At the end of a series it has the rows that `update` did not come to. */
  recent(): MatrixView;
  /** Where the smoother stands now. */
  state(): FixedLagSmootherState;
  /** Begins a new sequence. */
  reset(): void;
}

/** The options of the online filter that it stands on, but for the state, which is its own. */
export interface FixedLagSmootherOptions extends Omit<OnlineFilterOptions, 'state'> {
  /** L: how many later rows each row may use; 0 is the filter. */
  readonly lag: number;
  /** Go on from here instead of beginning a sequence. */
  readonly state?: FixedLagSmootherState | undefined;
}

const optionNames: OptionNames<FixedLagSmootherOptions> = { ...onlineFilterOptionNames, lag: true };

/**
 * Fixed-lag smoothing one observation at a time, for live use: the online filter, and L steps back from it. It agrees
 * with `smoothFixedLag` to the bit and keeps L + 1 rows.
 *
 * @throws InvalidOptionError unless `lag` is a whole number of at least 0; InvalidJsonError when `state` is not one of
 *   such a smoother
 *
 * @example
 * ```ts
 * import { createFixedLagSmoother, createGaussianHmm } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const smoother = createFixedLagSmoother(model, { lag: 1 });
 * smoother.update([0.2]).laggedProbs; // null: nothing lies one row before the first
 * smoother.update([1.5]).laggedProbs; // the 0.2, now that the 1.5 is known
 * ```
 */
export function createFixedLagSmoother(model: HiddenMarkovModel, options: FixedLagSmootherOptions): FixedLagSmoother {
  checkCall('createFixedLagSmoother', model, options, optionNames);
  const { lag, state, ...filterOptions } = options;
  checkWholeNumber(lag, 'lag', 0);
  if (state !== undefined) checkState(state, lag, model.nStates);
  const { nStates } = model;
  const transitionMatrix = model.transitionMatrix.data;
  const filter = createOnlineFilter(model, { ...filterOptions, state: state?.filter });
  let filtered: Float64Array[] = (state?.filteredProbs ?? []).map((row) => Float64Array.from(row));
  let predicted: Float64Array[] = (state?.predictedProbs ?? []).map((row) => Float64Array.from(row));
  const ratios = new Float64Array(nStates);

  /** p(z_s given y_1..y_t) from the last row down to row `oldest` of the window, each handed to `visit`. */
  const walkBack = (oldest: number, visit: (row: number, probs: Float64Array) => void) => {
    const last = filtered.length - 1;
    const probs = filtered[last]!.slice();
    visit(last, probs);
    for (let row = last - 1; row >= oldest; row--) {
      stepBack(probs, ratios, filtered[row]!, 0, predicted[row + 1]!, 0, transitionMatrix);
      visit(row, probs);
    }
    return probs;
  };

  return {
    lag,
    update(row, covariates) {
      const { filteredProbs, predictedProbs, logPredictive } = filter.update(row, covariates);
      // Copies: the caller may write to what it was given.
      filtered.push(filteredProbs.slice());
      predicted.push(predictedProbs);
      if (filtered.length > lag + 1) {
        filtered.shift();
        predicted.shift();
      }
      const laggedProbs = filtered.length > lag ? walkBack(0, () => {}) : null;
      return { filteredProbs, laggedProbs, logPredictive };
    },
    recent() {
      const result = MatrixView.zeros(filtered.length, nStates);
      if (filtered.length > 0) walkBack(0, (row, probs) => result.data.set(probs, row * nStates));
      return result;
    },
    state: () => ({
      formatVersion: 1,
      lag,
      filter: filter.state(),
      filteredProbs: filtered.map((row) => Array.from(row)),
      predictedProbs: predicted.map((row) => Array.from(row)),
    }),
    reset() {
      filter.reset();
      filtered = [];
      predicted = [];
    },
  };
}

// The filter's own state is checked by the filter.
function checkState(state: FixedLagSmootherState, lag: number, nStates: number): void {
  const refuse = (why: string): never => {
    throw new InvalidJsonError(`This smoother state does not belong here: ${why}.`, {
      code: 'INVALID_FILTER_STATE',
      hint: 'Give what smoother.state() returned for the same model and lag, or leave it out to begin a new sequence.',
      details: { lag, nStates },
    });
  };
  if (state?.formatVersion !== 1) refuse(`expected format version 1, received ${String(state?.formatVersion)}`);
  if (state.lag !== lag) refuse(`expected the lag ${lag}, received ${String(state.lag)}`);
  const rows = Math.min(state.filter?.nSteps ?? 0, lag + 1);
  for (const name of ['filteredProbs', 'predictedProbs'] as const) {
    const window: unknown = state[name];
    if (!Array.isArray(window) || window.length !== rows) refuse(`expected ${rows} row(s) of ${name}`);
    const sound = (window as unknown[]).every(
      (row) => Array.isArray(row) && row.length === nStates && row.every((value) => value >= 0 && value <= 1 + 1e-8),
    );
    if (!sound) refuse(`expected ${nStates} probabilities in every row of ${name}`);
  }
}
