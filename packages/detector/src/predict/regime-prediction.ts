import type { Regime } from '../labels/regimes.ts';

/** Probability of each regime of the model, in the order from the least to the most stressed; they sum to one. */
export type RegimeProbabilities = Readonly<Record<Regime, number>>;

/**
 * What a prediction stands on. A history begins at the stationary distribution (the long-run shares of the regimes) and
 * every row moves it; after a row or two of a calm market, after a few weeks of a doubtful one, the beginning is
 * forgotten.
 */
export interface PredictionBasis {
  /**
   * `history`: earlier rows of the same sequence were filtered too. `stationary`: this row alone, judged from the long-run
   * shares. `nearest`: this row alone, by the nearest center of a jump model.
   */
  readonly kind: 'history' | 'stationary' | 'nearest';
  /** Rows of the sequence that were seen, this one included: 1 unless it is a `history`. */
  readonly rows: number;
}

/** One row's regime, by what was known at that row. */
export interface RegimePrediction {
  /** Number of the row in the features that were given, from 0. */
  readonly row: number;
  /** The row's day; null where the features have no dates. */
  readonly date: string | null;
  /** The most probable regime; of equals the less stressed. */
  readonly regime: Regime;
  /** Probability of that regime. */
  readonly confidence: number;
  /** Of a DISCRETE JUMP MODEL a decision, 1 for the regime and 0 for the others: no probability. `margin` says how firm it is. */
  readonly probabilities: RegimeProbabilities;
  /**
   * Of a jump model only: how much higher its objective over the rows so far would be if this row were in the regime that
   * comes second, >= 0. It is in the unit of the jump penalty: near 0 the next row can turn the decision.
   */
  readonly margin?: number;
  readonly basis: PredictionBasis;
}

export function createRegimePrediction(
  regimes: readonly Regime[],
  filteredProbs: Float64Array,
  place: {
    row: number;
    date: string | null;
    rowsSeen: number;
    firstRowBasis?: 'stationary' | 'nearest';
    margin?: number | null;
  },
): RegimePrediction {
  const { rowsSeen, firstRowBasis = 'stationary', margin = null } = place;
  const best = indexOfMaximum(filteredProbs);
  return {
    row: place.row,
    date: place.date,
    regime: regimes[best]!,
    confidence: filteredProbs[best]!,
    probabilities: byRegime(regimes, filteredProbs),
    ...(margin === null ? {} : { margin }),
    basis: { kind: rowsSeen > 1 ? 'history' : firstRowBasis, rows: rowsSeen },
  };
}

export function byRegime(regimes: readonly Regime[], values: ArrayLike<number>): RegimeProbabilities {
  const result: Partial<Record<Regime, number>> = {};
  for (let k = 0; k < regimes.length; k++) result[regimes[k]!] = values[k]!;
  return result as RegimeProbabilities;
}

/** The first of the largest values. */
export function indexOfMaximum(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}
