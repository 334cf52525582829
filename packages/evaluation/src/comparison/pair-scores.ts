import type { IsoDate } from '@regimekit/features';
import { checkNumber } from '../check-options.ts';
import { checkSameLength, checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError, InvalidSeriesError } from '../errors.ts';
import { checkDates } from '../quality/check-labels.ts';

/** One-step log scores of one model. */
export interface ScoredDays {
  readonly dates: readonly IsoDate[];
  /** ln p(features of the day | days before), as the model computes it. */
  readonly logScores: Series;
  /** sum of ln sd of its scaler, or one for each day where refits change it; 0 for scores in raw units. @default 0 */
  readonly sumLogDeviations?: number | Series;
  /** Of the feature set. Log scores of different features cannot be compared. */
  readonly featureSetFingerprint: string;
}

/** Days that both have scored. */
export interface PairedScores {
  readonly dates: readonly IsoDate[];
  /** Candidate less baseline, raw units, in nats. */
  readonly differences: Float64Array;
  /** Share of the days of either that both have. */
  readonly coverage: number;
  readonly baselineDays: number;
  readonly candidateDays: number;
}

/**
 * Paired log scores in raw units: each score less the sum of ln sd of its scaler, on the days that both have.
 *
 * @throws InvalidOptionError when the feature sets differ; InvalidSeriesError, also without a common day; LengthMismatchError
 */
export function pairScores(baseline: ScoredDays, candidate: ScoredDays): PairedScores {
  if (baseline.featureSetFingerprint !== candidate.featureSetFingerprint) {
    throw new InvalidOptionError(
      'featureSetFingerprint of the candidate',
      `that of the baseline, ${baseline.featureSetFingerprint}`,
      candidate.featureSetFingerprint,
      'Compare models of different features by decisions and economics, not by log score.',
    );
  }
  const a = rawScores('baseline', baseline);
  const b = rawScores('candidate', candidate);
  const dates = baseline.dates.filter((date) => b.has(date));
  if (dates.length === 0) throw new InvalidSeriesError('the two models', 'days in common', 'none');
  const differences = Float64Array.from(dates, (date) => b.get(date)! - a.get(date)!);
  const coverage = dates.length / (a.size + b.size - dates.length);
  return { dates, differences, coverage, baselineDays: a.size, candidateDays: b.size };
}

function rawScores(name: string, { dates, logScores, sumLogDeviations = 0 }: ScoredDays): Map<IsoDate, number> {
  checkDates(`the dates of the ${name}`, dates);
  const scores = checkSeries(`the scores of the ${name}`, logScores);
  checkSameLength(`the scores of the ${name}`, scores.length, 'its dates', dates.length);
  if (typeof sumLogDeviations === 'number') {
    checkNumber('sumLogDeviations', sumLogDeviations);
    return new Map(dates.map((date, t) => [date, scores[t]! - sumLogDeviations]));
  }
  const shifts = checkSeries(`sumLogDeviations of the ${name}`, sumLogDeviations);
  checkSameLength(`sumLogDeviations of the ${name}`, shifts.length, 'its dates', dates.length);
  return new Map(dates.map((date, t) => [date, scores[t]! - shifts[t]!]));
}
