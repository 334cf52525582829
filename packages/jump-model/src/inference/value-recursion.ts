// The forward value recursion: what the best path costs that ends in a candidate today.
import type { StateSpace } from '../model/state-space.ts';

/**
 * One step of V_t(j) = loss_t(j) + min_i (V_{t-1}(i) + penalty(i, j)), written for all candidates j into `next`, less the
 * smallest of them: so the values stay small over any length of history and say by how much a candidate is behind.
 * The lowest i wins a tie. Exact, though it does not look at every i: the values are at least 0, so no i can win whose
 * penalty alone exceeds the best so far, and the penalties come in ascending order.
 *
 * @param previous length C, the smallest 0; null on the first row of a sequence, which is free to begin anywhere
 * @param back where the i of each j goes, from `backAt` on
 * @returns the smallest value, which was taken off: the sum over a history is the objective of its best path
 */
export function valueStep(
  next: Float64Array,
  previous: Float64Array | null,
  losses: Float64Array,
  lossesAt: number,
  { nCandidates: C, nStates: K, shares, sources, penalties }: StateSpace,
  back: Uint16Array | null,
  backAt: number,
): number {
  let smallest = Infinity;
  for (let j = 0; j < C; j++) {
    let loss = 0;
    if (shares === null) loss = losses[lossesAt + j]!;
    else for (let k = 0; k < K; k++) loss += shares[j * K + k]! * losses[lossesAt + k]!;
    let from = 0;
    let best = 0;
    if (previous !== null) {
      const end = (j + 1) * C;
      best = Infinity;
      for (let at = j * C; at < end && penalties[at]! <= best; at++) {
        const i = sources[at]!;
        const value = previous[i]! + penalties[at]!;
        if (value < best || (value === best && i < from)) {
          best = value;
          from = i;
        }
      }
    }
    if (back !== null) back[backAt + j] = from;
    const value = loss + best;
    next[j] = value;
    if (value < smallest) smallest = value;
  }
  for (let j = 0; j < C; j++) next[j] = next[j]! - smallest;
  return smallest;
}

/** The lowest number among the smallest. */
export function smallestIndex(values: Float64Array): number {
  let best = 0;
  for (let j = 1; j < values.length; j++) if (values[j]! < values[best]!) best = j;
  return best;
}
