import type { FeatureCalculator, FeatureMatrix, IsoDate, MarketInputs } from '@regimekit/features';
import type { JsonValue, OptionNames, TaskExecutor } from '@regimekit/numerics';
import { checkChoice, checkNumber, checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import type { AssetReturns } from '../types.ts';
import { resolveChoice, type FoldChoice } from './fold-choice.ts';
import type { DetectorRecipe } from './fold-data.ts';
import { SCHEDULE_OPTIONS, type ScheduleOptions } from './fold-schedule.ts';

/** How models are trained and when: plain data, so that it has a fingerprint. */
export interface WalkForwardRecipe extends ScheduleOptions {
  /** Options of the detector; everything it learns it learns anew in each fold. @default those of the detector */
  readonly detector?: DetectorRecipe | undefined;
  /** Options of the detector that the folds choose for themselves. @default none: they are those above in every fold */
  readonly choice?: FoldChoice | undefined;
  /**
   * `warm`: each fit starts from the model of the fold before, and the detector keeps the names of the regimes. `fresh`: each
   * fold searches for itself, so that folds can be fitted at the same time; regimes are then matched with those of the fold
   * before. Either way by what both call the days they share, and never against a clear order of stress.
   *
   * @default 'warm'
   */
  readonly refit?: 'warm' | 'fresh' | undefined;
  /** A refit that calls more than this share of the last year something else is a finding. @default 0.1 */
  readonly maxRelabelledShare?: number | undefined;
  /** No test before this day. @default the first that has a whole window before it */
  readonly testFrom?: IsoDate | undefined;
}

const RECIPE_OPTIONS: OptionNames<WalkForwardRecipe> = {
  ...SCHEDULE_OPTIONS,
  detector: true,
  choice: true,
  refit: true,
  maxRelabelledShare: true,
  testFrom: true,
};

/** Features that are the same whenever they are computed; or series, from which they are computed as of each day. */
export type WalkForwardData = {
  /** Returns of the asset (the first) by which the objective `sharpe` of a choice judges. */
  readonly market?: AssetReturns | undefined;
} & (
  | { readonly features: FeatureMatrix }
  | {
      /** What is known today: its features give the calendar. */
      readonly inputs: MarketInputs;
      readonly calculator: FeatureCalculator;
      /**
       * What was known at the close of a day, from a store that keeps several vintages. A fold is fitted on the inputs of its
       * day, and each test day is filtered through those of its own. Days for which it returns the same object share their
       * features.
       */
      readonly inputsAsOf: (date: IsoDate) => MarketInputs | Promise<MarketInputs>;
    }
);

/** Keeps finished folds. A value that does not come back whole is computed anew. */
export interface CheckpointStore {
  /** A promise of the value, or the value. */
  get(key: string): unknown;
  set(key: string, value: JsonValue): Promise<void> | void;
}

export interface WalkForwardProgress {
  readonly done: number;
  readonly total: number;
  /** How many of those done were found in the checkpoint store. */
  readonly resumed: number;
  readonly elapsedMs: number;
  /** By the pace so far; undefined until a fold was computed, or without a clock. */
  readonly remainingMs: number | undefined;
}

export interface WalkForwardOptions {
  /** A pool of workers fits fresh folds at the same time. Any number of workers gives the same bytes. @default this thread */
  readonly executor?: TaskExecutor | undefined;
  /** @default none: an interrupted run begins again */
  readonly checkpoints?: CheckpointStore | undefined;
  readonly onProgress?: ((progress: WalkForwardProgress) => void) | undefined;
  /** Milliseconds of any clock, for durations and the time left. @default none: they are not known */
  readonly clock?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const RUN_OPTIONS: OptionNames<WalkForwardOptions> = {
  executor: true,
  checkpoints: true,
  onProgress: true,
  clock: true,
  signal: true,
};

/** @throws InvalidOptionError */
export function checkWalkForward(data: WalkForwardData, recipe: WalkForwardRecipe, options: WalkForwardOptions): void {
  checkOptions(recipe, RECIPE_OPTIONS, 'walkForward');
  checkOptions(options, RUN_OPTIONS, 'walkForward');
  const { refit = 'warm', maxRelabelledShare = 0.1, detector = {} } = recipe;
  checkChoice('refit', refit, ['warm', 'fresh']);
  checkNumber('maxRelabelledShare', maxRelabelledShare, { atLeast: 0, atMost: 1 });
  checkChoiceOf(data, recipe);
  if (typeof (detector as { labels?: unknown }).labels !== 'function') return;
  throw new InvalidOptionError(
    'detector.labels',
    'weights or names',
    'a function',
    'A function cannot go to a worker and has no fingerprint.',
  );
}

function checkChoiceOf(
  { market }: WalkForwardData,
  { choice, detector = {}, windowDays = 2520 }: WalkForwardRecipe,
): void {
  if (choice === undefined) return;
  resolveChoice(choice, detector, windowDays);
  if (choice.objective !== 'sharpe' || market !== undefined) return;
  throw new InvalidOptionError('market', "returns of the asset, for the objective 'sharpe'", 'nothing');
}
