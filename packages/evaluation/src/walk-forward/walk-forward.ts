import type { FeatureMatrix } from '@regimekit/features';
import { fingerprint, inlineExecutor, sha256Hex } from '@regimekit/numerics';
import { foldFeatures, latestFeatures } from './as-of-features.ts';
import { assembleFolds, type WalkForwardResult } from './assemble-folds.ts';
import { chooseInFold, type ChoiceRecord } from './choose-in-fold.ts';
import { resolveChoice } from './fold-choice.ts';
import { packOutcome, plainFeatures, unpackOutcome, type FoldInput } from './fold-data.ts';
import type { FinishedFold } from './fold-record.ts';
import { planFolds, type FoldPlan } from './fold-schedule.ts';
import { foldTask } from './fold-task.ts';
import { recipeFingerprint, withoutInfinities } from './recipe-fingerprint.ts';
import {
  checkWalkForward,
  type WalkForwardData,
  type WalkForwardOptions,
  type WalkForwardRecipe,
} from './walk-forward-options.ts';

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
  checkWalkForward(data, recipe, options);
  const latest = latestFeatures(data);
  const { detector: _, choice: _choice, refit = 'warm', maxRelabelledShare = 0.1, testFrom, ...schedule } = recipe;
  const firstTest = testFrom === undefined ? 0 : latest.dates.findIndex((date) => date >= testFrom);
  const plans = planFolds(latest.rows, schedule, firstTest < 0 ? latest.rows : firstTest);
  const run = new Run(data, latest, recipe, options, plans.length);
  const finished = refit === 'warm' ? await run.chain(plans) : await run.together(plans);
  return assembleFolds(finished, latest, data, {
    maxRelabelledShare,
    recipeFingerprint: run.recipeFingerprint,
    recipe,
  });
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
  readonly #choices = new Map<number, Promise<ChoiceRecord>>();
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
      const before = finished.at(-1);
      const { input, choice } = await this.#prepare(plan, plans);
      // A fold that chose otherwise than the one before cannot start from its model.
      const sameChoice = before?.choice?.candidate === choice?.candidate;
      const previous = sameChoice ? before?.outcome.model : undefined;
      key = this.#key(plan, input, key);
      finished.push(await this.#fold(plan, { ...input, previous }, choice, key));
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
        const { input, choice } = await this.#prepare(plan, plans);
        finished[plan.index] = await this.#fold(plan, input, choice, this.#key(plan, input, ''));
      }
    };
    const { concurrency } = this.#options.executor ?? inlineExecutor;
    await Promise.all(Array.from({ length: Math.min(concurrency, plans.length) }, work));
    return finished;
  }

  async #prepare(plan: FoldPlan, plans: readonly FoldPlan[]) {
    const choice = await this.#choiceFor(plan, plans);
    const input = await this.#input(plan);
    const { detector = {}, choice: rules } = this.#recipe;
    const chosen = choice === undefined ? {} : rules!.candidates[choice.candidate];
    return { input: { ...input, recipe: { ...detector, ...chosen } }, choice };
  }

  /** What the newest fold that chooses has chosen; every fold that keeps it waits for the same answer. */
  #choiceFor(plan: FoldPlan, plans: readonly FoldPlan[]): Promise<ChoiceRecord> | undefined {
    const { choice, detector = {}, windowDays = 2520 } = this.#recipe;
    if (choice === undefined) return undefined;
    const resolved = resolveChoice(choice, detector, windowDays);
    const asks = plans[plan.index - (plan.index % resolved.everyFolds)]!;
    const known = this.#choices.get(asks.index);
    if (known !== undefined) return known;
    const made = this.#input(asks).then(({ features, train }) =>
      chooseInFold(
        { fold: asks.index, features, train, market: this.#data.market, detector, choice: resolved },
        this.#options,
      ),
    );
    this.#choices.set(asks.index, made);
    return made;
  }

  async #input(plan: FoldPlan): Promise<Omit<FoldInput, 'recipe'>> {
    this.#options.signal?.throwIfAborted();
    const { features, train, test } = await foldFeatures(this.#data, this.#latest, plan, this.#recipe.window);
    return { features: plainFeatures(features), train, test };
  }

  async #fold(plan: FoldPlan, input: FoldInput, choice: ChoiceRecord | undefined, key: string): Promise<FinishedFold> {
    const { executor = inlineExecutor, checkpoints, clock, signal } = this.#options;
    const kept = key === '' ? undefined : unpackOutcome(await checkpoints?.get(key));
    if (kept !== undefined) {
      this.#resumed++;
      this.#report();
      return { plan, input, outcome: kept, choice, resumed: true, durationMs: null };
    }
    const before = clock?.();
    const outcome = await executor.run(foldTask, input, signal === undefined ? {} : { signal });
    if (key !== '') await checkpoints?.set(key, packOutcome(outcome));
    this.#report();
    return {
      plan,
      input,
      outcome,
      choice,
      resumed: false,
      durationMs: before === undefined ? null : clock!() - before,
    };
  }

  /** Fingerprint of everything that the outcome depends on; empty where nothing is kept. */
  #key({ index }: FoldPlan, { features, train, test, recipe }: FoldInput, previousKey: string): string {
    if (this.#options.checkpoints === undefined) return '';
    const { data, dates, lengths, featureSet } = features;
    return fingerprint({
      // 2: a refit names its regimes by the days it shares with the fold before and by stress.
      format: 2,
      recipe: this.recipeFingerprint,
      // The one choice that a fold depends on and its recipe does not tell: it follows from returns too.
      detector: this.#recipe.choice === undefined ? null : withoutInfinities(recipe),
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
