// Would another seed have said the same?
import type { IsoDate } from '@regimekit/features';
import type { OptionNames } from '@regimekit/numerics';
import { checkOptions, checkWhole } from '../check-options.ts';
import { jsonSafe, type JsonSafe } from '../comparison/json-safe.ts';
import { seedAgreement, type SeedAgreement } from '../quality/align-labels.ts';
import { latestFeatures } from '../walk-forward/as-of-features.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';
import { replayFolds, type FoldModel } from '../walk-forward/replay-folds.ts';
import type { WalkForwardResult } from '../walk-forward/assemble-folds.ts';
import { walkForward } from '../walk-forward/walk-forward.ts';
import type { WalkForwardData, WalkForwardOptions, WalkForwardRecipe } from '../walk-forward/walk-forward-options.ts';

/** How far fresh searches from several seeds agree on the last year of the last fold. */
export interface SeedDocument extends JsonSafe<SeedAgreement> {
  readonly days: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** Share of the days that a fresh search calls as the model of the walk-forward does: the mean over the searches, and the worst. */
  readonly meanWithWalk: number;
  readonly worstWithWalk: number;
}

export interface SeedRequest {
  readonly data: WalkForwardData;
  readonly walked: Pick<WalkForwardResult, 'models'>;
  /** Of the walk-forward; its seed is the first. */
  readonly recipe: WalkForwardRecipe;
  /** How many, at least two. @default 5 */
  readonly seeds?: number | undefined;
}

const REQUEST: OptionNames<SeedRequest> = { data: true, walked: true, recipe: true, seeds: true };
/** What the detector takes where none is given. */
const DETECTOR_SEED = 42;
/** Sessions of the last year. */
const YEAR = 252;

/**
 * Fits the last fold of a walk-forward anew from several seeds, each by a search of its own, and compares what the fits call the
 * days of the last year, under the names that a user would have seen. A recipe whose folds choose for themselves chooses anew
 * there, by each seed.
 *
 * @throws InvalidOptionError, and what walkForward throws; rejects with `signal.reason`
 */
export async function agreeSeeds(request: SeedRequest, options: WalkForwardOptions = {}): Promise<SeedDocument> {
  checkOptions(request, REQUEST, 'agreeSeeds');
  const { data, walked, recipe, seeds = 5 } = request;
  checkWhole('seeds', seeds, 2);
  const features = latestFeatures(data);
  const last = walked.models.at(-1)!;
  const { onProgress, ...running } = options;
  const first = recipe.detector?.seed ?? DETECTOR_SEED;
  const one = async (seed: number): Promise<FoldModel> => {
    const detector = { ...recipe.detector, seed };
    const again = { ...recipe, refit: 'fresh' as const, testFrom: features.dates[last.test.start]!, detector };
    return (await walkForward(data, again, running)).models.at(-1)!;
  };
  let done = 0;
  const models = await Promise.all(
    Array.from({ length: seeds }, async (_, i) => {
      const model = await one(first + i);
      onProgress?.({ done: ++done, total: seeds, resumed: 0, elapsedMs: 0, remainingMs: undefined });
      return model;
    }),
  );
  const [own, ...runs] = replayFolds(features, [last, ...models]).map(({ train, test, probs }) => {
    const rows = Math.min(YEAR, test.end - train.start);
    return Int32Array.from({ length: rows }, (_, i) => mostProbable(probs.data, probs.rows - rows + i, probs.columns));
  });
  const days = Math.min(own!.length, ...runs.map(({ length }) => length));
  const labels = runs.map((run) => run.slice(-days));
  const withWalk = labels.map((run) => run.filter((label, i) => label === own!.at(i - days)).length / days);
  return {
    ...jsonSafe(seedAgreement(labels, last.order.length)),
    days,
    from: features.dates[last.test.end - days]!,
    to: features.dates[last.test.end - 1]!,
    meanWithWalk: withWalk.reduce((sum, share) => sum + share, 0) / seeds,
    worstWithWalk: Math.min(...withWalk),
  };
}
