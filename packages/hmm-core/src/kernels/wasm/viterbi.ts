import { emissionFamilies } from '../../emissions/emission-families.ts';
import type { Chain } from '../../inference/chain.ts';
import { triangleSize } from '../../math/cholesky.ts';
import { emissionParameters, type GaussianHmm } from '../../model/gaussian-hmm.ts';
import type { ObservedSequences } from '../../observations.ts';
import { roundUp, TILE } from './layout.ts';
import { centreOf } from './load-tiles.ts';
import { MemoryPlan } from './memory.ts';
import { decoderFor, giveBack, takeInstance, type KernelExports } from './module.ts';
import { packDiagonal, packFull } from './pack.ts';

/** Rows whose densities are computed at once. */
const BLOCK = 512;
/** Codes of the general kernel have one byte for a state. */
const MOST_STATES = 256;

/**
 * Kernel: the best path of every sequence into `path` (length T). Returns the sum of the log joints, or NaN or -Infinity
 * when the TypeScript kernel must do it: impossible rows, or states hundreds of standard deviations from the centre.
 */
export function decodeInWasm(path: Int32Array, model: GaussianHmm, chain: Chain, observed: ObservedSequences): number {
  const { covarianceType, nStates: K, nFeatures: D } = model;
  if (K > MOST_STATES) return Number.NaN;
  const full = covarianceType === 'full' || covarianceType === 'tied';
  const longest = observed.lengths.reduce((most, length) => Math.max(most, length), 0);
  const instance = takeInstance();
  const exports = instance.exports as unknown as KernelExports;
  const { extend, traceBack, codeBytes } = decoderFor(exports, K);
  const layout = planDecoding(exports, { K, D, full, longest, codeBytes });
  const memory = new Float64Array(layout.buffer);
  const centre = centreOf(observed);
  memory.set(centre, layout.centre / 8);
  let logJoint = Number.NaN;
  if (packModel(memory, layout, model, centre)) {
    packLogTransitions(memory, layout, chain);
    const score = memory.subarray(layout.score / 8, layout.score / 8 + K);
    logJoint = 0;
    let start = 0;
    for (const length of observed.lengths) {
      for (let t = 0; t < length; t += BLOCK) {
        const rows = Math.min(BLOCK, length - t);
        const from = (start + t) * D;
        memory.set(observed.data.subarray(from, from + rows * D), layout.copied / 8);
        const nTiles = roundUp(rows) / TILE;
        exports.tilesOf(layout.copied, layout.tiles, nTiles, D, layout.centre);
        const { tiles, logDensities, factors, scratch } = layout;
        exports.densities(full ? 1 : 0, 0, tiles, logDensities, nTiles, TILE, D, K, factors, scratch);
        const skip = t === 0 ? 1 : 0;
        if (skip === 1) {
          for (let k = 0; k < K; k++) score[k] = Math.log(chain.initialProbs[k]!) + memory[logDensities / 8 + k]!;
        }
        const codes = layout.codes + (t + skip) * codeBytes;
        extend(rows - skip, K, layout.logTransitions, layout.score, logDensities + skip * layout.rowBytes, codes);
      }
      const best = score.reduce((most, value) => Math.max(most, value), -Infinity);
      logJoint += best;
      const last = score.indexOf(best);
      path[start + length - 1] = last;
      // Into the memory of the module first; a state that is none (NaN) never gets that far.
      if (last >= 0) traceBack(length - 1, K, last, layout.codes + codeBytes, layout.path);
      path.set(new Int32Array(layout.buffer, layout.path, length - 1), start);
      start += length;
    }
  }
  giveBack(instance);
  return logJoint;
}

type DecodingLayout = ReturnType<typeof planDecoding>;

function planDecoding(
  exports: KernelExports,
  { K, D, full, longest, codeBytes }: { K: number; D: number; full: boolean; longest: number; codeBytes: number },
) {
  const plan = new MemoryPlan(exports);
  const padded = (K + 1) & ~1;
  return {
    rowBytes: padded * 8,
    copied: plan.doubles(BLOCK * D + 1),
    tiles: plan.doubles(BLOCK * D),
    logDensities: plan.doubles(BLOCK * padded),
    factors: plan.doubles(K * (full ? (D * (D + 3)) / 2 + 1 : 2 * D + 1)),
    scratch: plan.doubles(TILE * K),
    /** log A, K x Kp. */
    logTransitions: plan.doubles(K * padded),
    /** The general kernel wants a second row behind it. */
    score: plan.doubles(2 * padded),
    centre: plan.doubles(D + 1),
    codes: plan.doubles(Math.ceil((longest * codeBytes) / 8)),
    path: plan.doubles(Math.ceil(longest / 2)),
    buffer: plan.commit(),
  };
}

function packModel(memory: Float64Array, layout: DecodingLayout, model: GaussianHmm, centre: Float64Array): boolean {
  const { covarianceType, nStates, nFeatures } = model;
  const family = emissionFamilies[covarianceType];
  const parameters = emissionParameters(model);
  const factors = family.createFactors(nStates, nFeatures);
  if (family.factorInto(factors, parameters) >= 0) return false;
  if (covarianceType === 'spherical' || covarianceType === 'diag') {
    return packDiagonal(memory, layout, parameters, factors, centre);
  }
  return packFull(memory, layout, parameters, factors, centre, covarianceType === 'tied' ? 0 : triangleSize(nFeatures));
}

function packLogTransitions(memory: Float64Array, { logTransitions, rowBytes }: DecodingLayout, chain: Chain): void {
  const { nStates, transitionMatrix } = chain;
  const stride = rowBytes / 8;
  for (let i = 0; i < nStates; i++) {
    const row = logTransitions / 8 + i * stride;
    for (let j = 0; j < nStates; j++) memory[row + j] = Math.log(transitionMatrix[i * nStates + j]!);
    for (let j = nStates; j < stride; j++) memory[row + j] = 0;
  }
}
