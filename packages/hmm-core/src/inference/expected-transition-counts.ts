import { MatrixView } from '@regimekit/numerics';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { filterSequences, sequenceRanges, type FilteredSequences } from './filtered-sequences.ts';
import { checkCall, type InferenceOptions } from './inference-input.ts';
import { stepBack } from './step-back.ts';

/** How often the chain is expected to have gone from each state to each, in hindsight. */
export interface ExpectedTransitionCounts {
  /** sum_t p(z_t = i, z_{t+1} = j given Y), K x K: the `expectedTransitions` of `forwardBackward`. */
  readonly total: MatrixView;
  /** The same for each sequence by itself; each sums to its length less one. */
  readonly perSequence: readonly MatrixView[];
  /** Expected changes of state at each row, sum over i != j of p(z_{t-1} = i, z_t = j given Y), length T; 0 in the first row of a sequence. */
  readonly switchProbs: Float64Array;
}

/**
 * The expected transitions, sequence by sequence and, as probability that the state changed there, row by row: the sum of
 * `switchProbs` over the rows of a year is the expected number of changes in that year. `forwardBackward` gives the total
 * alone, faster.
 *
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, expectedTransitionCounts } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { perSequence, switchProbs } = expectedTransitionCounts(model, [[0.1], [3.2], [3.1], [0.2]], { lengths: [3, 1] });
 * perSequence[0]?.get(0, 1); // close to one
 * switchProbs[1]; // close to one as well: it happened there
 * ```
 */
export function expectedTransitionCounts(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): ExpectedTransitionCounts {
  checkCall('expectedTransitionCounts', model, options);
  const sequences = filterSequences(model, observations, options);
  const switchProbs = new Float64Array(sequences.nSteps);
  const perSequence = sequenceRanges(sequences.lengths).map(({ start, end }) =>
    countTransitions(sequences, start, end, switchProbs),
  );
  const total = MatrixView.zeros(model.nStates, model.nStates);
  for (const { data } of perSequence) for (let a = 0; a < data.length; a++) total.data[a]! += data[a]!;
  return { total, perSequence, switchProbs };
}

/** Walks one sequence backwards; writes the probability of a change into its rows of `switchProbs`. */
function countTransitions(
  { chain, filtered, predicted }: FilteredSequences,
  start: number,
  end: number,
  switchProbs: Float64Array,
): MatrixView {
  const { nStates, transitionMatrix } = chain;
  const counts = MatrixView.zeros(nStates, nStates);
  const probs = filtered.slice((end - 1) * nStates, end * nStates);
  const ratios = new Float64Array(nStates);
  for (let t = end - 2; t >= start; t--) {
    const row = t * nStates;
    stepBack(probs, ratios, filtered, row, predicted, row + nStates, transitionMatrix);
    let changes = 0;
    for (let i = 0, a = 0; i < nStates; i++) {
      const weight = filtered[row + i]!;
      for (let j = 0; j < nStates; j++, a++) {
        const pair = weight * transitionMatrix[a]! * ratios[j]!;
        counts.data[a]! += pair;
        if (i !== j) changes += pair;
      }
    }
    switchProbs[t + 1] = changes;
  }
  return counts;
}
