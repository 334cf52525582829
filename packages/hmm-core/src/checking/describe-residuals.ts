import type { OptionNames } from '@regimekit/numerics';
import { logNormalPdf, normalQuantile } from '@regimekit/numerics/distributions';
import { checkOptions } from '../check-options.ts';
import { InvalidObservationsError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { autocorrelations, present, type Series } from './autocorrelations.ts';
import type { PseudoResiduals } from './pseudo-residuals.ts';

/** How fine the pictures of residuals are. */
export interface ResidualPictureOptions {
  /** Lags of the autocorrelations. @default 20 */
  readonly lags?: number | undefined;
  /** Bars of the histogram, of equal width. @default 24 */
  readonly bins?: number | undefined;
}

const optionNames: OptionNames<ResidualPictureOptions> = { lags: true, bins: true };

/** What is drawn of the residuals of one feature: plain numbers. */
export interface ResidualPictures {
  readonly feature: number;
  readonly nValues: number;
  readonly histogram: {
    /** Borders of the bars, one more than there are bars. */
    readonly edges: readonly number[];
    /** Share of the values in each bar over its width, to be held against `normal`. */
    readonly densities: readonly number[];
    /** The standard normal density in the middle of each bar. */
    readonly normal: readonly number[];
  };
  readonly autocorrelation: {
    /** At lags 1, 2, ... */
    readonly values: readonly number[];
    /** The same of the squared residuals. */
    readonly squares: readonly number[];
    /** Plus and minus: under the model 95 of 100 lie within, 1.96 / sqrt(n). */
    readonly band: number;
  };
  readonly quantiles: {
    /** Of the standard normal distribution at (i - 1/2) / n; at most 400 points. */
    readonly theoretical: readonly number[];
    /** The residuals that lie there, ascending. */
    readonly sample: readonly number[];
  };
}

/** More points cannot be told apart in a picture. */
const MOST_POINTS = 400;

/**
 * The pictures of pseudo-residuals as numbers, feature by feature: histogram with the normal curve, autocorrelations with
 * their band, quantile plot.
 *
 * @throws InvalidOptionError; InvalidObservationsError for a feature without values
 *
 * @example
 * ```ts
 * import { createGaussianHmm, describeResiduals, pseudoResiduals, sample } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
 * const [first] = describeResiduals(pseudoResiduals(model, sample(model, 400, { seed: 1 }).observations));
 * first?.autocorrelation.band; // 0.098
 * ```
 */
export function describeResiduals(
  { residuals, lengths, kinds }: PseudoResiduals,
  options: ResidualPictureOptions = {},
): ResidualPictures[] {
  checkOptions(options, optionNames, 'describeResiduals');
  const { lags = 20, bins = 24 } = options;
  checkWholeNumber(lags, 'lags');
  checkWholeNumber(bins, 'bins');
  return kinds.map((_, feature) => {
    const series: Series = {
      values: Float64Array.from({ length: residuals.rows }, (_unused, t) => residuals.get(t, feature)),
      lengths,
    };
    const sorted = present(series).toSorted();
    if (sorted.length === 0) {
      throw new InvalidObservationsError(`Feature ${feature} has no residuals.`, { code: 'TOO_FEW_VALUES' });
    }
    const squares = { values: series.values.map((value) => value * value), lengths };
    return {
      feature,
      nValues: sorted.length,
      histogram: histogramOf(sorted, bins),
      autocorrelation: {
        values: Array.from(autocorrelations(series, lags)),
        squares: Array.from(autocorrelations(squares, lags)),
        band: -normalQuantile(0.025) / Math.sqrt(sorted.length),
      },
      quantiles: quantilesOf(sorted),
    };
  });
}

function histogramOf(sorted: Float64Array, bins: number): ResidualPictures['histogram'] {
  // Symmetric about 0, and wide enough for every value.
  const reach = Math.max(3.5, Math.abs(sorted[0]!), Math.abs(sorted.at(-1)!));
  const width = (2 * reach) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) counts[Math.min(bins - 1, Math.max(0, Math.floor((value + reach) / width)))]!++;
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => -reach + i * width),
    densities: counts.map((count) => count / sorted.length / width),
    normal: counts.map((_, i) => Math.exp(logNormalPdf(-reach + (i + 0.5) * width))),
  };
}

function quantilesOf(sorted: Float64Array): ResidualPictures['quantiles'] {
  const n = sorted.length;
  const points = Math.min(n, MOST_POINTS);
  const at = Array.from({ length: points }, (_, i) => (points === 1 ? 0 : Math.round((i * (n - 1)) / (points - 1))));
  return {
    theoretical: at.map((i) => normalQuantile((i + 0.5) / n)),
    sample: at.map((i) => sorted[i]!),
  };
}
