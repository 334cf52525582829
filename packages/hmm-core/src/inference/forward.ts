import { MatrixView } from '@regimekit/numerics';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import type { Observations } from '../observations.ts';
import type { Chain } from './chain.ts';
import { prepareInference, type InferenceOptions } from './inference-input.ts';

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
export function forward(model: GaussianHmm, observations: Observations, options?: InferenceOptions): ForwardResult {
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
export function logLikelihood(model: GaussianHmm, observations: Observations, options?: InferenceOptions): number {
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const filtered = new Float64Array(nSteps * model.nStates);
  return filterInto(filtered, new Float64Array(model.nStates), 0, chain, logDensities, lengths);
}

/**
 * Predicted probability above which a state counts as reachable. Not 0: with 1e-280 the reciprocals of the backward
 * recursion stay finite (a scaled beta never exceeds 1e280), so no step needs a guard against overflow.
 */
export const REACHABLE = 1e-280;

/**
 * Kernel: the forward recursion over all sequences. Writes `filtered` (T x K) and turns `logDensities` (T x K), row by
 * row, into densities divided by their largest reachable one (0 where not reachable), which the backward recursion reads.
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
  const { nStates, initialProbs, transitionMatrix } = chain;
  let logLikelihood = 0;
  let row = 0;
  let predictedRow = 0;
  for (const length of lengths) {
    for (let step = 0; step < length; step++) {
      if (step === 0) predicted.set(initialProbs, predictedRow);
      else predictInto(predicted, predictedRow, filtered, row - nStates, transitionMatrix, nStates);
      logLikelihood += conditionInto(filtered, row, predicted, predictedRow, logDensities, row, nStates);
      row += nStates;
      predictedRow += predictedStride;
    }
  }
  return logLikelihood;
}

/** predicted(j) = sum_i filtered(i) A_ij. */
export function predictInto(
  predicted: Float64Array,
  at: number,
  filtered: Float64Array,
  from: number,
  transitionMatrix: Float64Array,
  nStates: number,
): void {
  for (let j = 0; j < nStates; j++) {
    let sum = 0;
    for (let i = 0, a = j; i < nStates; i++, a += nStates) sum += filtered[from + i]! * transitionMatrix[a]!;
    predicted[at + j] = sum;
  }
}

/**
 * filtered(k) = predicted(k) p(y given k) / p(y), by Bayes' rule. The largest log density among the reachable states is
 * taken out first: among all states it could belong to one that has probability zero, and the others would underflow to
 * 0/0. Overwrites the row of `logDensities` by the densities so scaled.
 *
 * @returns log p(y_t given y_1..y_{t-1})
 */
export function conditionInto(
  filtered: Float64Array,
  at: number,
  predicted: Float64Array,
  from: number,
  logDensities: Float64Array,
  densityRow: number,
  nStates: number,
): number {
  let largest = -Infinity;
  for (let k = 0; k < nStates; k++) {
    const logDensity = logDensities[densityRow + k]!;
    if (logDensity > largest && predicted[from + k]! > REACHABLE) largest = logDensity;
  }
  const possible = largest > -Infinity;
  let sum = 0;
  for (let k = 0; k < nStates; k++) {
    const prior = predicted[from + k]!;
    let density = 0;
    if (prior > REACHABLE) density = possible ? Math.exp(logDensities[densityRow + k]! - largest) : 1;
    const joint = prior * density;
    logDensities[densityRow + k] = density;
    filtered[at + k] = joint;
    sum += joint;
  }
  const scale = 1 / sum;
  for (let k = 0; k < nStates; k++) filtered[at + k]! *= scale;
  return Math.log(sum) + largest;
}
