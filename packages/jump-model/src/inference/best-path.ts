import type { StateSpace } from '../model/state-space.ts';
import { smallestIndex, valueStep } from './value-recursion.ts';

/** Buffers for histories of T rows, reused from one iteration to the next. */
export interface PathWorkspace {
  /** T x K, to be filled before each search. */
  readonly losses: Float64Array;
  readonly values: readonly [Float64Array, Float64Array];
  /** T x C. */
  readonly back: Uint16Array;
}

export function createPathWorkspace(nSteps: number, { nStates, nCandidates }: StateSpace): PathWorkspace {
  return {
    losses: new Float64Array(nSteps * nStates),
    values: [new Float64Array(nCandidates), new Float64Array(nCandidates)],
    back: new Uint16Array(nSteps * nCandidates),
  };
}

/**
 * The path with the smallest sum of losses and penalties, exactly, by dynamic programming; every sequence for itself.
 *
 * @param path where the candidate of each row goes, length T
 * @returns the objective: losses and penalties summed over all sequences
 */
export function bestPathInto(
  path: Uint16Array,
  { losses, values, back }: PathWorkspace,
  lengths: readonly number[],
  space: StateSpace,
): number {
  const { nStates: K, nCandidates: C } = space;
  let objective = 0;
  let begin = 0;
  for (const length of lengths) {
    const end = begin + length;
    let [next, previous] = values;
    for (let t = begin; t < end; t++) {
      objective += valueStep(next, t === begin ? null : previous, losses, t * K, space, back, t * C);
      [next, previous] = [previous, next];
    }
    let candidate = smallestIndex(previous);
    path[end - 1] = candidate;
    for (let t = end - 1; t > begin; t--) {
      candidate = back[t * C + candidate]!;
      path[t - 1] = candidate;
    }
    begin = end;
  }
  return objective;
}
