import type { OptionNames } from '@regimekit/numerics';
import { InvalidJsonError } from '../errors.ts';
import { SUM_TOLERANCE } from '../math/simplex.ts';
import { checkMissingPolicy, type MissingPolicy } from '../missing/patterns.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { filterRows } from './forward.ts';
import { checkCall, createChain, type InitialProbs } from './inference-input.ts';
import { createRowDensities } from './row-densities.ts';

/** Where an online filter stands, as plain JSON: it loses no bit on the way through `JSON.stringify`. */
export interface OnlineFilterState {
  readonly formatVersion: 1;
  /** Rows seen so far. */
  readonly nSteps: number;
  /** p(z_t = k given y_1..y_t) after the last row; null before the first. */
  readonly filteredProbs: readonly number[] | null;
  /** The last rows, the oldest first, as many as the family looks back; absent where it does not. */
  readonly recentRows?: readonly (readonly number[])[];
}

/** What one row told. */
export interface OnlineFilterStep {
  /** p(z_t = k given y_1..y_t), length K. */
  readonly filteredProbs: Float64Array;
  /** p(z_t = k given y_1..y_{t-1}), length K. */
  readonly predictedProbs: Float64Array;
  /** log p(y_t given y_1..y_{t-1}); -Infinity when no reachable state can explain the row. */
  readonly logPredictive: number;
}

/** A filter that takes one row at a time. */
export interface OnlineFilter {
  /**
   * Takes the next row (length D). A row that is refused leaves the filter where it was.
   *
   * @param covariates of the row, length C, where the family takes some
   * @throws DimensionMismatchError, InvalidObservationsError, InvalidCovariatesError
   */
  update(row: ArrayLike<number>, covariates?: ArrayLike<number>): OnlineFilterStep;
  /** Where the filter stands now. */
  state(): OnlineFilterState;
  /** Begins a new sequence. */
  reset(): void;
}

/** Where an online filter begins. */
export interface OnlineFilterOptions {
  /**
   * What the first row of a sequence starts from.
   *
   * @default 'model'
   */
  readonly initialProbs?: InitialProbs | undefined;
  /**
   * What a NaN means. `'marginalise'`: a missing value, integrated out exactly; a row without any value is a step of pure
   * prediction. Complete rows give the same bytes either way.
   *
   * @default 'error', which names the column
   */
  readonly missing?: MissingPolicy | undefined;
  /** Go on from here instead of beginning a sequence. */
  readonly state?: OnlineFilterState | undefined;
}

export const onlineFilterOptionNames: OptionNames<OnlineFilterOptions> = {
  initialProbs: true,
  missing: true,
  state: true,
};

/**
 * The forward recursion one observation at a time, for live use: the same step functions as `forward`, so both agree to
 * the bit.
 *
 * @throws InvalidJsonError when `state` is not one of this model's filters
 *
 * @example
 * ```ts
 * import { createGaussianHmm, createOnlineFilter } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const filter = createOnlineFilter(model, { initialProbs: 'stationary' });
 * filter.update([2.9]).filteredProbs; // Float64Array(2)
 * const saved = JSON.stringify(filter.state());
 * createOnlineFilter(model, { state: JSON.parse(saved) }).update([3.1]);
 * ```
 */
export function createOnlineFilter(model: HiddenMarkovModel, options: OnlineFilterOptions = {}): OnlineFilter {
  checkCall('createOnlineFilter', model, options, onlineFilterOptionNames);
  const { nStates } = model;
  const { missing = 'error' } = options;
  checkMissingPolicy(missing);
  const chain = createChain(model, options.initialProbs);
  const rowDensities = createRowDensities(model, missing, options.state?.recentRows);
  const logDensities = new Float64Array(nStates);
  // Two rows, the one before and the present one, so that the kernel of `forward` can go on from the first.
  const densities = new Float64Array(2 * nStates);
  const probs = new Float64Array(2 * nStates);
  const predicted = new Float64Array(nStates);
  const present = probs.subarray(nStates);
  const presentDensities = densities.subarray(nStates);
  let nSteps = 0;
  if (options.state !== undefined) {
    checkState(options.state, nStates);
    nSteps = options.state.nSteps;
    present.set(options.state.filteredProbs ?? []);
  }
  return {
    update(row, covariates) {
      // A row that is refused leaves everything as it was.
      rowDensities.writeInto(logDensities, row, nSteps, covariates);
      presentDensities.set(logDensities);
      probs.copyWithin(0, nStates);
      const logPredictive = filterRows(probs, predicted, 0, chain, densities, 1, 2, nSteps === 0);
      nSteps++;
      return { filteredProbs: present.slice(), predictedProbs: predicted.slice(), logPredictive };
    },
    state() {
      const recentRows = nSteps === 0 ? [] : rowDensities.recentRows();
      const filteredProbs = nSteps === 0 ? null : Array.from(present);
      return { formatVersion: 1, nSteps, filteredProbs, ...(recentRows.length === 0 ? {} : { recentRows }) };
    },
    reset() {
      nSteps = 0;
    },
  };
}

function checkState(state: OnlineFilterState, nStates: number): void {
  const { formatVersion, nSteps, filteredProbs } = (state ?? {}) as Partial<OnlineFilterState>;
  const refuse = (why: string): never => {
    throw new InvalidJsonError(`This filter state does not belong to the model: ${why}.`, {
      code: 'INVALID_FILTER_STATE',
      hint: 'Give what filter.state() returned for the same model, or leave it out to begin a new sequence.',
      details: { nStates },
    });
  };
  if (formatVersion !== 1) refuse(`expected format version 1, received ${String(formatVersion)}`);
  if (!Number.isSafeInteger(nSteps) || nSteps! < 0) refuse(`expected a count of rows, received ${String(nSteps)}`);
  if (nSteps === 0) return;
  if (!Array.isArray(filteredProbs) || filteredProbs.length !== nStates) {
    refuse(`expected ${nStates} probabilities, received ${filteredProbs?.length ?? 'none'}`);
  }
  const probs = filteredProbs as readonly number[];
  const sum = probs.reduce((total, value) => total + value, 0);
  if (!probs.every((value) => value >= 0) || !(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
    refuse(`expected probabilities that sum to 1, received the sum ${sum}`);
  }
}
