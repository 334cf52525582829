import type { MarketSeries } from '@regimekit/features';
import type { OptionNames, TaskExecutor } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import type { ComparisonPlanInput, PlanTimes } from '../comparison/comparison-plan.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import type { AssetReturns } from '../types.ts';
import { comparePair } from './compare-pair.ts';
import { explainRecipes } from './explain-recipes.ts';
import { judgeWorth, type Worth } from './judge-worth.ts';
import type { JudgedRecipe, RecipeComparisonDocument } from './recipe-comparison.ts';
import { pairedDays, scoreRecipes, type PairedDays } from './score-recipes.ts';
import { spokenDays, type SpokenDays, type WalkedRecipe } from './walked-recipe.ts';

export interface RecipeRequest {
  /** Two or more, walked forward over days that they share; the others are compared with the first. */
  readonly recipes: readonly WalkedRecipe[];
  /** The first asset is the one that the strategies hold. */
  readonly market: AssetReturns;
  /** Closes whose next return is scored. */
  readonly price: MarketSeries;
  /**
   * For two recipes: a plan with its times, tried on all days. @default for each recipe one that is made from the first quarter
   * of the days (at most 504) and tried on the rest, the recipes sharing a 5 % chance of a wrong verdict
   */
  readonly plan?: { readonly plan: ComparisonPlanInput; readonly times: PlanTimes } | undefined;
}

export interface RecipeOptions {
  readonly seed: number;
  /** @default 1 */
  readonly delay?: number | undefined;
  /** @default 5 */
  readonly costBps?: number | undefined;
  /** @default 0 */
  readonly halfSpreadBps?: number | undefined;
  /** @default 2000 */
  readonly replications?: number | undefined;
  /** @default 0.95 */
  readonly level?: number | undefined;
  readonly executor?: TaskExecutor | undefined;
  readonly signal?: AbortSignal | undefined;
}

const REQUEST: OptionNames<RecipeRequest> = { recipes: true, market: true, price: true, plan: true };
const OPTIONS: OptionNames<RecipeOptions> = {
  seed: true,
  delay: true,
  costBps: true,
  halfSpreadBps: true,
  replications: true,
  level: true,
  executor: true,
  signal: true,
};

/** Fewest days that all recipes must have scored: half a year. */
const LEAST_DAYS = 120;

/**
 * Compares recipes on the days that all of them answered for: log scores of the next return (of the features, where they are
 * the same and the models give them densities), what acting on each was worth, and each against the first with the paired
 * tests and a verdict of kind `replay`. With three and more the test of the best of several stands beside the confidence set.
 *
 * @returns plain JSON
 * @throws InvalidOptionError, InvalidSeriesError, InvalidPlanError; rejects with `signal.reason`
 *
 * @example
 * ```ts
 * import { FeatureCalculator } from '@regimekit/features';
 * import { createSyntheticMarket } from '@regimekit/features/synthetic';
 * import { compareRecipes, returnsFromCloses, walkForward, zeroOne } from '@regimekit/evaluation';
 *
 * const { inputs } = createSyntheticMarket({ seed: 1, start: '2014-01-02', nDays: 1200 });
 * const features = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
 * const walk = async (name: string, nStates: number) => {
 *   const recipe = { windowDays: 600, refitEvery: 126, detector: { nStates, seed: 1, restarts: 2 } };
 *   const walked = await walkForward({ features }, recipe);
 *   return { name, walked, features, strategy: { name: 'zero-one', rule: 'out in stress', weights: zeroOne(walked.signals) } };
 * };
 * const { dates, values } = inputs.price;
 * const market = returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length));
 * const recipes = [await walk('two regimes', 2), await walk('three regimes', 3)];
 * const document = await compareRecipes({ recipes, market, price: inputs.price }, { seed: 1, replications: 200 });
 * document.pairs[0]!.record.kind; // 'replay'
 * ```
 */
export async function compareRecipes(
  request: RecipeRequest,
  options: RecipeOptions,
): Promise<RecipeComparisonDocument> {
  checkOptions(request, REQUEST, 'compareRecipes');
  checkOptions(options, OPTIONS, 'compareRecipes');
  const { recipes, market, price, plan } = request;
  const { seed, delay = 1, costBps = 5, halfSpreadBps = 0, replications = 2000, level = 0.95 } = options;
  const { executor, signal } = options;
  checkRecipes(request);
  checkWhole('replications', replications, 99);
  checkNumber('level', level, { above: 0, below: 1 });
  const spoken = recipes.map((recipe) => spokenDays(recipe, price));
  const nextReturns = requireDays(
    pairedDays(
      'next return',
      named(recipes, spoken, ({ nextReturn }) => nextReturn),
    ),
  );
  const { days: features, notes } = sameFeatures(recipes, spoken);
  const scoring = { seed, replications, level };
  const tables = {
    nextReturn: scoreRecipes(nextReturns, scoring),
    features: features === undefined ? null : scoreRecipes(features, scoring),
  };
  signal?.throwIfAborted();
  const execution = { delay, costBps, halfSpreadBps };
  const worth = await judgeWorth(recipes, market, { ...scoring, ...execution, executor, signal });
  const sides = recipes.map((recipe, index) => ({ recipe, spoken: spoken[index]!, index }));
  const pairs = sides.slice(1).map((side) => {
    const both = features !== undefined && side.recipe.name in features.scores;
    const scored = [
      ...(both ? [{ days: features, table: tables.features! }] : []),
      { days: nextReturns, table: tables.nextReturn },
    ];
    const context = { scored, worth, given: plan, candidates: recipes.length - 1, seed, replications };
    return comparePair(sides[0]!, side, context);
  });
  const { dates } = worth.results[0]!;
  const document: Omit<RecipeComparisonDocument, 'summary'> = {
    kind: 'replay',
    period: { from: dates[0]!, to: dates.at(-1)!, days: dates.length },
    execution,
    recipes: recipes.map((recipe, i) => judged(recipe, worth, i)),
    buyAndHold: worth.held.metrics,
    scores: tables,
    pairs,
    bootstrap: { replications, level, blockDays: worth.blockDays },
    notes,
    daily: dailyOf(recipes, spoken, worth),
  };
  return { summary: explainRecipes(document), ...document };
}

function checkRecipes({ recipes, plan }: RecipeRequest): void {
  if (!Array.isArray(recipes) || recipes.length < 2) {
    throw new InvalidOptionError('recipes', 'two walked recipes or more', recipes);
  }
  const names = (recipes as readonly WalkedRecipe[]).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new InvalidOptionError('recipes', 'recipes of different names', `"${twice}" twice`);
  if (plan !== undefined && recipes.length > 2) {
    throw new InvalidOptionError(
      'plan',
      'left out with more than two recipes',
      'a plan',
      'A plan is about one candidate; compare that one with the first.',
    );
  }
}

function requireDays(paired: PairedDays): PairedDays {
  if (paired.dates.length >= LEAST_DAYS) return paired;
  throw new InvalidSeriesError(
    'the recipes',
    `${LEAST_DAYS} days or more that all have answered for, with a return after them`,
    `${paired.dates.length}`,
    'Take more history, or shorter windows.',
  );
}

function named(
  recipes: readonly WalkedRecipe[],
  spoken: readonly SpokenDays[],
  scores: (days: SpokenDays) => ReadonlyMap<string, number>,
) {
  return recipes.map(({ name }, i) => [name, scores(spoken[i]!)] as const);
}

/** Those with the features of the first and a density of them, where there are two or more; and why others are left out. */
function sameFeatures(recipes: readonly WalkedRecipe[], spoken: readonly SpokenDays[]) {
  const set = recipes[0]!.features.featureSet.fingerprint;
  const notes = recipes.flatMap(({ name, features }, i) => {
    if (spoken[i]!.features === null) return [`${name} gives its features no density: they are not scored.`];
    if (features.featureSet.fingerprint === set) return [];
    return [`${name} has other features than ${recipes[0]!.name}: their scores cannot be compared.`];
  });
  const usable = recipes.flatMap(({ name, features }, i) => {
    const scores = spoken[i]!.features;
    return scores !== null && features.featureSet.fingerprint === set ? [[name, scores] as const] : [];
  });
  if (spoken[0]!.features === null || usable.length < 2) return { days: undefined, notes };
  return { days: pairedDays('features', usable), notes };
}

function judged({ name, walked, features, strategy }: WalkedRecipe, worth: Worth, i: number): JudgedRecipe {
  const shares = walked.folds.flatMap(({ relabelledShare }) => relabelledShare ?? []);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return {
    name,
    recipeFingerprint: walked.recipeFingerprint,
    featureSet: features.featureSet.name,
    regimes: walked.signals.regimes,
    strategy: { name: strategy.name, rule: strategy.rule },
    fits: walked.folds.length,
    metrics: worth.metrics[i]!,
    trials: worth.trials[i]!,
    relabelled: shares.length === 0 ? null : { mean, worst: Math.max(...shares) },
    findings: walked.findings,
  };
}

function dailyOf(
  recipes: readonly WalkedRecipe[],
  spoken: readonly SpokenDays[],
  { results, riskFree, held }: Worth,
): RecipeComparisonDocument['daily'] {
  const { dates } = results[0]!;
  const each = <T>(of: (recipe: WalkedRecipe, i: number) => T): Record<string, T> =>
    Object.fromEntries(recipes.map((recipe, i) => [recipe.name, of(recipe, i)]));
  return {
    dates,
    riskFree: [...riskFree],
    market: [...held.result.returns],
    returns: each((_, i) => [...results[i]!.returns]),
    exposure: each((_, i) => [...results[i]!.exposure]),
    stress: each(({ walked: { signals } }) => {
      const rowOf = new Map(signals.dates.map((date, t) => [date, t]));
      const last = signals.regimes.length - 1;
      return dates.map((date) => (rowOf.has(date) ? signals.probs.get(rowOf.get(date)!, last) : null));
    }),
    nextReturnScore: each((_, i) => dates.map((date) => spoken[i]!.nextReturn.get(date) ?? null)),
  };
}
