// One kind of log score over all recipes that it can compare.
import type { IsoDate } from '@regimekit/features';
import { scoreInterval } from '../quality/density-scores.ts';
import { modelConfidenceSet } from '../tests/model-confidence-set.ts';
import { superiorPredictiveAbility } from '../tests/superior-predictive-ability.ts';
import { scoreBlocks } from './loss-blocks.ts';
import { meanByBlocks } from './mean-by-blocks.ts';
import type { RecipeScores, ScoreKind } from './recipe-comparison.ts';

export interface ScoringOptions {
  readonly seed: number;
  readonly replications: number;
  readonly level: number;
}

/** Scores by recipe on the same days, in the order of the recipes. */
export interface PairedDays {
  readonly kind: ScoreKind;
  readonly dates: readonly IsoDate[];
  readonly scores: Readonly<Record<string, Float64Array>>;
}

/** The days that all of them have, in order. */
export function pairedDays(
  kind: ScoreKind,
  byRecipe: readonly (readonly [name: string, scores: ReadonlyMap<IsoDate, number>])[],
): PairedDays {
  const [[, first], ...others] = byRecipe as [(typeof byRecipe)[number], ...typeof byRecipe];
  const dates = [...first.keys()].filter((date) => others.every(([, scores]) => scores.has(date)));
  const scores = byRecipe.map(([name, own]) => [name, Float64Array.from(dates, (date) => own.get(date)!)] as const);
  return { kind, dates, scores: Object.fromEntries(scores) };
}

/** Means with intervals, the confidence set, and the test of the best of several. */
export function scoreRecipes({ kind, dates, scores }: PairedDays, options: ScoringOptions): RecipeScores {
  const { seed, replications, level } = options;
  const [[, first], ...others] = Object.entries(scores) as [[string, Float64Array], ...[string, Float64Array][]];
  const leads = others.map(([, own]) => own.map((score, t) => score - first[t]!));
  const blocks = scoreBlocks(leads);
  const losses = Object.fromEntries(Object.entries(scores).map(([name, own]) => [name, own.map((score) => -score)]));
  const drawing = { seed, replications, blockLength: blocks.blockDays };
  const { included, pValues, alpha } = modelConfidenceSet(losses, drawing);
  return {
    kind,
    days: dates.length,
    from: dates[0]!,
    to: dates.at(-1)!,
    ...blocks,
    rows: Object.entries(scores).map(([name, own], i) => {
      const { mean, lower = null, upper = null } = scoreInterval(own, { seed, level, replications });
      return {
        name,
        score: { value: mean, lower, upper },
        lead: i === 0 ? null : meanByBlocks(leads[i - 1]!, blocks.blockDays, level),
      };
    }),
    confidenceSet: { included, pValues, alpha },
    superiority: others.length < 2 ? null : superiority(losses, drawing),
  };
}

function superiority(
  losses: Readonly<Record<string, Float64Array>>,
  drawing: { readonly seed: number; readonly replications: number; readonly blockLength: number },
): NonNullable<RecipeScores['superiority']> {
  const [[, benchmark], ...models] = Object.entries(losses) as [[string, Float64Array], ...[string, Float64Array][]];
  const { best = null, pValues } = superiorPredictiveAbility(benchmark, Object.fromEntries(models), drawing);
  return { best, pValue: pValues?.consistent ?? null };
}
