import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { filterSequences, sequenceRanges } from './filtered-sequences.ts';
import { checkCall, inferenceOptionNames, type InferenceOptions } from './inference-input.ts';
import { stepBack } from './step-back.ts';

/** How far `smoothFixedLag` looks ahead, and how it walks the rows. */
export interface FixedLagOptions extends InferenceOptions {
  /** L: how many later rows each row may use; 0 is the filter. */
  readonly lag: number;
}

const optionNames: OptionNames<FixedLagOptions> = { ...inferenceOptionNames, lag: true };

/** What each row looked like L rows later. */
export interface FixedLagResult {
  /**
   * Row t is p(z_t = k given y_1..y_s) with s = t + L, or the last row of the sequence where that comes sooner; T x K.
   * Known L rows after t: a backtest may use row t - L at t.
   */
  readonly laggedProbs: MatrixView;
  /** log p(Y), natural, summed over the sequences. */
  readonly logLikelihood: number;
}

/**
 * Fixed-lag smoothing (Anderson and Moore 1979, section 7.3, for a finite chain): every row judged with the L rows after
 * it and no more. Between the filter (L = 0) and the smoother (L = T): most of what the future says of a day it says
 * within a few days, so that a small lag buys nearly all of the certainty. Each row walks back L steps from the filter,
 * T L K^2 operations in all.
 *
 * @throws InvalidOptionError unless `lag` is a whole number of at least 0; else as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, smoothFixedLag } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { laggedProbs } = smoothFixedLag(model, [[0.2], [1.5], [3.1], [2.9]], { lag: 1 });
 * laggedProbs.get(1, 1); // what was known of the 1.5 one row later
 * ```
 */
export function smoothFixedLag(
  model: HiddenMarkovModel,
  observations: Observations,
  options: FixedLagOptions,
): FixedLagResult {
  checkCall('smoothFixedLag', model, options, optionNames);
  checkWholeNumber(options.lag, 'lag', 0);
  const { chain, nSteps, lengths, filtered, predicted, logLikelihood } = filterSequences(model, observations, options);
  const { nStates, transitionMatrix } = chain;
  const laggedProbs = MatrixView.zeros(nSteps, nStates);
  const probs = new Float64Array(nStates);
  const ratios = new Float64Array(nStates);
  for (const { start, end } of sequenceRanges(lengths)) {
    for (let t = start; t < end; t++) {
      const last = Math.min(t + options.lag, end - 1);
      probs.set(filtered.subarray(last * nStates, (last + 1) * nStates));
      for (let row = (last - 1) * nStates; row >= t * nStates; row -= nStates) {
        stepBack(probs, ratios, filtered, row, predicted, row + nStates, transitionMatrix);
      }
      laggedProbs.data.set(probs, t * nStates);
    }
  }
  return { laggedProbs, logLikelihood };
}
