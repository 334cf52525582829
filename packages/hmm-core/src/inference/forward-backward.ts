import { MatrixView } from '@regimekit/numerics';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { createBackwardScratch, smoothInto } from './backward.ts';
import { filterInto } from './forward.ts';
import { checkCall, prepareInference, type InferenceOptions } from './inference-input.ts';

/** Probabilities in hindsight: every row uses the whole sequence, the future included. */
export interface ForwardBackwardResult {
  /** Smoothed: p(z_t = k given y_1..y_T), T x K. Sees the future: not for backtests. */
  readonly smoothedProbs: MatrixView;
  /** sum_t p(z_t = i, z_{t+1} = j given Y) over all pairs of neighbours, K x K; sums to T minus the number of sequences. */
  readonly expectedTransitions: MatrixView;
  /** log p(Y), natural, summed over the sequences. */
  readonly logLikelihood: number;
}

/**
 * The forward-backward algorithm (Rabiner 1989, section III.A; Bishop 2006, section 13.2.2), scaled.
 *
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, forwardBackward } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { smoothedProbs, expectedTransitions } = forwardBackward(model, [[0.2], [1.5], [3.1]]);
 * smoothedProbs.get(1, 1); // what the later 3.1 says about the 1.5 before it
 * expectedTransitions.get(0, 1); // about one
 * ```
 */
export function forwardBackward(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): ForwardBackwardResult {
  checkCall('forwardBackward', model, options);
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const { nStates } = model;
  const smoothedProbs = MatrixView.zeros(nSteps, nStates);
  const expectedTransitions = MatrixView.zeros(nStates, nStates);
  const scratch = createBackwardScratch(nStates);
  const logLikelihood = filterInto(smoothedProbs.data, scratch.message, 0, chain, logDensities, lengths);
  smoothInto(smoothedProbs.data, expectedTransitions.data, chain, logDensities, lengths, scratch);
  return { smoothedProbs, expectedTransitions, logLikelihood };
}
