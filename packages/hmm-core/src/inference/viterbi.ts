import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import type { Observations } from '../observations.ts';
import type { Chain } from './chain.ts';
import { prepareInference, type InferenceOptions } from './inference-input.ts';

/** The single most probable path. It uses the whole sequence, the future included. */
export interface ViterbiResult {
  /** The state of each row, length T. */
  readonly statePath: Int32Array;
  /** log p(Y, path), natural, summed over the sequences: a joint probability, not that of the path given the data. */
  readonly logJointProb: number;
}

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
export function viterbi(model: GaussianHmm, observations: Observations, options?: InferenceOptions): ViterbiResult {
  const { chain, logDensities, nSteps, lengths } = prepareInference(model, observations, options);
  const statePath = new Int32Array(nSteps);
  const logJointProb = decodeInto(statePath, chain, logDensities, lengths);
  return { statePath, logJointProb };
}

/** Kernel: the best path of every sequence into `path` (length T). Returns the sum of the log joints. */
function decodeInto(path: Int32Array, chain: Chain, logDensities: Float64Array, lengths: readonly number[]): number {
  const { nStates } = chain;
  const logInitial = chain.initialProbs.map(Math.log);
  // Column by column, so that the inner loop walks along memory: element (j, i) is log A_ij.
  const logArrivals = Float64Array.from(chain.transitionMatrix, (_, a) =>
    Math.log(chain.transitionMatrix[(a % nStates) * nStates + Math.floor(a / nStates)]!),
  );
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const backpointers = new (nStates <= 256 ? Uint8Array : Uint32Array)(longest * nStates);
  let score = new Float64Array(nStates);
  let next = new Float64Array(nStates);
  let logJoint = 0;
  let start = 0;
  for (const length of lengths) {
    score.set(logInitial);
    logJoint += addDensities(score, logDensities, start * nStates, nStates);
    for (let step = 1; step < length; step++) {
      extendPaths(next, score, logArrivals, backpointers, step * nStates, nStates);
      logJoint += addDensities(next, logDensities, (start + step) * nStates, nStates);
      [score, next] = [next, score];
    }
    let state = score.indexOf(score.reduce((most, value) => Math.max(most, value), -Infinity));
    logJoint += score[state]!;
    for (let step = length - 1; step >= 0; step--) {
      path[start + step] = state;
      if (step > 0) state = backpointers[step * nStates + state]!;
    }
    start += length;
  }
  return logJoint;
}

/** next(j) = max_i score(i) + log A_ij, remembering the best i: the highest among equals. */
function extendPaths(
  next: Float64Array,
  score: Float64Array,
  logArrivals: Float64Array,
  backpointers: Uint8Array | Uint32Array,
  row: number,
  nStates: number,
): void {
  for (let j = 0, a = 0; j < nStates; j++) {
    let best = -Infinity;
    let from = 0;
    for (let i = 0; i < nStates; i++, a++) {
      const candidate = score[i]! + logArrivals[a]!;
      if (candidate >= best) {
        best = candidate;
        from = i;
      }
    }
    next[j] = best;
    backpointers[row + j] = from;
  }
}

/** Adds a row of log densities to the scores; returns 0, or -Infinity (and adds nothing) when no path would survive. */
function addDensities(score: Float64Array, logDensities: Float64Array, row: number, nStates: number): number {
  let possible = false;
  for (let k = 0; k < nStates; k++) possible ||= score[k]! + logDensities[row + k]! > -Infinity;
  if (!possible) return -Infinity;
  for (let k = 0; k < nStates; k++) score[k]! += logDensities[row + k]!;
  return 0;
}
