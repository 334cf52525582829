// Regimes of one fold against those of the fold before, on the history that both know.
import { matchRegimes, RegimeDetector, regimeScores, type RegimeModelData } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { filteredRows } from './fold-data.ts';
import type { RowSpan } from './fold-schedule.ts';

/** Rows that count as the last year. */
const YEAR = 252;

export interface FoldAlignment {
  /** For each regime of the walk-forward the column of the fold, -1 where it has none. */
  readonly order: readonly number[];
  /** Share of the last year of the common history whose most probable regime is another now, after alignment; 0 to 1. */
  readonly relabelledShare: number;
  /** What the share would be with the columns as they came. */
  readonly unalignedShare: number;
  /** Whether a regime has another name than the rule of labels would give it by itself. */
  readonly namesMoved: boolean;
}

export interface AlignmentOptions {
  readonly features: FeatureMatrix;
  /** Training rows of the fold. */
  readonly train: RowSpan;
  /** Row after the last that the fold before was trained on. */
  readonly trainedTo: number;
  /** All regimes of the walk-forward, of which a fold has all or some. */
  readonly regimes: readonly string[];
  /** Those of the fold before: for each regime its column, as its own alignment gave it, or -1. */
  readonly order: readonly number[];
  readonly refit: 'warm' | 'fresh';
}

/**
 * Filters the common history (training rows of the fold up to the last that the fold before was trained on) with both
 * models, and pairs the regimes so that their probabilities overlap most, but never against a clear order of stress
 * (`matchRegimes`): names that only follow the overlap drift away from their meaning. Every step of a refit is then one that
 * a user would have seen: a share of days that are called something else than yesterday. Folds that chose other numbers of
 * states are compared by the names as they came.
 */
export function alignFolds(
  before: RegimeModelData,
  after: RegimeModelData,
  { features, train, trainedTo, regimes, order: previousOrder, refit }: AlignmentOptions,
): FoldAlignment {
  const end = Math.max(train.start + 1, Math.min(trainedTo, train.end));
  const common = features.slice({ from: features.dates[train.start]!, to: features.dates[end - 1]! });
  const last = { start: Math.max(0, common.rows - YEAR), end: common.rows };
  // A refit that started from the model before kept its names already; then only the last year is of interest.
  const shown = refit === 'warm' ? last : { start: 0, end: common.rows };
  const [first, second] = [RegimeDetector.fromModelData(before), RegimeDetector.fromModelData(after)];
  const [old, now] = [first, second].map((detector) => filteredRows(detector, common, shown));
  const scores = regimeScores(second.model);
  const aligned = reorder(old!, previousOrder, first.regimes.length);
  const K = second.regimes.length;
  const match = (): readonly number[] => {
    const known = previousOrder.filter((column) => column >= 0);
    const columns = matchRegimes(sharedDays(reorder(old!, known), now!, K), scores);
    let next = 0;
    return previousOrder.map((column) => (column < 0 ? -1 : columns[next++]!));
  };
  const named = columnsByName(regimes, second.regimes);
  const sameNames = first.regimes.join() === second.regimes.join();
  const order = sameNames ? (refit === 'warm' ? previousOrder : match()) : named;
  const year = { start: last.start - shown.start, end: last.end - shown.start };
  const share = (columns: readonly number[]): number =>
    differing(aligned, reorder(now!, columns, K), regimes.length, year);
  return {
    order: [...order],
    relabelledShare: share(order),
    unalignedShare: share(named),
    namesMoved: moved(
      order.filter((column) => column >= 0),
      scores,
    ),
  };
}

/** Column of each regime by its name, -1 for one that is not there. */
export function columnsByName(regimes: readonly string[], own: readonly string[]): number[] {
  return regimes.map((name) => own.indexOf(name));
}

function moved(order: readonly number[], scores: readonly number[] | null): boolean {
  if (scores === null) return order.some((column, i) => column !== i);
  return order.slice(1).some((column, i) => scores[column]! < scores[order[i]!]!);
}

/** Rows x K with column k taken from column `order[k]` of `columns`; 0 where that is -1. */
export function reorder(probs: Float64Array, order: ArrayLike<number>, columns = order.length): Float64Array {
  const K = order.length;
  const rows = probs.length / columns;
  return Float64Array.from({ length: rows * K }, (_, i) => {
    const from = order[i % K]!;
    return from < 0 ? 0 : probs[Math.floor(i / K) * columns + from]!;
  });
}

/** K x K: the sum over the days of p_before(i) p_after(j). */
function sharedDays(before: Float64Array, after: Float64Array, K: number): MatrixView {
  const shared = MatrixView.zeros(K, K);
  for (let t = 0; t < before.length; t += K) {
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) shared.data[i * K + j]! += before[t + i]! * after[t + j]!;
    }
  }
  return shared;
}

function differing(a: Float64Array, b: Float64Array, K: number, { start, end }: RowSpan): number {
  let count = 0;
  for (let t = start; t < end; t++) if (mostProbable(a, t, K) !== mostProbable(b, t, K)) count++;
  return count / (end - start);
}

/** The most probable column of a row; of equals the first. */
export function mostProbable(probs: Float64Array, row: number, K: number): number {
  let best = 0;
  for (let k = 1; k < K; k++) if (probs[row * K + k]! > probs[row * K + best]!) best = k;
  return best;
}
