import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { filterRows } from './forward.ts';
import { checkCall, prepareInference, type InferenceOptions } from './inference-input.ts';

/**
 * The one-step log predictive score of every row, log p(y_t given y_1..y_{t-1}): how well the model foresaw it, natural
 * logarithm, larger is better (Good 1952; Gneiting and Raftery 2007, section 4.1). The first row of a sequence is judged
 * from the initial probabilities. Row by row it is the `logPredictive` of the online filter, to the bit; the sum is the
 * log-likelihood. -Infinity for a row that no reachable state can explain.
 *
 * Scores of two models on rows that neither was fitted on compare them honestly: the differences, row by row, show when
 * and where one is better.
 *
 * @returns T scores
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, logScores } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const scores = logScores(model, [[0.2], [0.1], [9], [3.1]]);
 * scores.indexOf(Math.min(...scores)); // 2: the 9 was the surprise
 * ```
 */
export function logScores(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): Float64Array {
  checkCall('logScores', model, options);
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const filtered = new Float64Array(nSteps * model.nStates);
  const predicted = new Float64Array(model.nStates);
  const scores = new Float64Array(nSteps);
  let start = 0;
  for (const length of lengths) {
    for (let t = start; t < start + length; t++) {
      scores[t] = filterRows(filtered, predicted, 0, chain, logDensities, t, t + 1, t === start);
    }
    start += length;
  }
  return scores;
}
