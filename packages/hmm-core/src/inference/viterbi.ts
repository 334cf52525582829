import type { OptionNames } from '@regimekit/numerics';
import { chooseKernel } from '../kernels/create-kernel.ts';
import type { KernelChoice } from '../kernels/kernel.ts';
import { decodeInto } from '../kernels/typescript/viterbi.ts';
import { decodeInWasm } from '../kernels/wasm/viterbi.ts';
import { isGaussianHmm } from '../model/check-model.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { checkCall, createChain, inferenceOptionNames, type InferenceOptions } from './inference-input.ts';
import { readModelData } from './model-data.ts';

/** The single most probable path. It uses the whole sequence, the future included. */
export interface ViterbiResult {
  /** The state of each row, length T. */
  readonly statePath: Int32Array;
  /** log p(Y, path), natural, summed over the sequences: a joint probability, not that of the path given the data. */
  readonly logJointProb: number;
}

/** What `viterbi` may be told beside the model and the rows. */
export interface ViterbiOptions extends InferenceOptions {
  /** Which implementation of the inner loops; only a Gaussian HMM has a choice. @default 'auto' */
  readonly kernel?: KernelChoice | undefined;
}

const optionNames: OptionNames<ViterbiOptions> = { ...inferenceOptionNames, kernel: true };

/**
 * The Viterbi algorithm in log space (Rabiner 1989, eq. 32-35), each sequence by itself. Among equal scores the final
 * state is the lowest index, and each step backwards takes the highest, as hmmlearn does. A row that no reachable state
 * can explain carries no information, as in `forward`, and makes the joint -Infinity.
 *
 * @throws as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, viterbi } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * viterbi(model, [[0.2], [2.9], [3.1]]).statePath; // Int32Array [0, 1, 1]
 * ```
 */
export function viterbi(
  model: HiddenMarkovModel,
  observations: Observations,
  options: ViterbiOptions = {},
): ViterbiResult {
  checkCall('viterbi', model, options, optionNames);
  const { nSteps, lengths, observed, logDensities } = readModelData(model, observations, options);
  const chain = createChain(model, options.initialProbs);
  const statePath = new Int32Array(nSteps);
  if (isGaussianHmm(model) && observed !== undefined && chooseKernel(observed, options.kernel) === 'wasm-simd') {
    const logJointProb = decodeInWasm(statePath, model, chain, observed);
    if (logJointProb > -Infinity) return { statePath, logJointProb };
  }
  const logJointProb = decodeInto(statePath, chain, logDensities(), lengths);
  return { statePath, logJointProb };
}
