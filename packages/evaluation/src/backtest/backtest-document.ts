// The document of a backtest: plain JSON, so that a program, a page and a report read the same numbers.
import type { IsoDate } from '@regimekit/features';
import type { MetricName } from '../metrics/headline.ts';
import type { PanelTests } from './against-panel.ts';
import type { SeedDocument } from './agree-seeds.ts';
import type { FallCall } from './call-delays.ts';
import type { BootstrapDistribution } from './distributions.ts';
import type { TruthDocument } from './judge-truth.ts';
import type { RecessionDocument } from './judge-recessions.ts';
import type { RegimeJudgement } from './judge-regimes.ts';
import type { Estimate, RegimeInformation } from './regime-information.ts';
import type { FoldRecord, WalkForwardFinding } from '../walk-forward/fold-record.ts';

export interface JudgedStrategy {
  readonly name: string;
  /** The rule in words. */
  readonly rule: string;
  readonly role: 'strategy' | 'constant mix' | 'panel';
  /** Headline numbers with bootstrap intervals; null where the data say nothing. */
  readonly metrics: Readonly<Record<MetricName, Estimate>>;
  /** The strategy's Sharpe ratio less this one's, on the same drawn days; null for the strategy itself. */
  readonly sharpeDifference: Estimate | null;
}

export interface GridCell {
  readonly delay: number;
  readonly costBps: number;
  readonly cagr: number | null;
  readonly sharpe: number | null;
  readonly maxDrawdown: number | null;
}

export interface BacktestDocument extends RegimeJudgement {
  /** The first paragraph, in words. */
  readonly summary: readonly string[];
  readonly period: { readonly from: IsoDate; readonly to: IsoDate; readonly days: number };
  readonly execution: { readonly delay: number; readonly costBps: number; readonly halfSpreadBps: number };
  readonly strategies: readonly JudgedStrategy[];
  /** Whether any of so many is better than luck makes the best of them; null without a panel. */
  readonly rivals: PanelTests | null;
  /** What the last model would have said from other seeds; null where it was not asked. */
  readonly seeds: SeedDocument | null;
  readonly grid: readonly GridCell[];
  readonly information: RegimeInformation;
  readonly calls: readonly FallCall[];
  /** Null where the truth is not known. */
  readonly truth: TruthDocument | null;
  /** Beside the recessions of the NBER, where their dates were given. */
  readonly recessions: RecessionDocument | null;
  /** The Sharpe ratio against the best of so many that were tried. */
  readonly trials: {
    readonly count: number;
    readonly deflatedSharpe: number | null;
    /** Annualised Sharpe ratio to expect of the best of so many without skill. */
    readonly expectedMaximum: number;
  };
  readonly bootstrap: {
    readonly replications: number;
    readonly level: number;
    readonly blockDays: number;
    /** Of the strategy, for pictures. */
    readonly distributions: readonly BootstrapDistribution[];
  };
  readonly walkForward: {
    readonly folds: readonly FoldRecord[];
    readonly findings: readonly WalkForwardFinding[];
    readonly meanRelabelledShare: number | null;
    readonly worstRelabelledShare: number | null;
  };
  /** Day by day, for CSV and pictures. */
  readonly daily: {
    readonly dates: readonly IsoDate[];
    /** Most probable regime of each day; empty on a day without a signal. */
    readonly regimes: readonly string[];
    /** By regime; null on a day without a signal. */
    readonly probabilities: Readonly<Record<string, readonly (number | null)[]>>;
    /** Net returns by the name of the strategy. */
    readonly returns: Readonly<Record<string, readonly number[]>>;
    /** Of the strategy. */
    readonly exposure: readonly number[];
    /** Of the strategy, by asset, held over the day; cash holds what is left of one. */
    readonly weights: Readonly<Record<string, readonly number[]>>;
    readonly riskFree: readonly number[];
  };
}
