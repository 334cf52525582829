// Regimes of one fold against those of the fold before, on the history that both know.
import { matchRegimes, RegimeDetector, regimeScores, type RegimeModelData } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { filteredRows } from './fold-data.ts';
import type { RowSpan } from './fold-schedule.ts';

/** Rows that count as the last year. */
const YEAR = 252;

export interface FoldAlignment {
  /** Column of the fold that takes the place of each regime of the fold before. */
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
  /** The columns of the fold before, in the order that its own alignment gave them. */
  readonly order: readonly number[];
  readonly refit: 'warm' | 'fresh';
}

/**
 * Filters the common history (training rows of the fold up to the last that the fold before was trained on) with both
 * models, and pairs the regimes so that their probabilities overlap most, but never against a clear order of stress
 * (`matchRegimes`): names that only follow the overlap drift away from their meaning. Every step of a refit is then one that
 * a user would have seen: a share of days that are called something else than yesterday.
 */
export function alignFolds(
  before: RegimeModelData,
  after: RegimeModelData,
  { features, train, trainedTo, order: previousOrder, refit }: AlignmentOptions,
): FoldAlignment {
  const end = Math.max(train.start + 1, Math.min(trainedTo, train.end));
  const common = features.slice({ from: features.dates[train.start]!, to: features.dates[end - 1]! });
  const last = { start: Math.max(0, common.rows - YEAR), end: common.rows };
  // A refit that started from the model before kept its names already; then only the last year is of interest.
  const shown = refit === 'warm' ? last : { start: 0, end: common.rows };
  const [first, second] = [before, after].map((model) => RegimeDetector.fromModelData(model));
  const [old, now] = [first!, second!].map((detector) => filteredRows(detector, common, shown));
  const scores = regimeScores(second!.model);
  const K = previousOrder.length;
  const aligned = reorder(old!, previousOrder);
  const order = refit === 'warm' ? previousOrder : matchRegimes(sharedDays(aligned, now!, K), scores);
  const year = { start: last.start - shown.start, end: last.end - shown.start };
  const share = (columns: ArrayLike<number>): number => differing(aligned, reorder(now!, columns), K, year);
  return {
    order: [...order],
    relabelledShare: share(order),
    unalignedShare: share(Int32Array.from({ length: K }, (_, k) => k)),
    namesMoved: moved(order, scores),
  };
}

function moved(order: readonly number[], scores: readonly number[] | null): boolean {
  if (scores === null) return order.some((column, i) => column !== i);
  return order.slice(1).some((column, i) => scores[column]! < scores[order[i]!]!);
}

/** Rows x K with column k taken from column `order[k]`. */
export function reorder(probs: Float64Array, order: ArrayLike<number>): Float64Array {
  const K = order.length;
  return Float64Array.from(probs, (_, i) => probs[i - (i % K) + order[i % K]!]!);
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
