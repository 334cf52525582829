// Against a truth that is known, as in a simulation: how right, how near to what can be had, how well meant.
import type { FeatureMatrix, IsoDate } from '@regimekit/features';
import { MatrixView } from '@regimekit/numerics';
import { jsonSafe, type JsonSafe } from '../comparison/json-safe.ts';
import { InvalidSeriesError } from '../errors.ts';
import { calibrationCurve, type CalibrationCurve } from '../quality/calibration-curve.ts';
import { fitGaussian, type GaussianDensity } from '../quality/gaussian-density.ts';
import { filterGaussian, sequenceBegins } from '../quality/gaussian-filter.ts';
import { balancedAccuracy, brierScore, labelLogScore } from '../quality/truth-scores.ts';
import type { SignalHistory } from '../types.ts';
import { mostProbable } from '../walk-forward/align-folds.ts';

/** The regime that each day truly had. */
export type RegimeTruth = readonly { readonly date: IsoDate; readonly regime: string }[];

export interface Rightness {
  /** Share of the days whose most probable regime is the true one. */
  readonly accuracy: number;
  /** Mean of the shares found of each true regime. */
  readonly balancedAccuracy: number;
  readonly brier: number;
  /** Mean of ln p(true regime). */
  readonly logScore: number;
}

export interface TruthDocument {
  /** Days that have a signal and a truth. */
  readonly days: number;
  readonly signals: Rightness;
  /**
   * The same days filtered with parameters that were estimated from the true labels of all days, as no user could: Gaussians
   * without and with correlations inside a regime. Null where the features are not known.
   */
  readonly ceiling: { readonly diag: Rightness; readonly full: Rightness } | null;
  /** What was said of the most stressed regime against how often it was there. */
  readonly calibration: JsonSafe<CalibrationCurve>;
}

/**
 * Walk-forward signals against the truth, beside their ceiling.
 *
 * The ceiling is that of a filter which takes rows of a regime for independent: features that remember their own past are
 * not, so that it can be passed by luck or by a model that knows more.
 *
 * @throws InvalidSeriesError when no day has both, or the truth has a regime that the model has no name for
 */
export function judgeTruth(
  signals: SignalHistory,
  truth: RegimeTruth,
  { features, seed }: { readonly features?: FeatureMatrix | undefined; readonly seed: number },
): TruthDocument {
  const labelOf = labelsByDay(truth, signals.regimes);
  const rows = signals.dates.flatMap((date, t) => (labelOf.has(date) ? [t] : []));
  if (rows.length === 0) throw new InvalidSeriesError('truth', 'days that have a signal', 'none');
  const days = rows.map((t) => signals.dates[t]!);
  const labels = days.map((date) => labelOf.get(date)!);
  const probs = pick(signals.probs, rows);
  const K = signals.regimes.length;
  const stressed = rows.map((_, i) => Math.min(1, Math.max(0, probs.get(i, K - 1))));
  const outcomes = labels.map((label) => (label === K - 1 ? 1 : 0));
  return {
    days: rows.length,
    signals: rightness(probs, labels),
    ceiling: features === undefined ? null : ceilingOf(features, labelOf, days, K),
    calibration: jsonSafe(calibrationCurve(stressed, outcomes, { seed })),
  };
}

function labelsByDay(truth: RegimeTruth, regimes: readonly string[]): Map<IsoDate, number> {
  return new Map(
    truth.map(({ date, regime }) => {
      const label = regimes.indexOf(regime);
      if (label >= 0) return [date, label];
      throw new InvalidSeriesError('truth', `one of ${regimes.join(', ')}`, `${regime} on ${date}`);
    }),
  );
}

function rightness(probs: MatrixView, labels: readonly number[]): Rightness {
  const called = labels.map((_, t) => mostProbable(probs.data, t, probs.columns));
  return {
    accuracy: called.filter((label, t) => label === labels[t]).length / labels.length,
    balancedAccuracy: balancedAccuracy(labels, called, probs.columns),
    brier: brierScore(probs, labels),
    logScore: labelLogScore(probs, labels).score,
  };
}

function ceilingOf(
  features: FeatureMatrix,
  labelOf: ReadonlyMap<IsoDate, number>,
  days: readonly IsoDate[],
  K: number,
): TruthDocument['ceiling'] {
  const labels = features.dates.map((date) => labelOf.get(date));
  const begins = sequenceBegins(features.lengths);
  const rowsOf = Array.from({ length: K }, (_, k) => labels.flatMap((label, t) => (label === k ? [t] : [])));
  const D = features.columns;
  // A regime that has too few rows for a covariance has no ceiling to speak of.
  if (rowsOf.some((rows) => rows.length <= D + 1)) return null;
  const full = rowsOf.map((rows) => fitGaussian(pick(features, rows).data, D));
  const transitions = transitionShares(labels, begins, K);
  const total = rowsOf.reduce((sum, rows) => sum + rows.length, 0);
  const initialProbs = rowsOf.map((rows) => rows.length / total);
  const tested = days.map((date) => features.indexOf(date));
  const truth = days.map((date) => labelOf.get(date)!);
  const by = (densities: readonly GaussianDensity[]): Rightness => {
    const range = { from: 0, to: features.rows };
    const { filtered } = filterGaussian({ initialProbs, transitions, densities }, features, range, begins);
    return rightness(pick(filtered, tested), truth);
  };
  return { diag: by(full.map(withoutCorrelations)), full: by(full) };
}

/** K x K, flat; one pseudo-count a row shared evenly, so that nothing that never happened is impossible. */
function transitionShares(
  labels: readonly (number | undefined)[],
  begins: ReadonlySet<number>,
  K: number,
): Float64Array {
  const counts = new Float64Array(K * K).fill(1 / K);
  for (let t = 1; t < labels.length; t++) {
    const [before, now] = [labels[t - 1], labels[t]];
    if (before !== undefined && now !== undefined && !begins.has(t)) counts[before * K + now]!++;
  }
  return counts.map((count, at) => {
    const row = counts.subarray(at - (at % K), at - (at % K) + K);
    return count / row.reduce((sum, each) => sum + each, 0);
  });
}

/** The same variances, which are the squared lengths of the rows of the factor. */
function withoutCorrelations({ mean, factor }: GaussianDensity): GaussianDensity {
  const D = mean.length;
  const diagonal = new Float64Array(D * D);
  for (let i = 0; i < D; i++) diagonal[i * D + i] = Math.hypot(...factor.subarray(i * D, i * D + D));
  return { mean, factor: diagonal };
}

function pick({ columns, data }: MatrixView, rows: readonly number[]): MatrixView {
  const picked = MatrixView.zeros(rows.length, columns);
  rows.forEach((row, i) => picked.data.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return picked;
}
