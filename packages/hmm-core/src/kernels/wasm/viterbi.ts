import { covarianceStructures } from '../../emissions/gaussian/covariance-structures.ts';
import type { Chain } from '../../inference/chain.ts';
import { gaussianParameters, type GaussianHmm } from '../../model/gaussian-hmm.ts';
import type { ObservedSequences } from '../../observations.ts';
import { DENSITY_BLOCK, LogDensities } from './log-densities.ts';
import { MemoryPlan } from './memory.ts';
import { decoderFor, giveBack, takeInstance, type KernelExports } from './module.ts';

/** Codes of the general kernel have one byte for a state. */
const MOST_STATES = 256;

/**
 * Kernel: the best path of every sequence into `path` (length T), densities and recursion block by block. Returns the sum
 * of the log joints, to the bit that of the TypeScript kernel, or what is not finite when that one must do it: some row
 * is impossible, or there are more states than fit a code.
 */
export function decodeInWasm(path: Int32Array, model: GaussianHmm, chain: Chain, observed: ObservedSequences): number {
  const { nStates: K, covarianceType } = model;
  if (K > MOST_STATES) return Number.NaN;
  const structure = covarianceStructures[covarianceType];
  const parameters = gaussianParameters(model);
  const factors = structure.createFactors(K, model.nFeatures);
  if (structure.factorInto(factors, parameters) >= 0) return Number.NaN;

  const longest = observed.lengths.reduce((most, length) => Math.max(most, length), 0);
  const instance = takeInstance();
  const exports = instance.exports as unknown as KernelExports;
  const { extend, traceBack, codeBytes } = decoderFor(exports, K);
  const plan = new MemoryPlan(exports);
  const rowBytes = ((K + 1) & ~1) * 8;
  const densities = new LogDensities(exports, plan, covarianceType, parameters, rowBytes, longest);
  const logTransitions = plan.doubles((K * rowBytes) / 8);
  // The general kernel wants a second row behind it.
  const scores = plan.doubles((2 * rowBytes) / 8);
  const codes = plan.doubles(Math.ceil((longest * codeBytes) / 8));
  const states = plan.doubles(Math.ceil(longest / 2));
  const buffer = plan.commit();
  const memory = new Float64Array(buffer);
  densities.pack(memory, parameters, factors, covarianceType === 'tied');
  packLogTransitions(memory, logTransitions, rowBytes, chain);
  const score = memory.subarray(scores / 8, scores / 8 + K);

  let logJoint = 0;
  let start = 0;
  for (const length of observed.lengths) {
    for (let t = 0; t < length; t += DENSITY_BLOCK) {
      const count = Math.min(DENSITY_BLOCK, length - t);
      densities.compute(memory, observed.data, start + t, count);
      const skip = t === 0 ? 1 : 0;
      if (skip === 1) {
        for (let k = 0; k < K; k++) score[k] = Math.log(chain.initialProbs[k]!) + memory[densities.rows / 8 + k]!;
      }
      const rows = densities.rows + skip * rowBytes;
      extend(count - skip, K, logTransitions, scores, rows, codes + (t + skip) * codeBytes);
    }
    const best = score.reduce((most, value) => Math.max(most, value), -Infinity);
    logJoint += best;
    if (!Number.isFinite(best)) break;
    const last = score.indexOf(best);
    traceBack(length - 1, K, last, codes + codeBytes, states);
    path.set(new Int32Array(buffer, states, length - 1), start);
    path[start + length - 1] = last;
    start += length;
  }
  giveBack(instance);
  return logJoint;
}

function packLogTransitions(memory: Float64Array, at: number, rowBytes: number, chain: Chain): void {
  const { nStates, transitionMatrix } = chain;
  for (let i = 0; i < nStates; i++) {
    const row = (at + i * rowBytes) / 8;
    for (let j = 0; j < nStates; j++) memory[row + j] = Math.log(transitionMatrix[i * nStates + j]!);
    if (nStates % 2 === 1) memory[row + nStates] = 0;
  }
}
