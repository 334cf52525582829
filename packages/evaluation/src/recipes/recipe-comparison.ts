// The document of a comparison of recipes: plain JSON, so that a program, a page and a report read the same numbers.
import type { IsoDate } from '@regimekit/features';
import type { BacktestDocument } from '../backtest/backtest-document.ts';
import type { Estimate } from '../backtest/regime-information.ts';
import type { DecisionComparison } from '../comparison/compare-decisions.ts';
import type { ComparisonRecord } from '../comparison/compare-models.ts';
import type { JsonSafe } from '../comparison/json-safe.ts';
import type { MetricName } from '../metrics/headline.ts';
import type { LedoitWolfResult } from '../tests/ledoit-wolf.ts';
import type { WalkForwardFinding } from '../walk-forward/fold-record.ts';
import type { ScoreBlocks } from './loss-blocks.ts';

/** What a score is the log density of. Scores of the features can be compared on the same features alone. */
export type ScoreKind = 'features' | 'next return';

/** Log scores a day of all recipes that one kind of score can compare, over the days that all have. */
export interface RecipeScores extends ScoreBlocks {
  readonly kind: ScoreKind;
  readonly days: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly rows: readonly {
    readonly name: string;
    /** Mean in nats a day; the interval has blocks of at least 250 days, and is null for fewer days than two of them. */
    readonly score: Estimate;
    /** Its mean less that of the first recipe, with the interval of means of blocks of `blockDays`; null for the first. */
    readonly lead: Estimate | null;
  }[];
  /** Recipes that cannot be told from the best, best first (Hansen, Lunde and Nason). */
  readonly confidenceSet: {
    readonly included: readonly string[];
    readonly pValues: Readonly<Record<string, number>>;
    readonly alpha: number;
  };
  /** Whether the best beats the first by more than the best of so many would by luck (Hansen); null for two recipes. */
  readonly superiority: { readonly best: string | null; readonly pValue: number | null } | null;
}

/** One recipe by itself. */
export interface JudgedRecipe {
  readonly name: string;
  readonly recipeFingerprint: string;
  readonly featureSet: string;
  readonly regimes: readonly string[];
  readonly strategy: { readonly name: string; readonly rule: string };
  readonly fits: number;
  /** Headline numbers with bootstrap intervals; the fees are over a constant mix of the recipe's own mean exposure. */
  readonly metrics: Readonly<Record<MetricName, Estimate>>;
  /** The Sharpe ratio against the best of as many trials as there are recipes. */
  readonly trials: BacktestDocument['trials'];
  /** Share of the last year that a refit called something else; null with a single fit. */
  readonly relabelled: { readonly mean: number; readonly worst: number } | null;
  readonly findings: readonly WalkForwardFinding[];
}

/** A recipe against the first, day by day. */
export interface RecipePair {
  readonly baseline: string;
  readonly candidate: string;
  /** Share of the days on which both held the same. */
  readonly sameExposure: number;
  /** On the mean difference of the scores, with as many lags as a block has days. */
  readonly dieboldMariano: readonly {
    readonly kind: ScoreKind;
    readonly meanDifference: number;
    readonly lags: number;
    /** Null where the scores never differ. */
    readonly pValue: number | null;
  }[];
  /** In the most stressed regime or not: exact McNemar where both hindsights agree, and Cohen's kappa of the two. */
  readonly decisions: JsonSafe<DecisionComparison> | null;
  /** Sharpe ratio of the candidate less that of the baseline (Ledoit and Wolf); null where one of them never varies. */
  readonly sharpeDifference: JsonSafe<LedoitWolfResult> | null;
  /** What an investor of risk aversion 5 would pay a year to have the candidate instead of the baseline. */
  readonly fee: Estimate;
  /** What the plan was tried on, and the days that its pilot took. */
  readonly judgedOn: { readonly kind: ScoreKind; readonly pilotDays: number };
  /** The verdict on the plan, of kind `replay`. */
  readonly record: ComparisonRecord;
}

export interface RecipeComparisonDocument {
  /** The first paragraph, in words. */
  readonly summary: readonly string[];
  /** Days that were there before: never what a live shadow would have shown. */
  readonly kind: 'replay';
  readonly period: { readonly from: IsoDate; readonly to: IsoDate; readonly days: number };
  readonly execution: { readonly delay: number; readonly costBps: number; readonly halfSpreadBps: number };
  readonly recipes: readonly JudgedRecipe[];
  readonly buyAndHold: Readonly<Record<MetricName, Estimate>>;
  readonly scores: {
    readonly nextReturn: RecipeScores;
    /** Null where fewer than two recipes can be compared by it. */
    readonly features: RecipeScores | null;
  };
  readonly pairs: readonly RecipePair[];
  readonly bootstrap: { readonly replications: number; readonly level: number; readonly blockDays: number };
  readonly notes: readonly string[];
  /** Day by day, for CSV and pictures; by the name of the recipe. */
  readonly daily: {
    readonly dates: readonly IsoDate[];
    readonly riskFree: readonly number[];
    readonly market: readonly number[];
    readonly returns: Readonly<Record<string, readonly number[]>>;
    readonly exposure: Readonly<Record<string, readonly number[]>>;
    /** Probability of the most stressed regime at the close of the day; null on a day without a signal. */
    readonly stress: Readonly<Record<string, readonly (number | null)[]>>;
    /** Log score of the return of the day after; null where there is none. */
    readonly nextReturnScore: Readonly<Record<string, readonly (number | null)[]>>;
  };
}
