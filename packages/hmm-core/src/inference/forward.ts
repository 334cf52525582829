import { MatrixView } from '@regimekit/numerics';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import type { Chain } from './chain.ts';
import { filterRowsOfThree } from './filter-rows-of-three.ts';
import { checkCall, prepareInference, type InferenceOptions } from './inference-input.ts';
import { REACHABLE } from './reachable.ts';

/** What the forward recursion gives: what was known at each step from the data up to that step, and nothing later. */
export interface ForwardResult {
  /** Filtered: p(z_t = k given y_1..y_t), T x K. */
  readonly filteredProbs: MatrixView;
  /** Predicted: p(z_t = k given y_1..y_{t-1}), T x K; in the first row of a sequence the initial probabilities. */
  readonly predictedProbs: MatrixView;
  /** log p(Y), natural, summed over the sequences; -Infinity when some row is impossible under the model. */
  readonly logLikelihood: number;
}

/**
 * The forward recursion, scaled (Rabiner 1989, eq. 18-20 and 92; Hamilton 1994, eq. 22.4.5-6):
 * predicted_t(j) = sum_i filtered_{t-1}(i) A_ij and filtered_t(j) proportional to predicted_t(j) p(y_t given j).
 *
 * A row that no reachable state can explain (all densities zero even in logarithms) carries no information: filtered is
 * predicted there, and the log-likelihood is -Infinity.
 *
 * @throws InvalidObservationsError, InvalidLengthsError, DimensionMismatchError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, forward } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { filteredProbs, logLikelihood } = forward(model, [[0.2], [2.9], [3.1]]);
 * filteredProbs.get(2, 1); // close to 1
 * ```
 */
export function forward(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): ForwardResult {
  checkCall('forward', model, options);
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const filteredProbs = MatrixView.zeros(nSteps, model.nStates);
  const predictedProbs = MatrixView.zeros(nSteps, model.nStates);
  const logLikelihood = filterInto(
    filteredProbs.data,
    predictedProbs.data,
    model.nStates,
    chain,
    logDensities,
    lengths,
  );
  return { filteredProbs, predictedProbs, logLikelihood };
}

/**
 * log p(Y), natural, summed over the sequences.
 *
 * @throws as `forward`
 */
export function logLikelihood(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): number {
  checkCall('logLikelihood', model, options);
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const filtered = new Float64Array(nSteps * model.nStates);
  return filterInto(filtered, new Float64Array(model.nStates), 0, chain, logDensities, lengths);
}

/**
 * The forward recursion over all sequences. Writes `filtered` (T x K) and turns `logDensities` (T x K) into densities
 * divided by the largest reachable one of their row (0 where not reachable), which the backward recursion reads.
 *
 * @param predictedStride distance between predicted rows: K keeps them all, 0 uses one scratch row for every step
 * @returns log p(Y)
 */
export function filterInto(
  filtered: Float64Array,
  predicted: Float64Array,
  predictedStride: number,
  chain: Chain,
  logDensities: Float64Array,
  lengths: readonly number[],
): number {
  let logLikelihood = 0;
  let start = 0;
  for (const length of lengths) {
    logLikelihood += filterRows(filtered, predicted, predictedStride, chain, logDensities, start, start + length, true);
    start += length;
  }
  return logLikelihood;
}

/**
 * Filters rows `start` to `end` of one sequence: three states, the usual number of regimes, have code of their own; the
 * bits are the same.
 *
 * @param begins whether row `start` begins the sequence; if not, row `start - 1` of `filtered` is where it stands
 * @returns log p(these rows given the ones before)
 */
export function filterRows(
  filtered: Float64Array,
  predicted: Float64Array,
  predictedStride: number,
  chain: Chain,
  logDensities: Float64Array,
  start: number,
  end: number,
  begins: boolean,
): number {
  const filter = chain.nStates === 3 ? filterRowsOfThree : filterRowsOfAny;
  return filter(filtered, predicted, predictedStride, chain, logDensities, start, end, begins);
}

/**
 * Kernel: `filterRows` for any number of states. Each step predicts, predicted(j) = sum_i filtered(i) A_ij, and conditions
 * on the row by Bayes' rule, filtered(j) = predicted(j) p(y given j) / p(y).
 *
 * The largest log density among the reachable states is taken out first: among all states it could belong to one that
 * has probability zero, and the others would underflow to 0/0.
 */
export function filterRowsOfAny(
  filtered: Float64Array,
  predicted: Float64Array,
  predictedStride: number,
  { nStates, initialProbs, transitionMatrix }: Chain,
  logDensities: Float64Array,
  start: number,
  end: number,
  begins: boolean,
): number {
  let logLikelihood = 0;
  let evidence = 1;
  for (let t = start; t < end; t++) {
    const row = t * nStates;
    const at = t * predictedStride;
    if (begins && t === start) predicted.set(initialProbs, at);
    else predictInto(predicted, at, filtered, row - nStates, transitionMatrix, nStates);

    let largest = -Infinity;
    for (let k = 0; k < nStates; k++) {
      const logDensity = logDensities[row + k]!;
      if (logDensity > largest && predicted[at + k]! > REACHABLE) largest = logDensity;
    }
    let total = 0;
    for (let k = 0; k < nStates; k++) {
      const probability = predicted[at + k]!;
      let density = 0;
      if (probability > REACHABLE) {
        const below = logDensities[row + k]! - largest;
        // One state in K needs no exponential; and where none can explain the row, it tells nothing.
        density = below === 0 || largest === -Infinity ? 1 : Math.exp(below);
      }
      const joint = probability * density;
      logDensities[row + k] = density;
      filtered[row + k] = joint;
      total += joint;
    }
    const scale = 1 / total;
    for (let k = 0; k < nStates; k++) filtered[row + k]! *= scale;

    // log p(y_t given the past) = log total + largest; the logarithm is taken once for as many steps as a double holds.
    logLikelihood += largest;
    evidence *= total;
    if (evidence < 1e-20 || evidence > 1e20) {
      logLikelihood += Math.log(evidence);
      evidence = 1;
    }
  }
  return logLikelihood + Math.log(evidence);
}

/** predicted(j) = sum_i filtered(i) A_ij. */
function predictInto(
  predicted: Float64Array,
  at: number,
  filtered: Float64Array,
  from: number,
  transitionMatrix: Float64Array,
  nStates: number,
): void {
  for (let j = 0; j < nStates; j++) {
    let probability = 0;
    for (let i = 0, a = j; i < nStates; i++, a += nStates) probability += filtered[from + i]! * transitionMatrix[a]!;
    predicted[at + j] = probability;
  }
}
