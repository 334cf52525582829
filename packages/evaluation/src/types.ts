// What the parts of an evaluation hand to each other: plain dated data.
import type { IsoDate } from '@regimekit/features';
import type { MatrixView } from '@regimekit/numerics';

/** Filtered probabilities of one walk-forward run, one row a day. */
export interface SignalHistory {
  readonly dates: readonly IsoDate[];
  /** K names, from the least to the most stressed. */
  readonly regimes: readonly string[];
  /** T x K, decided at the close of the day from what was known then. */
  readonly probs: MatrixView;
  /** T: index of the fold whose model made the row. */
  readonly fold: Int32Array;
}

/** Returns of several assets over the same days. */
export interface AssetReturns {
  readonly dates: readonly IsoDate[];
  /** A names. */
  readonly names: readonly string[];
  /** T x A simple returns, from the close before to the close of the day. */
  readonly returns: MatrixView;
  /** T: simple return of cash over the same day. */
  readonly riskFree: Float64Array;
}

/** Weights of several assets; cash holds what is left of one. */
export interface WeightHistory {
  readonly dates: readonly IsoDate[];
  readonly names: readonly string[];
  /** T x A, decided at the close of the day. */
  readonly weights: MatrixView;
}

/** What a strategy earned, day by day. */
export interface StrategyResult {
  readonly dates: readonly IsoDate[];
  /** T: simple returns after costs. */
  readonly returns: Float64Array;
  /** T: simple returns before costs. */
  readonly grossReturns: Float64Array;
  /** T: half of the sum of |weight - drifted weight| over all assets, cash included. */
  readonly turnover: Float64Array;
  /** A names: the columns of `held`. */
  readonly names: readonly string[];
  /** T x A: weights after the trade at the close before; cash holds what is left of one. */
  readonly held: MatrixView;
  /** T: sum of the weights of all assets but cash. */
  readonly exposure: Float64Array;
  /** T: what trading cost, as a share of wealth. */
  readonly costs: Float64Array;
}
