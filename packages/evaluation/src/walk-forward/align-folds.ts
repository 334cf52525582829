// Regimes of one fold against those of the fold before, on the history that both know.
import { RegimeDetector, type RegimeModelData } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { assignOptimally, MatrixView } from '@regimekit/numerics';
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
 * models, and pairs the regimes so that their probabilities overlap most. Every step of a refit is then one that a user would
 * have seen: a share of days that are called something else than yesterday.
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
  const [old, now] = [before, after].map((model) => filteredRows(RegimeDetector.fromModelData(model), common, shown));
  const K = previousOrder.length;
  const aligned = reorder(old!, previousOrder);
  const order = refit === 'warm' ? previousOrder : assignOptimally(overlapCost(aligned, now!, K)).columns;
  const year = { start: last.start - shown.start, end: last.end - shown.start };
  const share = (columns: ArrayLike<number>): number => differing(aligned, reorder(now!, columns), K, year);
  return {
    order: [...order],
    relabelledShare: share(order),
    unalignedShare: share(Int32Array.from({ length: K }, (_, k) => k)),
  };
}

/** Rows x K with column k taken from column `order[k]`. */
export function reorder(probs: Float64Array, order: ArrayLike<number>): Float64Array {
  const K = order.length;
  return Float64Array.from(probs, (_, i) => probs[i - (i % K) + order[i % K]!]!);
}

/** K x K: less the sum over the days of p_before(i) p_after(j). */
function overlapCost(before: Float64Array, after: Float64Array, K: number): MatrixView {
  const cost = MatrixView.zeros(K, K);
  for (let t = 0; t < before.length; t += K) {
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) cost.data[i * K + j]! -= before[t + i]! * after[t + j]!;
    }
  }
  return cost;
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
