import type { OptionNames, RandomStream } from '@regimekit/numerics';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import { chooseRandom, sampleOptionNames, type SampleOptions } from '../model/sample-options.ts';
import type { Observations } from '../observations.ts';
import { filterSequences, sequenceRanges, type FilteredSequences } from './filtered-sequences.ts';
import { checkCall, inferenceOptionNames, type InferenceOptions } from './inference-input.ts';

/** How many paths, and where the randomness comes from: a seed, or a stream that the draws advance. */
export type SamplePathsOptions = InferenceOptions & SampleOptions & { readonly nPaths: number };

const optionNames: OptionNames<InferenceOptions & typeof sampleOptionNames & { nPaths: number }> = {
  ...inferenceOptionNames,
  ...sampleOptionNames,
  nPaths: true,
};

/**
 * Draws whole paths from p(z_1..z_T given Y) by forward filtering and backward sampling (Chib 1996; Scott 2002,
 * section 2): z_T from filtered_T, then each z_t given z_{t+1} = j with weights filtered_t(i) A_ij.
 *
 * Each path is one history that the data allow, with as many and as long stays as the model believes in: whatever can be
 * computed from a path (the number of changes, the longest crisis, the day of a turn) gets a distribution by computing it
 * from many. Smoothed probabilities cannot give that, since they know each row by itself alone. Sees the future.
 *
 * The first n paths are the same for every larger `nPaths`.
 *
 * @returns `nPaths` paths of T states
 * @throws InvalidOptionError unless `nPaths` is a whole number of at least 1; else as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, samplePaths } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const paths = samplePaths(model, [[0.1], [1.4], [2.9]], { nPaths: 1000, seed: 1 });
 * const early = paths.filter((path) => path[1] === 1).length / 1000; // share that had changed by the second row
 * ```
 */
export function samplePaths(
  model: HiddenMarkovModel,
  observations: Observations,
  options: SamplePathsOptions,
): Int32Array[] {
  checkCall('samplePaths', model, options, optionNames);
  checkWholeNumber(options.nPaths, 'nPaths');
  const random = chooseRandom(options);
  const sequences = filterSequences(model, observations, options);
  const ranges = sequenceRanges(sequences.lengths);
  const weights = new Float64Array(model.nStates);
  return Array.from({ length: options.nPaths }, () => {
    const path = new Int32Array(sequences.nSteps);
    for (const { start, end } of ranges) drawInto(path, sequences, start, end, weights, random);
    return path;
  });
}

/** Draws the states of rows `start` to before `end`, the last one first. */
function drawInto(
  path: Int32Array,
  { chain, filtered }: FilteredSequences,
  start: number,
  end: number,
  weights: Float64Array,
  random: RandomStream,
): void {
  const { nStates, transitionMatrix } = chain;
  weights.set(filtered.subarray((end - 1) * nStates, end * nStates));
  let next = random.categorical(weights);
  path[end - 1] = next;
  for (let t = end - 2; t >= start; t--) {
    // The sum is predicted_{t+1}(next), and `next` was drawn because it can be reached.
    for (let i = 0; i < nStates; i++) {
      weights[i] = filtered[t * nStates + i]! * transitionMatrix[i * nStates + next]!;
    }
    next = random.categorical(weights);
    path[t] = next;
  }
}
