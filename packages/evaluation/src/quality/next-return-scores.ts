// What a walked model says of the return of the day after, scored on the days that it answered for.
import type { FeatureMatrix, MarketSeries } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { moments } from '../metrics/moments.ts';
import type { FoldReplay } from '../walk-forward/replay-folds.ts';
import type { RowRange } from './gaussian-density.ts';
import { mixtureLogScores, returnsOfRegime } from './log-scores.ts';
import { predictedLevels } from './return-calibration.ts';

/** Mean and standard deviation of the next return by regime, learnt from training rows. */
export type LearnReturns = (
  probs: MatrixView,
  returns: Float64Array,
) => { readonly means: Float64Array; readonly deviations: Float64Array };

export interface ScoredNextReturns {
  /** Rows that the returns by regime were learnt from: the return after the last training row is not known at the refit. */
  readonly train: RowRange;
  readonly test: RowRange;
  /** ln p(return of the day after), one for each row of the test. */
  readonly logScores: Float64Array;
  /** Where each return lay in its predicted distribution, 0 to 1. */
  readonly levels: Float64Array;
}

/**
 * The test rows of one fold. A hidden Markov model says which regime the next day is in; a model without densities (a jump
 * model, clipped features) has the regime of the day itself, and what came the day after is learnt for that one.
 *
 * @param returns - of the day after each row, see {@link nextReturns}
 * @param known - rows that have such a return
 * @returns `undefined` where no row has
 */
export function scoreNextReturns(
  { train, test, known: regimes, probs, densities }: FoldReplay,
  returns: Float64Array,
  known: number,
  learn: LearnReturns,
): ScoredNextReturns | undefined {
  const learnt = train.end - 1;
  const end = Math.min(test.end, known);
  if (end <= test.start) return undefined;
  const all = densities?.next ?? probs;
  const K = regimes.length;
  // Regimes that this fold's model does not know have no returns to learn from, and no chance either.
  const rows = (from: number, to: number): MatrixView =>
    new MatrixView(
      to - from,
      K,
      Float64Array.from({ length: (to - from) * K }, (_, i) =>
        all.get(from - train.start + Math.floor(i / K), regimes[i % K]!),
      ),
    );
  const { means, deviations } = learn(rows(train.start, learnt), returns.subarray(train.start, learnt));
  const tested = [rows(test.start, end), means, deviations, returns.subarray(test.start, end)] as const;
  return {
    train: { from: train.start, to: learnt },
    test: { from: test.start, to: end },
    logScores: mixtureLogScores(...tested),
    levels: predictedLevels(...tested),
  };
}

/** As `returnsByRegime`; a regime that no training day was in has the returns of all of them. */
export const learnSeenReturns: LearnReturns = (probs, returns) => {
  const { mean: overall, standardDeviation } = moments(returns);
  const regimes = Array.from({ length: probs.columns }, (_, k) => {
    const own = returnsOfRegime(probs, returns, k);
    return own.deviation > 0 ? own : { mean: overall, deviation: standardDeviation };
  });
  return {
    means: Float64Array.from(regimes, ({ mean }) => mean),
    deviations: Float64Array.from(regimes, ({ deviation }) => deviation),
  };
};

/** From the close of each row's day to the close of the session after it; NaN where there is none. */
export function nextReturns({ dates }: FeatureMatrix, { dates: days, values }: MarketSeries): Float64Array {
  const sessions = days.flatMap((date, s) => (Number.isNaN(values[s]!) ? [] : [{ date, close: values[s]! }]));
  const sessionOf = new Map(sessions.map(({ date }, s) => [date, s]));
  return Float64Array.from(dates, (date) => {
    const s = sessionOf.get(date);
    const [now, after] = [sessions[s ?? -1], sessions[(s ?? -2) + 1]];
    return now === undefined || after === undefined ? Number.NaN : after.close / now.close - 1;
  });
}
