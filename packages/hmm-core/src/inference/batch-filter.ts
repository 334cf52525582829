import { MatrixView, type MatrixInput, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkMissingPolicy, type MissingPolicy } from '../missing/patterns.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { createBatchDensities } from './batch-densities.ts';
import { choosePresent, gatherRows, readRows } from './batch-rows.ts';
import { checkBatchState, type BatchFilterState } from './batch-filter-state.ts';
import type { Chain } from './chain.ts';
import { REACHABLE } from './reachable.ts';
import { checkCall, createChain, type InitialProbs } from './inference-input.ts';

/** What one row of each series told. The rows of a series that was not present are NaN. */
export interface BatchFilterStep {
  /** Row n is p(z_t = k given y_1..y_t) of series n; N x K. */
  readonly filteredProbs: MatrixView;
  /** Row n is p(z_t = k given y_1..y_{t-1}) of series n; N x K. */
  readonly predictedProbs: MatrixView;
  /** log p(y_t given y_1..y_{t-1}) of each series, length N. */
  readonly logPredictive: Float64Array;
}

/** Which filters of a batch have a row. */
export interface BatchUpdateOptions {
  /**
   * Which series have a row in this call, length N: true or a number other than 0. The filter of the others stays where
   * it is (no time passes for them) and their rows are not looked at.
   *
   * @default all
   */
  readonly present?: ArrayLike<boolean | number> | undefined;
}

/** N filters of one model that move together. */
export interface BatchFilter {
  readonly nSeries: number;
  /**
   * Takes one row for each series (N x D). When a row is refused, all filters stay where they were.
   *
   * @throws DimensionMismatchError, InvalidObservationsError naming series and column
   */
  update(rows: MatrixInput, options?: BatchUpdateOptions): BatchFilterStep;
  /** Where the filters stand now. */
  state(): BatchFilterState;
  /**
   * Begins a new sequence in one series, or in all.
   *
   * @throws InvalidOptionError when there is no such series
   */
  reset(series?: number): void;
}

/** Where the filters of a batch begin. */
export interface BatchFilterOptions {
  /** N: how many series. */
  readonly nSeries: number;
  /**
   * What the first row of every sequence starts from.
   *
   * @default 'model'
   */
  readonly initialProbs?: InitialProbs | undefined;
  /**
   * What a NaN in the row of a series that is present means. `'marginalise'`: a missing value, integrated out exactly; a
   * row without any value is a step of pure prediction, whereas for a series that is not present no time passes.
   *
   * @default 'error', which names series and column
   */
  readonly missing?: MissingPolicy | undefined;
  /** Go on from here. With more series than the state holds, the further ones begin. */
  readonly state?: BatchFilterState | undefined;
}

const updateOptionNames: OptionNames<BatchUpdateOptions> = { present: true };
const optionNames: OptionNames<BatchFilterOptions> = { nSeries: true, initialProbs: true, missing: true, state: true };

/**
 * Online filters of one model for many series at once, for instance thousands of symbols day by day: one call evaluates
 * all densities together and walks flat arrays, without an object per series. What it says of each series is to the bit
 * what a `createOnlineFilter` of its own would say.
 *
 * Families that look at covariates, at earlier rows or at the number of the row are not for it: give each series an online
 * filter of its own.
 *
 * @throws InvalidOptionError unless `nSeries` is a whole number of at least 1; InvalidJsonError when `state` is not one of
 *   this model's; FamilyMismatchError for a family that it cannot serve
 *
 * @example
 * ```ts
 * import { createBatchFilter, createGaussianHmm } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const filter = createBatchFilter(model, { nSeries: 3, initialProbs: 'stationary' });
 * filter.update([[0.1], [2.9], [1.4]]).filteredProbs.row(1); // the second series
 * filter.update([[0.2], [3.1], [NaN]], { present: [true, true, false] }); // the third has no row today
 * const saved = JSON.stringify(filter.state());
 * createBatchFilter(model, { nSeries: 4, state: JSON.parse(saved) }); // and a new one joins
 * ```
 */
export function createBatchFilter(model: HiddenMarkovModel, options: BatchFilterOptions): BatchFilter {
  checkCall('createBatchFilter', model, options, optionNames);
  const { nSeries, initialProbs, missing = 'error', state } = options;
  checkWholeNumber(nSeries, 'nSeries');
  checkMissingPolicy(missing);
  const { nStates, nFeatures } = model;
  if (state !== undefined) checkBatchState(state, nSeries, nStates);
  const chain = createChain(model, initialProbs);
  const logDensitiesInto = createBatchDensities(model);
  const probs = new Float64Array(nSeries * nStates);
  const nSteps = new Float64Array(nSeries);
  probs.set(state?.filteredProbs ?? []);
  nSteps.set(state?.nSteps ?? []);
  const observations = new Float64Array(nSeries * nFeatures);
  const logDensities = new Float64Array(nSeries * nStates);
  const series = new Int32Array(nSeries);
  return {
    nSeries,
    update(rows, options = {}) {
      checkOptions(options, updateOptionNames, 'update');
      const { present } = options;
      const count = choosePresent(series, present);
      const incomplete = gatherRows(observations, readRows(rows, nSeries, nFeatures), series, count, missing);
      logDensitiesInto(logDensities, observations, count, incomplete);
      const step = createStep(nSeries, nStates, count);
      stepInto(step, probs, nSteps, chain, logDensities, series, count);
      return step;
    },
    state: () => ({ formatVersion: 1, nSteps: Array.from(nSteps), filteredProbs: Array.from(probs) }),
    reset(which) {
      if (which !== undefined && !(Number.isSafeInteger(which) && which >= 0 && which < nSeries)) {
        throw new InvalidOptionError('series', `one of 0 to ${nSeries - 1}`, which);
      }
      const [from, to] = which === undefined ? [0, nSeries] : [which, which + 1];
      nSteps.fill(0, from, to);
      probs.fill(0, from * nStates, to * nStates);
    },
  };
}

function createStep(nSeries: number, nStates: number, count: number): BatchFilterStep {
  const step = {
    filteredProbs: MatrixView.zeros(nSeries, nStates),
    predictedProbs: MatrixView.zeros(nSeries, nStates),
    logPredictive: new Float64Array(nSeries),
  };
  if (count < nSeries)
    for (const data of [step.filteredProbs.data, step.predictedProbs.data, step.logPredictive]) data.fill(NaN);
  return step;
}

/**
 * Kernel: one filter step for each of the series listed, with the operations of `filterRows` in the same order, so that
 * both agree to the bit.
 *
 * @param step written for the series listed
 * @param probs N x K: where each series stood on entry, where it stands on return
 * @param nSteps rows seen by each series, counted on
 * @param logDensities row n belongs to the n-th series listed
 */
function stepInto(
  step: BatchFilterStep,
  probs: Float64Array,
  nSteps: Float64Array,
  { nStates, initialProbs, transitionMatrix }: Chain,
  logDensities: Float64Array,
  series: Int32Array,
  count: number,
): void {
  const filtered = step.filteredProbs.data;
  const predicted = step.predictedProbs.data;
  for (let n = 0; n < count; n++) {
    const which = series[n]!;
    const row = which * nStates;
    const at = n * nStates;
    const begins = nSteps[which]!++ === 0;
    let largest = -Infinity;
    for (let j = 0; j < nStates; j++) {
      let probability = 0;
      if (begins) probability = initialProbs[j]!;
      else for (let i = 0, a = j; i < nStates; i++, a += nStates) probability += probs[row + i]! * transitionMatrix[a]!;
      predicted[row + j] = probability;
      const logDensity = logDensities[at + j]!;
      if (logDensity > largest && probability > REACHABLE) largest = logDensity;
    }
    let total = 0;
    for (let k = 0; k < nStates; k++) {
      const probability = predicted[row + k]!;
      let density = 0;
      if (probability > REACHABLE) {
        const below = logDensities[at + k]! - largest;
        density = below === 0 || largest === -Infinity ? 1 : Math.exp(below);
      }
      const joint = probability * density;
      filtered[row + k] = joint;
      total += joint;
    }
    const scale = 1 / total;
    for (let k = 0; k < nStates; k++) {
      const probability = filtered[row + k]! * scale;
      filtered[row + k] = probability;
      probs[row + k] = probability;
    }
    step.logPredictive[which] = largest + Math.log(total);
  }
}
