import type { MatrixInput } from '@regimekit/numerics';
import { checkTransitionMatrix } from './chain-input.ts';
import { leaveProb } from './leave-prob.ts';

/**
 * Expected length of a stay in each state, in steps, counted from its first step: 1 / (1 - a_ii), the mean of the
 * geometric distribution that every Markov chain implies. Infinity for an absorbing state.
 *
 * Source: Hamilton (1994), Time Series Analysis, chapter 22.
 *
 * @param transitionMatrix - K x K, element (i, j) is P(z_{t+1} = j given z_t = i), rows sum to one
 * @returns K durations >= 1, in steps (days, for daily data)
 * @throws DimensionMismatchError unless square; InvalidProbabilitiesError when a row is no distribution
 *
 * @example
 * ```ts
 * import { expectedDurations } from '@regimekit/hmm-core';
 *
 * expectedDurations([[0.95, 0.05], [0.2, 0.8]]); // 20, 5
 * ```
 */
export function expectedDurations(transitionMatrix: MatrixInput): Float64Array {
  const A = checkTransitionMatrix(transitionMatrix);
  return Float64Array.from({ length: A.rows }, (_, i) => 1 / leaveProb(A, i));
}
