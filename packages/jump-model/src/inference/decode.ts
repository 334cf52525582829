import { MatrixView, type MatrixInput } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { JumpModel } from '../model/jump-model.ts';
import { createStateSpace, type StateSpace } from '../model/state-space.ts';
import { readObservations } from '../observations.ts';
import { checkJumpModel } from '../model/check-jump-model.ts';
import { bestPathInto, createPathWorkspace } from './best-path.ts';
import { historyLossesInto, squared } from './losses.ts';

/** Where sequences begin in the rows. */
export interface SequenceOptions {
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
}

/** HINDSIGHT: what the whole history, its end included, says of each day. */
export interface DecodedStates {
  /** Shape T: the state of each row; continuous: the one with the largest share. */
  readonly states: Int32Array;
  /** Shape T x K: the share of each state, rows sum to one; discrete: one 1 and zeros. */
  readonly probabilities: MatrixView;
  /** Sum of losses and penalties of this path, which no other path undercuts. */
  readonly objective: number;
  /** Changes of `states` from one row to the next within a sequence. */
  readonly switches: number;
}

/**
 * HINDSIGHT: the path of states with the smallest sum of losses and penalties over all rows, exactly. For labels and
 * pictures of the past; a decision or a backtest wants {@link filterJumpStates}.
 *
 * @param observations T x D, in the units of the model's centers
 * @throws InvalidObservationsError, InvalidLengthsError, DimensionMismatchError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { createJumpModel, decodeJumpStates } from '@regimekit/jump-model';
 *
 * const model = createJumpModel({ jumpPenalty: 2, centers: [[0], [3]] });
 * decodeJumpStates(model, [[0], [0], [3], [0], [3], [3]]).states; // Int32Array [0, 0, 1, 1, 1, 1]: one 0 is too short
 * ```
 */
export function decodeJumpStates(
  model: JumpModel,
  observations: MatrixInput,
  options: SequenceOptions = {},
): DecodedStates {
  checkJumpModel(model, 'decodeJumpStates');
  checkOptions(options, { lengths: true }, 'decodeJumpStates');
  const { data, nSteps, lengths } = readObservations(observations, options.lengths, model.nFeatures);
  const space = createStateSpace(model, model.nFeatures);
  const workspace = createPathWorkspace(nSteps, space);
  historyLossesInto(workspace.losses, data, model.centers.data, squared(model.featureWeights));
  const path = new Uint16Array(nSteps);
  const objective = bestPathInto(path, workspace, lengths, space);
  return { ...readPath(path, space, lengths), objective };
}

/** What a path of candidates says in states. */
export function readPath(
  path: Uint16Array,
  space: StateSpace,
  lengths: readonly number[],
): Pick<DecodedStates, 'states' | 'probabilities' | 'switches'> {
  const states = Int32Array.from(path, (candidate) => space.stateOf[candidate]!);
  const probabilities = MatrixView.zeros(path.length, space.nStates);
  for (const [t, candidate] of path.entries()) sharesInto(probabilities.data, t * space.nStates, candidate, space);
  return { states, probabilities, switches: countSwitches(states, lengths) };
}

/** The shares of a candidate, length K, from `at` on. */
export function sharesInto(target: Float64Array, at: number, candidate: number, { shares, nStates }: StateSpace): void {
  for (let k = 0; k < nStates; k++)
    target[at + k] = shares === null ? +(k === candidate) : shares[candidate * nStates + k]!;
}

function countSwitches(states: Int32Array, lengths: readonly number[]): number {
  let switches = 0;
  let begin = 0;
  for (const length of lengths) {
    for (let t = begin + 1; t < begin + length; t++) if (states[t] !== states[t - 1]) switches++;
    begin += length;
  }
  return switches;
}
