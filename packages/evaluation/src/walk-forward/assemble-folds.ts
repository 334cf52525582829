// From finished folds to one history: signals under the same names throughout, and a record of each fold.
import type { FeatureMatrix, IsoDate } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import type { SignalHistory } from '../types.ts';
import { alignFolds, columnsByName, reorder } from './align-folds.ts';
import { filterAsOf } from './as-of-features.ts';
import { featuresFrom } from './fold-data.ts';
import { findingsOf, foldRecord, type FinishedFold, type FoldRecord, type WalkForwardFinding } from './fold-record.ts';
import { recipeRegimes } from './recipe-regimes.ts';
import type { FoldModel } from './replay-folds.ts';
import type { WalkForwardData, WalkForwardRecipe } from './walk-forward-options.ts';

export interface WalkForwardResult {
  /** SHA-256 of the recipe. */
  readonly recipeFingerprint: string;
  readonly signals: SignalHistory;
  readonly folds: readonly FoldRecord[];
  /** The models behind the folds, see {@link replayFolds}. */
  readonly models: readonly FoldModel[];
  /** What a reader should know before he believes the signals. */
  readonly findings: readonly WalkForwardFinding[];
}

export interface AssembleOptions {
  readonly recipe: WalkForwardRecipe;
  readonly maxRelabelledShare: number;
  readonly recipeFingerprint: string;
}

export async function assembleFolds(
  finished: readonly FinishedFold[],
  latest: FeatureMatrix,
  data: WalkForwardData,
  { recipe, maxRelabelledShare, recipeFingerprint }: AssembleOptions,
): Promise<WalkForwardResult> {
  // The regimes of all candidates stand in the signals from the first day on, whichever come to be chosen.
  const regimes = recipe.choice === undefined ? finished[0]!.outcome.regimes : recipeRegimes(recipe);
  const dates: IsoDate[] = [];
  const rows: number[] = [];
  const foldOf: number[] = [];
  const folds: FoldRecord[] = [];
  const models: FoldModel[] = [];
  let order: readonly number[] = columnsByName(regimes, finished[0]!.outcome.regimes);
  for (const [i, fold] of finished.entries()) {
    const aligned = i === 0 ? undefined : alignment(finished[i - 1]!, fold, order, regimes);
    order = aligned?.order ?? order;
    const made = await filterAsOf(data, latest, fold.plan, fold.outcome);
    dates.push(...made.dates);
    for (const p of reorder(made.probs, order, fold.outcome.regimes.length)) rows.push(p);
    foldOf.push(...made.dates.map(() => fold.plan.index));
    folds.push(foldRecord(fold, made.dates, aligned));
    const { index, train, test } = fold.plan;
    models.push({ index, model: fold.outcome.model, order, train, test });
  }
  const signals: SignalHistory = {
    dates,
    regimes,
    probs: new MatrixView(dates.length, regimes.length, Float64Array.from(rows)),
    fold: Int32Array.from(foldOf),
  };
  return { recipeFingerprint, signals, folds, models, findings: findingsOf(folds, maxRelabelledShare) };
}

/** How the regimes of a fold follow those of the fold before, whose columns are in `order`. */
function alignment(before: FinishedFold, fold: FinishedFold, order: readonly number[], regimes: readonly string[]) {
  const features = featuresFrom(fold.input.features);
  const last = before.input.features.dates[before.input.train.end - 1]!;
  const trainedTo = features.dates.findLastIndex((date) => date <= last) + 1;
  const models = [before.outcome.model, fold.outcome.model] as const;
  const refit = fold.outcome.fit.start === 'previous' ? 'warm' : 'fresh';
  return alignFolds(...models, { features, train: fold.input.train, trainedTo, regimes, order, refit });
}
