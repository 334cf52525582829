import type { ObservedSequences } from '../../observations.ts';
import { MemoryPlan } from './memory.ts';
import type { KernelExports } from './module.ts';

/** Rows of a tile: the kernels work on eight rows side by side. */
export const TILE = 8;
/** Rows that go through all phases together, so that what they need stays in the cache. Part of the bits of a result. */
export const BLOCK = 256;
/** Rows copied at once on their way into tiles. */
export const COPIED_ROWS = 512;

/** One sequence: it begins at a tile of its own. */
export interface Sequence {
  readonly index: number;
  readonly length: number;
  /** First row, counted with the padding of the sequences before. */
  readonly row: number;
  /** alpha runs up to this row (exclusive) and beta down to it before the two cross; a multiple of 8, or the length. */
  readonly split: number;
}

export function sequencesOf(lengths: readonly number[]): Sequence[] {
  let row = 0;
  return lengths.map((length, index) => {
    const sequence = { index, length, row, split: Math.min(length, Math.max(TILE, roundUp(length >> 1))) };
    row += roundUp(length);
    return sequence;
  });
}

/** The next multiple of a tile. */
export const roundUp = (rows: number): number => (rows + TILE - 1) & ~(TILE - 1);

/** Where everything of an E step lies (byte addresses), in the order of its size. K is padded to even: Kp. */
export type Layout = ReturnType<typeof planLayout>;

export function planLayout(
  exports: KernelExports,
  observed: ObservedSequences,
  sequences: readonly Sequence[],
  nStates: number,
  full: boolean,
) {
  const plan = new MemoryPlan(exports);
  const D = observed.nFeatures;
  const last = sequences.at(-1)!;
  const rows = last.row + roundUp(last.length);
  const padded = (nStates + 1) & ~1;
  const momentStride = full ? paddedTriangle(D) : 2 * D;
  return {
    rowBytes: padded * 8,
    /** Doubles per state in `factors` and (in pairs of lanes) in `momentSums`. */
    factorStride: full ? (D * (D + 3)) / 2 + 1 : 2 * D + 1,
    momentStride,
    /** x in tiles [t / 8][D][8], minus `centre`. */
    x: plan.doubles(rows * D),
    /** Densities [t][Kp], each row over its largest. */
    densities: plan.doubles(rows * padded),
    /** [t][Kp]: alpha up to `split`, beta from there on. */
    messages: plan.doubles(rows * padded),
    /** The other message of one block; before alpha's first row there is one more. */
    blockAlpha: plan.doubles((BLOCK + 1) * padded) + padded * 8,
    blockBeta: plan.doubles((BLOCK + 1) * padded),
    /** p(z_t = k given Y) of one block, in tiles [t / 8][K][8]. */
    gamma: plan.doubles(BLOCK * nStates),
    /** beta as the first phase left it, for each sequence. */
    betaAtMeeting: plan.doubles(sequences.length * padded),
    factors: plan.doubles(nStates * (full ? (D * (D + 3)) / 2 + 1 : 2 * D + 1)),
    transition: plan.doubles(nStates * padded),
    transposed: plan.doubles(nStates * padded),
    /** alpha and beta where the recursions stand; the general recursion wants a second row behind beta. */
    alpha: plan.doubles(padded),
    beta: plan.doubles(2 * padded),
    /** Sum of the exponents, then the smallest row sum of alpha; both in two equal lanes. */
    track: plan.doubles(4),
    /** K x Kp of xi, Kp of gamma, the smallest z in two lanes, a row of scratch. */
    pairSums: plan.doubles((nStates + 2) * padded + 2),
    momentSums: plan.doubles(2 * nStates * momentStride),
    tileScratch: plan.doubles(TILE * nStates),
    centre: plan.doubles(D + 1),
    copied: plan.doubles(COPIED_ROWS * D + 1),
    buffer: plan.commit(),
  };
}

/** Doubles (of one lane) that `momentsFull` sums per state: D first moments, and the triangle with its padding. */
function paddedTriangle(nFeatures: number): number {
  let count = nFeatures;
  for (let d = 0; d + 1 < nFeatures; d += 2) count += 2 * (d + 2);
  return nFeatures % 2 === 0 ? count : count + nFeatures;
}
