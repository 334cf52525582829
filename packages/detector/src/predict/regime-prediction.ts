import type { Regime } from '../labels/regimes.ts';

/** Probability of each regime of the model, in the order from the least to the most stressed; they sum to one. */
export type RegimeProbabilities = Readonly<Record<Regime, number>>;

/**
 * What a prediction stands on. A history begins at the stationary distribution (the long-run shares of the regimes) and
 * every row moves it; after a row or two of a calm market, after a few weeks of a doubtful one, the beginning is
 * forgotten.
 */
export interface PredictionBasis {
  /** `history`: earlier rows of the same sequence were filtered too. `stationary`: this row alone, judged from the long-run shares. */
  readonly kind: 'history' | 'stationary';
  /** Rows of the sequence that were seen, this one included: 1 for `stationary`. */
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
  readonly probabilities: RegimeProbabilities;
  readonly basis: PredictionBasis;
}

export function createRegimePrediction(
  regimes: readonly Regime[],
  filteredProbs: Float64Array,
  place: { row: number; date: string | null; rowsSeen: number },
): RegimePrediction {
  const best = indexOfMaximum(filteredProbs);
  return {
    row: place.row,
    date: place.date,
    regime: regimes[best]!,
    confidence: filteredProbs[best]!,
    probabilities: byRegime(regimes, filteredProbs),
    basis: { kind: place.rowsSeen > 1 ? 'history' : 'stationary', rows: place.rowsSeen },
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
