import type { FeatureMatrix, IsoDate } from '@regimekit/features';
import { fingerprint, inlineExecutor, MatrixView, sha256Hex, type JsonValue } from '@regimekit/numerics';
import type { SignalHistory } from '../types.ts';
import { alignFolds, reorder } from './align-folds.ts';
import { filterAsOf, foldFeatures, latestFeatures } from './as-of-features.ts';
import { featuresFrom, packOutcome, plainFeatures, unpackOutcome, type FoldInput } from './fold-data.ts';
import { planFolds, type FoldPlan } from './fold-schedule.ts';
import type { FoldModel } from './replay-folds.ts';
import { foldTask } from './fold-task.ts';
import { findingsOf, foldRecord, type FoldRecord, type FinishedFold, type WalkForwardFinding } from './fold-record.ts';
import {
  checkWalkForward,
  type WalkForwardData,
  type WalkForwardOptions,
  type WalkForwardRecipe,
} from './walk-forward-options.ts';

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

/**
 * Refits a detector again and again on the past alone and lets each fit answer for the days up to the next: the signals
 * that a user would have had. Scaler, model and names of regimes are learnt inside the fold; the features are causal.
 *
 * @throws InvalidOptionError, and what the detector throws for data that it cannot fit; rejects with `signal.reason`
 *
 * @example
 * ```ts
 * import { FeatureCalculator } from '@regimekit/features';
 * import { createSyntheticMarket } from '@regimekit/features/synthetic';
 * import { walkForward } from '@regimekit/evaluation';
 *
 * const { inputs } = createSyntheticMarket({ seed: 1, start: '2015-01-02', nDays: 900 });
 * const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
 * const { signals, folds } = await walkForward(
 *   { features },
 *   { windowDays: 600, refitEvery: 63, detector: { nStates: 2, seed: 1, restarts: 3 } },
 * );
 * console.log(folds.length, signals.regimes); // 5 [ 'risk_on', 'risk_off' ]
 * ```
 */
export async function walkForward(
  data: WalkForwardData,
  recipe: WalkForwardRecipe = {},
  options: WalkForwardOptions = {},
): Promise<WalkForwardResult> {
  checkWalkForward(recipe, options);
  const latest = latestFeatures(data);
  const { detector: _, refit = 'warm', maxRelabelledShare = 0.1, testFrom, ...schedule } = recipe;
  const firstTest = testFrom === undefined ? 0 : latest.dates.findIndex((date) => date >= testFrom);
  const plans = planFolds(latest.rows, schedule, firstTest < 0 ? latest.rows : firstTest);
  const run = new Run(data, latest, recipe, options, plans.length);
  const finished = refit === 'warm' ? await run.chain(plans) : await run.together(plans);
  return assemble(finished, latest, data, { refit, maxRelabelledShare, recipeFingerprint: run.recipeFingerprint });
}

/** One walk-forward under way. */
class Run {
  readonly recipeFingerprint: string;
  readonly #data: WalkForwardData;
  readonly #latest: FeatureMatrix;
  readonly #recipe: WalkForwardRecipe;
  readonly #options: WalkForwardOptions;
  readonly #total: number;
  readonly #started: number | undefined;
  #done = 0;
  #resumed = 0;

  constructor(
    data: WalkForwardData,
    latest: FeatureMatrix,
    recipe: WalkForwardRecipe,
    options: WalkForwardOptions,
    total: number,
  ) {
    this.#data = data;
    this.#latest = latest;
    this.#recipe = recipe;
    this.#options = options;
    this.#total = total;
    this.#started = options.clock?.();
    this.recipeFingerprint = recipeFingerprint(recipe);
  }

  /** Each fold starts from the one before. */
  async chain(plans: readonly FoldPlan[]): Promise<FinishedFold[]> {
    const finished: FinishedFold[] = [];
    let key = '';
    for (const plan of plans) {
      const previous = finished.at(-1)?.outcome.model;
      const input = { ...(await this.#input(plan)), previous };
      key = this.#key(plan, input, key);
      finished.push(await this.#fold(plan, input, key));
    }
    return finished;
  }

  /** Every fold for itself, as many at a time as there are workers. */
  async together(plans: readonly FoldPlan[]): Promise<FinishedFold[]> {
    const finished: FinishedFold[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < plans.length) {
        const plan = plans[next++]!;
        const input = await this.#input(plan);
        finished[plan.index] = await this.#fold(plan, input, this.#key(plan, input, ''));
      }
    };
    const { concurrency } = this.#options.executor ?? inlineExecutor;
    await Promise.all(Array.from({ length: Math.min(concurrency, plans.length) }, work));
    return finished;
  }

  async #input(plan: FoldPlan): Promise<FoldInput> {
    this.#options.signal?.throwIfAborted();
    const { features, train, test } = await foldFeatures(this.#data, this.#latest, plan, this.#recipe.window);
    return { features: plainFeatures(features), train, test, recipe: this.#recipe.detector ?? {} };
  }

  async #fold(plan: FoldPlan, input: FoldInput, key: string): Promise<FinishedFold> {
    const { executor = inlineExecutor, checkpoints, clock, signal } = this.#options;
    const kept = key === '' ? undefined : unpackOutcome(await checkpoints?.get(key));
    if (kept !== undefined) {
      this.#resumed++;
      this.#report();
      return { plan, input, outcome: kept, resumed: true, durationMs: null };
    }
    const before = clock?.();
    const outcome = await executor.run(foldTask, input, signal === undefined ? {} : { signal });
    if (key !== '') await checkpoints?.set(key, packOutcome(outcome));
    this.#report();
    return { plan, input, outcome, resumed: false, durationMs: before === undefined ? null : clock!() - before };
  }

  /** Fingerprint of everything that the outcome depends on; empty where nothing is kept. */
  #key({ index }: FoldPlan, { features, train, test }: FoldInput, previousKey: string): string {
    if (this.#options.checkpoints === undefined) return '';
    const { data, dates, lengths, featureSet } = features;
    return fingerprint({
      // 2: a refit names its regimes by the days it shares with the fold before and by stress.
      format: 2,
      recipe: this.recipeFingerprint,
      featureSet: featureSet.fingerprint,
      data: sha256Hex(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
      days: fingerprint([...dates]),
      lengths: [...lengths],
      fold: { index, train: { ...train }, test: { ...test } },
      previousKey,
    });
  }

  #report(): void {
    this.#done++;
    const { onProgress, clock } = this.#options;
    if (onProgress === undefined) return;
    const elapsedMs = clock === undefined ? 0 : clock() - this.#started!;
    const computed = this.#done - this.#resumed;
    const known = clock !== undefined && computed > 0;
    const remainingMs = known ? (elapsedMs / computed) * (this.#total - this.#done) : undefined;
    onProgress({ done: this.#done, total: this.#total, resumed: this.#resumed, elapsedMs, remainingMs });
  }
}

interface AssembleOptions {
  readonly refit: 'warm' | 'fresh';
  readonly maxRelabelledShare: number;
  readonly recipeFingerprint: string;
}

async function assemble(
  finished: readonly FinishedFold[],
  latest: FeatureMatrix,
  data: WalkForwardData,
  { refit, maxRelabelledShare, recipeFingerprint }: AssembleOptions,
): Promise<WalkForwardResult> {
  const regimes = finished[0]!.outcome.regimes;
  const dates: IsoDate[] = [];
  const rows: number[] = [];
  const foldOf: number[] = [];
  const folds: FoldRecord[] = [];
  const models: FoldModel[] = [];
  let order: readonly number[] = regimes.map((_, k) => k);
  for (const [i, fold] of finished.entries()) {
    const aligned = i === 0 ? undefined : alignment(finished[i - 1]!, fold, order, refit);
    order = aligned?.order ?? order;
    const made = await filterAsOf(data, latest, fold.plan, fold.outcome);
    dates.push(...made.dates);
    for (const p of reorder(made.probs, order)) rows.push(p);
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
function alignment(before: FinishedFold, fold: FinishedFold, order: readonly number[], refit: 'warm' | 'fresh') {
  const features = featuresFrom(fold.input.features);
  const last = before.input.features.dates[before.input.train.end - 1]!;
  const trainedTo = features.dates.findLastIndex((date) => date <= last) + 1;
  const models = [before.outcome.model, fold.outcome.model] as const;
  return alignFolds(...models, { features, train: fold.input.train, trainedTo, order, refit });
}

/** SHA-256 of a recipe; what is left out and what is given as its default differ. */
export function recipeFingerprint(recipe: WalkForwardRecipe): string {
  // JSON has no infinite tolerance or clip; options that were not given leave no trace.
  const text = JSON.stringify(recipe, (_, value: unknown) =>
    Math.abs(value as number) === Infinity ? String(value) : value,
  );
  return fingerprint(JSON.parse(text) as JsonValue);
}
