import { MatrixView } from '@regimekit/numerics';
import { readPath } from '../inference/decode.ts';
import { freezeJumpModel, type JumpModel } from '../model/jump-model.ts';
import { createStateSpace } from '../model/state-space.ts';
import type { FitPlan } from './fit-plan.ts';
import type { SearchOutcome } from './search-fit.ts';

/** Objectives this close (relative) are the same optimum. */
const SAME_OPTIMUM = 1e-9;

/** Where one start ended. */
export interface JumpRestartReport {
  readonly start: 'k-means++' | 'given';
  readonly objective: number;
  readonly iterations: number;
  readonly stopReason: 'converged' | 'max_iterations';
}

/** How a fit went, whatever its outcome: a numerical failure is data, not an exception. */
export interface JumpModelFit {
  readonly model: JumpModel;
  /** HINDSIGHT, shape T: the state of each training row on the best path. */
  readonly states: Int32Array;
  /** HINDSIGHT, shape T x K: the share of each state; discrete: one 1 and zeros. */
  readonly probabilities: MatrixView;
  /** Sum over the rows of 0.5 ||x_t - center||^2 (weighted features) and of the penalties. */
  readonly objective: number;
  /** Changes of `states` within the sequences. */
  readonly switches: number;
  /** Entry i: the objective of the best path after i iterations of the best start. */
  readonly history: readonly number[];
  readonly iterations: number;
  /** Only `converged` means so; `max_iterations` of the best start or of the rounds of weighing. */
  readonly stopReason: 'converged' | 'max_iterations' | 'cancelled';
  /** Every start of the last round, in order. */
  readonly restarts: readonly JumpRestartReport[];
  readonly bestRestart: number;
  /** How many starts reached the best objective (1e-9, relative). One alone says: run more of them. */
  readonly restartsAtOptimum: number;
  /** States without a single row: their centers mean nothing. */
  readonly emptyStates: number;
  /** Sparse: the columns' factors after each round of weighing, the last ones the model's. Empty otherwise. */
  readonly weightHistory: readonly Float64Array[];
}

/** The report of a search, its states in their final order. */
export function reportFit(plan: FitPlan, search: SearchOutcome): JumpModelFit {
  const { settings, observed } = plan;
  const { outcomes, best: bestRestart, featureWeights, weightHistory, stopReason } = search;
  const best = outcomes[bestRestart]!;
  const space = createStateSpace(settings, observed.nFeatures);
  const found = readPath(best.path, space, observed.lengths);
  const order = stateOrder(plan, found.states);
  const centers = new MatrixView(settings.nStates, observed.nFeatures, best.centers);
  const nGiven = outcomes.length > 0 && plan.previous !== null ? 1 : 0;
  return {
    model: freezeJumpModel(settings, permuteRows(centers, order), featureWeights),
    states: renumber(found.states, order),
    probabilities: permuteColumns(found.probabilities, order),
    objective: best.objective,
    switches: found.switches,
    history: best.history,
    iterations: best.iterations,
    stopReason,
    restarts: outcomes.map(({ objective, iterations, stopReason: why }, r) => {
      return { start: r < nGiven ? 'given' : 'k-means++', objective, iterations, stopReason: why };
    }),
    bestRestart,
    restartsAtOptimum: outcomes.filter(({ objective }) => isSameOptimum(objective, best.objective)).length,
    emptyStates: best.emptyStates,
    weightHistory: weightHistory.map((weights) => weights.map(Math.sqrt)),
  };
}

/** The found states in their final order: by the sum of the scores, or by the count of rows, the largest first. */
function stateOrder({ settings, orderBy }: FitPlan, states: Int32Array): number[] {
  const sums = new Float64Array(settings.nStates);
  for (let t = 0; t < states.length; t++) sums[states[t]!]! += orderBy?.[t] ?? 1;
  return Array.from(sums.keys()).sort((a, b) => sums[b]! - sums[a]! || a - b);
}

function renumber(states: Int32Array, order: readonly number[]): Int32Array {
  const rank = Int32Array.from(order, (_, k) => order.indexOf(k));
  return states.map((state) => rank[state]!);
}

function permuteRows(matrix: MatrixView, order: readonly number[]): MatrixView {
  const result = MatrixView.zeros(matrix.rows, matrix.columns);
  for (const [k, from] of order.entries()) result.row(k).set(matrix.row(from));
  return result;
}

function permuteColumns(matrix: MatrixView, order: readonly number[]): MatrixView {
  const { rows, columns, data } = matrix;
  const result = MatrixView.zeros(rows, columns);
  for (let t = 0; t < rows; t++) {
    for (let k = 0; k < columns; k++) result.data[t * columns + k] = data[t * columns + order[k]!]!;
  }
  return result;
}

function isSameOptimum(objective: number, best: number): boolean {
  return objective - best <= SAME_OPTIMUM * Math.max(1, Math.abs(best));
}
