import { MatrixView, type MatrixInput, type OptionNames, type TaskExecutor } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError, JumpPenaltyError } from '../errors.ts';
import { filterJumpStates } from '../inference/online-filter.ts';
import type { JumpModel } from '../model/jump-model.ts';
import { readObservations } from '../observations.ts';
import { fitJumpModelAsync } from '../training/fit.ts';
import { fitOptionNames, type JumpFitOptions } from '../training/fit-plan.ts';
import { cutLengths, makeSplits, type Split, type SplitOptions } from './splits.ts';

/** What an objective may judge by: nothing in it knows a row at or behind `to`. */
export interface PenaltyTrial extends Split {
  readonly jumpPenalty: number;
  /** Fitted on rows `trainFrom` to before `from`. */
  readonly model: JumpModel;
  /** Shape (to - from): the online state of each row judged, the filter having walked the training rows before. */
  readonly states: Int32Array;
  /** Shape (to - from) x K. */
  readonly probabilities: MatrixView;
}

/** The penalties to try, the windows, and the objective of the caller, which sees the past alone. */
export interface PenaltySelectionOptions
  extends SplitOptions, Omit<JumpFitOptions, 'jumpPenalty' | 'onProgress' | 'startFrom'> {
  /** The penalties to compare, each once. */
  readonly penalties: readonly number[];
  /**
   * How good the labels of one trial are; the higher the better. Numbers of your own (returns, say) it looks up by row:
   * only rows `from` to before `to` are its business, and a state of row t was known at the close of t and not before.
   */
  readonly objective: (trial: PenaltyTrial) => number;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly trial: number; readonly trials: number }) => void) | undefined;
}

const selectionOptionNames: OptionNames<PenaltySelectionOptions> = {
  ...withoutFixed(),
  window: true,
  trainingRows: true,
  validationRows: true,
  penalties: true,
  objective: true,
  executor: true,
  signal: true,
  onProgress: true,
};

/** One penalty over all splits. */
export interface PenaltyScore {
  readonly jumpPenalty: number;
  /** The objective of each split. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Online switches over all rows judged. */
  readonly switches: number;
}

/** The penalty that was chosen, why, and the table it was chosen from. */
export interface PenaltySelection {
  /** Highest mean of the objective; among equals the largest penalty, which switches least. */
  readonly jumpPenalty: number;
  /** In the order in which the penalties were given. */
  readonly table: readonly PenaltyScore[];
  /** What would have been chosen at the end of each split, by the splits up to it: whether the choice is steady. */
  readonly choices: readonly { readonly split: Split; readonly jumpPenalty: number }[];
  /** The choice in a sentence. */
  readonly reason: string;
}

/**
 * Chooses the jump penalty by what its online labels are worth over time: each penalty is fitted on every training span,
 * walks on online over the validation behind it, and the caller's objective judges those labels. No row is judged by a
 * model that has seen it. The highest mean wins.
 *
 * Source: Shu, Yu, Mulvey (2024), Downside risk reduction using regime-switching signals, section 4 (the penalty with the
 * best Sharpe ratio of the strategy over a validation window).
 *
 * @param observations T x D; standardise with what was known at the end of the first training
 * @throws JumpPenaltyError, InvalidOptionError, JumpModelError when no split fits; else as {@link fitJumpModelAsync}
 *
 * @example
 * ```ts
 * import { selectJumpPenalty } from '@regimekit/jump-model';
 *
 * const truth = Array.from({ length: 400 }, (_, t) => (t % 100 < 60 ? 0 : 1));
 * const rows = truth.map((state, t) => [3 * state + 1.5 * Math.sin(t * t)]);
 * const { jumpPenalty } = await selectJumpPenalty(rows, {
 *   nStates: 2,
 *   penalties: [0, 5, 500],
 *   trainingRows: 200,
 *   validationRows: 50,
 *   objective: ({ states, from }) => -states.filter((state, i) => state !== truth[from + i]).length,
 * });
 * jumpPenalty; // 5
 * ```
 */
export async function selectJumpPenalty(
  observations: MatrixInput,
  options: PenaltySelectionOptions,
): Promise<PenaltySelection> {
  checkOptions(options, selectionOptionNames, 'selectJumpPenalty');
  const { penalties, objective, onProgress, window, trainingRows, validationRows, ...fitting } = options;
  checkPenalties(penalties);
  if (typeof objective !== 'function') throw new InvalidOptionError('objective', 'a function', objective);
  const observed = readObservations(observations, fitting.lengths);
  const matrix = new MatrixView(observed.nSteps, observed.nFeatures, observed.data);
  const splits = makeSplits(observed.nSteps, { window, trainingRows, validationRows });
  const table: PenaltyScore[] = [];
  let trial = 0;
  for (const jumpPenalty of penalties) {
    const scores: number[] = [];
    const walked: Int32Array[] = [];
    for (const split of splits) {
      // One after the other: each fit already uses the whole executor.
      // oxlint-disable-next-line no-await-in-loop
      const judged = await judge(matrix, observed.lengths, split, { ...fitting, jumpPenalty });
      scores.push(checkedScore(objective(judged), jumpPenalty, split));
      walked.push(judged.states);
      onProgress?.({ trial: trial++, trials: penalties.length * splits.length });
    }
    table.push({ jumpPenalty, scores, mean: mean(scores), switches: countSwitches(walked) });
  }
  const choices = splits.map((split) => ({ split, jumpPenalty: choose(table, split.index + 1).jumpPenalty }));
  const best = choose(table, splits.length);
  return { jumpPenalty: best.jumpPenalty, table, choices, reason: explain(best, table, splits, choices) };
}

type Fitting = JumpFitOptions & Pick<PenaltySelectionOptions, 'executor' | 'signal'>;

/** Fits on the training rows and walks on over the validation: rows from `to` on are not in what is looked at. */
async function judge(
  matrix: MatrixView,
  lengths: readonly number[],
  split: Split,
  { orderBy, ...options }: Fitting,
): Promise<PenaltyTrial> {
  const { trainFrom, from, to } = split;
  const { model } = await fitJumpModelAsync(rowsOf(matrix, trainFrom, from), {
    ...options,
    lengths: cutLengths(lengths, trainFrom, from),
    orderBy: orderBy === undefined ? undefined : Array.prototype.slice.call(orderBy, trainFrom, from),
  });
  const seen = filterJumpStates(model, rowsOf(matrix, trainFrom, to), { lengths: cutLengths(lengths, trainFrom, to) });
  return {
    ...split,
    jumpPenalty: options.jumpPenalty,
    model,
    states: seen.states.slice(from - trainFrom),
    probabilities: rowsOf(seen.probabilities, from - trainFrom, to - trainFrom),
  };
}

/** A copy, so that an objective can neither look beyond its rows nor change what the next one sees. */
function rowsOf({ data, columns }: MatrixView, from: number, to: number): MatrixView {
  return new MatrixView(to - from, columns, data.slice(from * columns, to * columns));
}

function checkPenalties(penalties: readonly number[]): void {
  if (!Array.isArray(penalties) || penalties.length === 0 || new Set(penalties).size !== penalties.length) {
    throw new InvalidOptionError('penalties', 'one or more penalties, each once', penalties);
  }
  for (const penalty of penalties) if (!Number.isFinite(penalty) || penalty < 0) throw new JumpPenaltyError(penalty);
}

function checkedScore(score: unknown, jumpPenalty: number, { index }: Split): number {
  if (typeof score === 'number' && Number.isFinite(score)) return score;
  throw new InvalidOptionError(
    `What objective returns (penalty ${jumpPenalty}, split ${index})`,
    'a finite number',
    score,
    'A Sharpe ratio of returns that never vary is none: return a number of your choice there.',
  );
}

/** The best by the first `nSplits` splits. */
function choose(table: readonly PenaltyScore[], nSplits: number): PenaltyScore {
  const meanOf = ({ scores }: PenaltyScore): number => mean(scores.slice(0, nSplits));
  return table.toSorted((a, b) => meanOf(b) - meanOf(a) || b.jumpPenalty - a.jumpPenalty)[0]!;
}

function explain(
  best: PenaltyScore,
  table: readonly PenaltyScore[],
  splits: readonly Split[],
  choices: PenaltySelection['choices'],
): string {
  const others = table.filter(({ jumpPenalty }) => jumpPenalty !== best.jumpPenalty);
  const next = others.toSorted((a, b) => b.mean - a.mean)[0];
  const sameChoice = choices.filter(({ jumpPenalty }) => jumpPenalty === best.jumpPenalty).length;
  const against = next === undefined ? '' : `; the next is ${next.jumpPenalty} with ${shown(next.mean)}`;
  const isEdge =
    others.length > 1 && [Math.min, Math.max].some((end) => best.jumpPenalty === end(...table.map(penaltyOf)));
  return (
    `Penalty ${best.jumpPenalty} has the highest mean objective over ${splits.length} splits: ${shown(best.mean)}${against}. ` +
    `It was the choice after ${sameChoice} of the ${splits.length} splits.` +
    (isEdge ? ' It lies at the edge of the penalties compared: try further ones.' : '')
  );
}

const penaltyOf = ({ jumpPenalty }: PenaltyScore): number => jumpPenalty;

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function countSwitches(walked: readonly Int32Array[]): number {
  const states = walked.flatMap((part) => [...part]);
  return states.filter((state, t) => t > 0 && state !== states[t - 1]).length;
}

function withoutFixed() {
  const { jumpPenalty: _penalty, onProgress: _progress, startFrom: _start, ...rest } = fitOptionNames;
  return rest;
}
