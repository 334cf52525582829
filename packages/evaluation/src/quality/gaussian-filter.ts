// A Gaussian hidden Markov model in the units of the features: what it says of each row before and after it is seen.
import { MatrixView } from '@regimekit/numerics';
import { choleskyFactor, gaussianLogDensity, type GaussianDensity, type RowRange } from './gaussian-density.ts';

export interface GaussianRegimes {
  /** K: what each sequence begins with. */
  readonly initialProbs: ArrayLike<number>;
  /** K x K, flat. */
  readonly transitions: ArrayLike<number>;
  /** K. */
  readonly densities: readonly GaussianDensity[];
}

export interface FilteredRange {
  /** Rows of the range x K: p(regime | rows so far). */
  readonly filtered: MatrixView;
  /** Rows of the range x K: p(regime of the row after | rows so far). */
  readonly next: MatrixView;
  /** ln p(row | rows before), one for each row of the range. */
  readonly logScores: Float64Array;
}

/** Numbers of a model in standardised units, as they are stored. */
export interface StandardisedGaussians {
  readonly covarianceType: 'spherical' | 'diag' | 'tied' | 'full';
  /** K x D, flat. */
  readonly means: ArrayLike<number>;
  /** K, K x D, D x D or K x D x D, flat. */
  readonly covariances: ArrayLike<number>;
  /** D: what the scaler took off, and what it divided by. */
  readonly scaler: { readonly means: ArrayLike<number>; readonly scales: ArrayLike<number> };
}

/** The densities of the states in raw units: x = mean + scale z for each feature. */
export function inUnitsOfFeatures({
  covarianceType,
  means,
  covariances,
  scaler,
}: StandardisedGaussians): GaussianDensity[] {
  const D = scaler.means.length;
  return Array.from({ length: means.length / D }, (_, k) => {
    const covariance = new Float64Array(D * D);
    for (let i = 0; i < D; i++) {
      for (let j = 0; j <= i; j++) {
        const at = { spherical: k, diag: k * D + i, tied: i * D + j, full: (k * D + i) * D + j }[covarianceType];
        const isNone = i !== j && (covarianceType === 'spherical' || covarianceType === 'diag');
        covariance[i * D + j] = isNone ? 0 : covariances[at]! * scaler.scales[i]! * scaler.scales[j]!;
      }
    }
    const mean = Float64Array.from(
      { length: D },
      (_each, i) => scaler.means[i]! + scaler.scales[i]! * means[k * D + i]!,
    );
    return { mean, factor: choleskyFactor(covariance, D) };
  });
}

/**
 * Filters the rows of a range, beginning anew at its first row and wherever a sequence begins.
 *
 * @param begins - rows at which a sequence begins
 */
export function filterGaussian(
  { initialProbs, transitions, densities }: GaussianRegimes,
  rows: MatrixView,
  { from, to }: RowRange,
  begins: ReadonlySet<number>,
): FilteredRange {
  const K = densities.length;
  const filtered = MatrixView.zeros(to - from, K);
  const next = MatrixView.zeros(to - from, K);
  const logScores = new Float64Array(to - from);
  let predicted = Float64Array.from(initialProbs);
  for (let t = from; t < to; t++) {
    if (begins.has(t)) predicted = Float64Array.from(initialProbs);
    const logs = densities.map((density, k) => Math.log(predicted[k]!) + gaussianLogDensity(density, rows.row(t)));
    const largest = Math.max(...logs);
    let sum = 0;
    for (const log of logs) sum += Math.exp(log - largest);
    const after = new Float64Array(K);
    for (let k = 0; k < K; k++) {
      const p = Math.exp(logs[k]! - largest) / sum;
      filtered.data[(t - from) * K + k] = p;
      for (let j = 0; j < K; j++) after[j]! += p * transitions[k * K + j]!;
    }
    next.data.set(after, (t - from) * K);
    logScores[t - from] = largest + Math.log(sum);
    predicted = after;
  }
  return { filtered, next, logScores };
}

/** Rows at which the sequences begin that have these lengths. */
export function sequenceBegins(lengths: readonly number[]): Set<number> {
  let start = 0;
  return new Set(lengths.map((length) => (start += length) - length));
}
