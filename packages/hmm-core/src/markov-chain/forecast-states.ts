import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkStateProbs, checkTransitionMatrix } from './chain-input.ts';
import { leaveProb } from './leave-prob.ts';

/**
 * State probabilities 1 to `steps` steps ahead, given those of today: p A, p A^2, ...
 *
 * @param transitionMatrix - K x K, element (i, j) is P(z_{t+1} = j given z_t = i), rows sum to one
 * @param probs - K probabilities of the state today, p(z_t = k given y_1..y_t)
 * @param steps - how far to look, at least 1
 * @returns steps x K; row h - 1 is p(z_{t+h} = k given y_1..y_t)
 * @throws DimensionMismatchError when the sizes differ; InvalidProbabilitiesError when a row or `probs` is no distribution;
 *   InvalidOptionError unless `steps` is a whole number of at least 1
 *
 * @example
 * ```ts
 * import { forecastStates } from '@regimekit/hmm-core';
 *
 * forecastStates([[0.9, 0.1], [0.3, 0.7]], [1, 0], 2).to2DArray(); // [[0.9, 0.1], [0.84, 0.16]]
 * ```
 */
export function forecastStates(transitionMatrix: MatrixInput, probs: ArrayLike<number>, steps: number): MatrixView {
  const A = checkTransitionMatrix(transitionMatrix);
  const K = A.rows;
  let now = checkStateProbs(probs, K);
  checkWholeNumber(steps, 'steps');
  const forecast = MatrixView.zeros(steps, K);
  for (let h = 0; h < steps; h++) {
    const next = forecast.row(h);
    let sum = 0;
    for (let j = 0; j < K; j++) {
      for (let i = 0; i < K; i++) next[j]! += now[i]! * A.data[i * K + j]!;
      sum += next[j]!;
    }
    // Rounding would let the sum drift away from one over thousands of steps.
    for (let j = 0; j < K; j++) next[j]! /= sum;
    now = next;
  }
  return forecast;
}

/**
 * Probability that the chain has left the state of today at least once within `steps` steps, whichever that state is:
 * sum_i p_i (1 - a_ii^steps).
 *
 * @param transitionMatrix - K x K, element (i, j) is P(z_{t+1} = j given z_t = i), rows sum to one
 * @param probs - K probabilities of the state today
 * @param steps - the horizon in steps, at least 1
 * @throws as `forecastStates`
 *
 * @example
 * ```ts
 * import { leavingProbability } from '@regimekit/hmm-core';
 *
 * leavingProbability([[0.9, 0.1], [0.3, 0.7]], [1, 0], 2); // 1 - 0.9 * 0.9 = 0.19
 * ```
 */
export function leavingProbability(transitionMatrix: MatrixInput, probs: ArrayLike<number>, steps: number): number {
  const A = checkTransitionMatrix(transitionMatrix);
  const now = checkStateProbs(probs, A.rows);
  checkWholeNumber(steps, 'steps');
  let leaves = 0;
  let sum = 0;
  for (let i = 0; i < A.rows; i++) {
    // 1 - (1 - q)^h without cancellation for a small q.
    leaves += now[i]! * -Math.expm1(steps * Math.log1p(-leaveProb(A, i)));
    sum += now[i]!;
  }
  return leaves / sum;
}
