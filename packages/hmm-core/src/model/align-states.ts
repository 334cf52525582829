import { assignmentMargin, assignOptimally, MatrixView } from '@regimekit/numerics';
import { DimensionMismatchError } from '../errors.ts';
import { checkGaussianModel } from './check-model.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';
import { stateDivergence } from './state-divergence.ts';

/** Which state of a candidate is which state of a reference. */
export interface StateAlignment {
  /** Entry i is the candidate's state that plays the part of the reference's state i: `relabel(candidate, order)` aligns it. */
  readonly order: number[];
  /** Divergence between each reference state and its partner; 0 for equal Gaussians. Length K. */
  readonly costs: Float64Array;
  /** Sum of the costs. */
  readonly totalCost: number;
  /**
   * How much more the second best assignment costs; Infinity with one state. Near 0 the alignment is a matter of luck: two
   * states of the candidate fit equally well.
   */
  readonly margin: number;
  /** All divergences: row i a reference state, column j a candidate state. K x K. */
  readonly divergences: MatrixView;
}

/**
 * Matches the states of two models by the assignment with the least total Bhattacharyya distance between their emissions
 * (see docs/formulas.md), so that a refit keeps the meaning of its state numbers. Only emissions are compared: initial
 * and transition probabilities of a refit move with the window, what a state looks like hardly does.
 *
 * Both models must be in the same units; `rescale` takes a model of standardised features back to its raw ones.
 *
 * @throws DimensionMismatchError when the models differ in states or features
 *
 * @example
 * ```ts
 * import { alignStates, createGaussianHmm, relabel } from '@regimekit/hmm-core';
 *
 * const chain = { initialProbs: [0.5, 0.5], transitionMatrix: [[0.9, 0.1], [0.1, 0.9]] };
 * const before = createGaussianHmm({ ...chain, means: [[0], [4]], covariances: [[1], [2]] });
 * const refit = createGaussianHmm({ ...chain, means: [[4.2], [0.1]], covariances: [[2], [1]] });
 * const { order, margin } = alignStates(before, refit);
 * order; // [1, 0]
 * relabel(refit, order).means.to2DArray(); // [[0.1], [4.2]]
 * ```
 */
export function alignStates(reference: GaussianHmm, candidate: GaussianHmm): StateAlignment {
  checkComparable(reference, candidate);
  const K = reference.nStates;
  const divergences = MatrixView.zeros(K, K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) divergences.data[i * K + j] = stateDivergence(reference, i, candidate, j);
  }
  const { columns, cost } = assignOptimally(divergences);
  return {
    order: Array.from(columns),
    costs: Float64Array.from(columns, (j, i) => divergences.get(i, j)),
    totalCost: cost,
    margin: assignmentMargin(divergences),
    divergences,
  };
}

/** @throws InvalidOptionError, DimensionMismatchError */
export function checkComparable(reference: GaussianHmm, candidate: GaussianHmm): void {
  checkGaussianModel(reference, 'reference');
  checkGaussianModel(candidate, 'candidate');
  const same = reference.nStates === candidate.nStates && reference.nFeatures === candidate.nFeatures;
  if (same) return;
  const size = ({ nStates, nFeatures }: GaussianHmm) => `${nStates} state(s) and ${nFeatures} feature(s)`;
  throw new DimensionMismatchError(
    `Only models of the same size can be compared: the reference has ${size(reference)}, the candidate ${size(candidate)}.`,
    { code: 'SHAPE_MISMATCH' },
  );
}
