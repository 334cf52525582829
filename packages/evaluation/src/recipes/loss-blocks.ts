// How long the blocks must be that daily differences of two models are drawn in.
import { checkSeries, type Series } from '../check-series.ts';
import { autocovariances, centred, optimalBlockLength } from '../resampling/block-length.ts';
import { LEAST_SCORE_BLOCK } from '../quality/density-scores.ts';

export interface ScoreBlocks {
  /** Mean length of a block in days. */
  readonly blockDays: number;
  /** Largest autocorrelation at lag 1 of the daily differences; null where none of them varies. */
  readonly autocorrelation: number | null;
}

/** Differences of fitted models may look calm from day to day and still lean to one side for a quarter. */
const LEAST_BLOCK = 63;
/** From here on the differences remember for months, and a quarter is too short. */
const PERSISTENT = 0.5;

/**
 * A quarter, or 250 days where the differences are autocorrelated by .5 and more, or what Politis and White take, whichever
 * is longest; never more than a quarter of the days, because fewer than four blocks say nothing of how blocks differ.
 *
 * @param differences - daily differences of two scores, one series or several, at least 20 days
 */
export function scoreBlocks(differences: readonly Series[]): ScoreBlocks {
  const series = differences.map((each, k) => checkSeries(`differences ${k}`, each, 20));
  const memories = series.flatMap((values) => {
    const [variance, covariance] = autocovariances(centred(values), 1);
    return variance! > 0 ? [covariance! / variance!] : [];
  });
  const autocorrelation = memories.length === 0 ? null : Math.max(...memories);
  const wanted = (autocorrelation ?? 0) >= PERSISTENT ? LEAST_SCORE_BLOCK : LEAST_BLOCK;
  const ownMemory = Math.max(...series.map((values) => Math.ceil(optimalBlockLength(values).stationary)));
  const most = Math.max(1, Math.floor(series[0]!.length / 4));
  return { blockDays: Math.min(Math.max(wanted, ownMemory), most), autocorrelation };
}
