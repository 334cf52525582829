import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import type { Chain } from './chain.ts';
import { filterInto } from './forward.ts';
import { prepareInference, type InferenceOptions } from './inference-input.ts';

/** What the forward recursion leaves behind. With the chain it is enough for every question about paths. */
export interface FilteredSequences {
  readonly chain: Chain;
  readonly nSteps: number;
  readonly lengths: readonly number[];
  /** p(z_t = k given y_1..y_t), T x K. */
  readonly filtered: Float64Array;
  /** p(z_t = k given y_1..y_{t-1}), T x K. */
  readonly predicted: Float64Array;
  readonly logLikelihood: number;
}

export function filterSequences(
  model: HiddenMarkovModel,
  observations: Observations,
  options?: InferenceOptions,
): FilteredSequences {
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const filtered = new Float64Array(nSteps * model.nStates);
  const predicted = new Float64Array(nSteps * model.nStates);
  const logLikelihood = filterInto(filtered, predicted, model.nStates, chain, logDensities, lengths);
  return { chain, nSteps, lengths, filtered, predicted, logLikelihood };
}

/** The first row of each sequence and the row behind its last. */
export function sequenceRanges(lengths: readonly number[]): { start: number; end: number }[] {
  let end = 0;
  return lengths.map((length) => {
    const start = end;
    end += length;
    return { start, end };
  });
}
