import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { filterSequences, sequenceRanges, type FilteredSequences } from './filtered-sequences.ts';
import { checkCall, type InferenceOptions } from './inference-input.ts';

/** How much the data leave open about the path of the states as a whole. */
export interface PathEntropy {
  /** -sum over paths of p(path given Y) log p(path given Y), in nats, summed over the sequences; 0 to T log K. */
  readonly entropy: number;
  /** The same for each sequence by itself. */
  readonly perSequence: Float64Array;
}

/**
 * Entropy of the posterior over state paths, in one forward pass instead of a sum over K^T paths (Hernando, Crespi and
 * Cybenko 2005). With q_t(i given j) = p(z_{t-1} = i given z_t = j, y_1..y_{t-1}) = filtered_{t-1}(i) A_ij / predicted_t(j),
 *
 *     H_1(j) = 0,  H_t(j) = sum_i q_t(i given j) (H_{t-1}(i) - log q_t(i given j))
 *     H      = sum_j filtered_T(j) (H_T(j) - log filtered_T(j))
 *
 * It is at most the sum of the entropies of the single rows, because neighbouring states tell of each other: a path can
 * be nearly certain although the day of a change is not. exp(H) is the number of equally likely paths that would leave as
 * much open.
 *
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, pathEntropy } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const clear = pathEntropy(model, [[0.1], [-0.2], [3.2]]).entropy;
 * const doubtful = pathEntropy(model, [[1.4], [1.6], [1.5]]).entropy;
 * clear < doubtful; // true
 * ```
 */
export function pathEntropy(
  model: HiddenMarkovModel,
  observations: Observations,
  options: InferenceOptions = {},
): PathEntropy {
  checkCall('pathEntropy', model, options);
  const sequences = filterSequences(model, observations, options);
  const perSequence = Float64Array.from(sequenceRanges(sequences.lengths), ({ start, end }) =>
    sequenceEntropy(sequences, start, end),
  );
  return { entropy: perSequence.reduce((sum, entropy) => sum + entropy, 0), perSequence };
}

function sequenceEntropy({ chain, filtered, predicted }: FilteredSequences, start: number, end: number): number {
  const { nStates, transitionMatrix } = chain;
  let before = new Float64Array(nStates);
  let entropies = new Float64Array(nStates);
  for (let row = (start + 1) * nStates; row < end * nStates; row += nStates) {
    [before, entropies] = [entropies, before];
    for (let j = 0; j < nStates; j++) {
      let entropy = 0;
      // Where the chain cannot be, no path passes.
      if (filtered[row + j]! > 0) {
        for (let i = 0; i < nStates; i++) {
          const q = (filtered[row - nStates + i]! * transitionMatrix[i * nStates + j]!) / predicted[row + j]!;
          if (q > 0) entropy += q * (before[i]! - Math.log(q));
        }
      }
      entropies[j] = entropy;
    }
  }
  let entropy = 0;
  for (let j = 0; j < nStates; j++) {
    const probability = filtered[(end - 1) * nStates + j]!;
    if (probability > 0) entropy += probability * (entropies[j]! - Math.log(probability));
  }
  // A certain path has -log(1 + rounding).
  return Math.max(entropy, 0);
}
