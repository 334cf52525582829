// One recipe against the first.
import { compareDecisions } from '../comparison/compare-decisions.ts';
import { compareModels } from '../comparison/compare-models.ts';
import type { ComparisonPlanInput, PlanTimes } from '../comparison/comparison-plan.ts';
import { cutoverTurnover, type GuardrailMeasures } from '../comparison/guardrails.ts';
import { pairScores, type ScoredDays } from '../comparison/pair-scores.ts';
import { moments } from '../metrics/moments.ts';
import { dieboldMariano } from '../tests/diebold-mariano.ts';
import type { WeightHistory } from '../types.ts';
import type { Worth } from './judge-worth.ts';
import type { RecipePair, RecipeScores } from './recipe-comparison.ts';
import { replayPlan } from './replay-plan.ts';
import type { PairedDays } from './score-recipes.ts';
import type { SpokenDays, WalkedRecipe } from './walked-recipe.ts';

/** One of the recipes with everything that was found of it. */
export interface PairSide {
  readonly recipe: WalkedRecipe;
  readonly spoken: SpokenDays;
  /** Its place among the recipes. */
  readonly index: number;
}

export interface PairContext {
  /** Each kind of score that both have; the first of them is what the plan is tried on. */
  readonly scored: readonly { readonly days: PairedDays; readonly table: RecipeScores }[];
  readonly worth: Worth;
  readonly given: { readonly plan: ComparisonPlanInput; readonly times: PlanTimes } | undefined;
  /** Candidates beside this one share the chance of a wrong verdict. */
  readonly candidates: number;
  readonly seed: number;
  readonly replications: number;
}

/** Chance of a wrong verdict over all candidates together. */
const ALPHA = 0.05;

export function comparePair(a: PairSide, b: PairSide, context: PairContext): RecipePair {
  const { scored, worth, seed, replications } = context;
  const [main] = scored as [(typeof scored)[number]];
  const [baseline, candidate] = [a.recipe.name, b.recipe.name];
  const { plan, times, pilotDays } = planned(a, b, main, context);
  const judged = (name: string): ScoredDays => ({
    dates: main.days.dates.slice(pilotDays),
    logScores: main.days.scores[name]!.subarray(pilotDays),
    featureSetFingerprint: main.days.kind,
  });
  const [mine, other] = [worth.results[b.index]!, worth.results[a.index]!];
  const bothVary = varies(mine.returns, worth.riskFree) && varies(other.returns, worth.riskFree);
  const decisions = decisionsOf(a.spoken, b.spoken);
  const record = compareModels(
    {
      plan,
      times,
      kind: 'replay',
      pairs: pairScores(judged(baseline), judged(candidate)),
      measures: measuresOf(a.recipe, b.recipe),
      ...(decisions === undefined ? {} : { decisions }),
      ...(bothVary ? { returns: { baseline: other.returns, candidate: mine.returns, riskFree: worth.riskFree } } : {}),
    },
    { seed, replications },
  );
  const same = mine.exposure.reduce((count, each, t) => count + (each === other.exposure[t] ? 1 : 0), 0);
  return {
    baseline,
    candidate,
    sameExposure: same / mine.exposure.length,
    dieboldMariano: scored.map(({ days, table }) => {
      const differences = days.scores[candidate]!.map((score, t) => score - days.scores[baseline]![t]!);
      const { meanDifference, lags, pValue = null } = dieboldMariano(differences, { lags: table.blockDays });
      return { kind: days.kind, meanDifference, lags, pValue };
    }),
    decisions: record.alsoShown.decisions,
    sharpeDifference: record.alsoShown.sharpeDifference,
    fee: worth.fees[b.index - 1]!,
    judgedOn: { kind: main.days.kind, pilotDays },
    record,
  };
}

/** The plan that was given, over all days; or one made from the first days, for those after them. */
function planned(a: PairSide, b: PairSide, { days }: PairContext['scored'][number], context: PairContext) {
  if (context.given !== undefined) return { ...context.given, pilotDays: 0 };
  const [baseline, candidate] = [a, b].map(({ recipe: { name, walked } }) => ({
    name,
    version: walked.recipeFingerprint.slice(0, 12),
  }));
  const of = days.kind === 'features' ? 'the features' : 'the return of the day after';
  const { plan, pilotDays } = replayPlan(
    days.scores[candidate!.name]!.map((score, t) => score - days.scores[baseline!.name]![t]!),
    {
      hypothesis: `${candidate!.name} gives ${of} a higher log score than ${baseline!.name}.`,
      baseline: baseline!,
      candidate: candidate!,
      alpha: ALPHA / context.candidates,
    },
  );
  // In the time of the replay: with the pilot's last close the plan could have been written.
  const times = { createdAt: days.dates[pilotDays - 1]!, firstObservation: days.dates[pilotDays]! };
  return { plan, times, pilotDays };
}

function varies(returns: Float64Array, riskFree: Float64Array): boolean {
  return moments(returns.map((r, t) => r - riskFree[t]!)).standardDeviation > 0;
}

/** `undefined` where too few days are old enough for hindsight. */
function decisionsOf(a: SpokenDays, b: SpokenDays) {
  const days = [...a.stressed.keys()].filter((date) => b.stressed.has(date));
  const of = ({ stressed, stressedInHindsight }: SpokenDays) => ({
    filtered: days.map((date) => stressed.get(date)!),
    smoothed: days.map((date) => stressedInHindsight.get(date)!),
  });
  return days.length === 0 ? undefined : compareDecisions(of(a), of(b), 2);
}

function measuresOf(baseline: WalkedRecipe, candidate: WalkedRecipe): GuardrailMeasures {
  const shares = candidate.walked.folds.flatMap(({ relabelledShare }) => relabelledShare ?? []);
  const names = [...new Set([...baseline.strategy.weights.names, ...candidate.strategy.weights.names])];
  const [a, b] = [baseline, candidate].map(({ strategy }) => lastWeights(strategy.weights, names));
  return {
    relabelRate: shares.length === 0 ? undefined : Math.max(...shares),
    cutoverTurnover: cutoverTurnover(a!, b!),
    latencyMs: candidate.latencyMs,
  };
}

function lastWeights({ names, weights }: WeightHistory, of: readonly string[]): number[] {
  const last = weights.row(weights.rows - 1);
  return of.map((name) => last[names.indexOf(name)] ?? 0);
}
