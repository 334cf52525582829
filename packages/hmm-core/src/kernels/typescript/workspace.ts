import { createBackwardScratch, type BackwardScratch } from '../../inference/backward.ts';

/** Everything the recursions write to, allocated once per fit: two arrays of T x K, the rest independent of T. */
export interface Workspace {
  /** T x K: log densities, which the forward recursion turns into scaled densities. */
  readonly densities: Float64Array;
  /** T x K: filtered probabilities, which the backward recursion turns into smoothed ones. */
  readonly probs: Float64Array;
  /** One row of predicted probabilities, length K. */
  readonly predicted: Float64Array;
  readonly scratch: BackwardScratch;
}

export function createWorkspace(nSteps: number, nStates: number): Workspace {
  return {
    densities: new Float64Array(nSteps * nStates),
    probs: new Float64Array(nSteps * nStates),
    predicted: new Float64Array(nStates),
    scratch: createBackwardScratch(nStates),
  };
}
