import type { OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';

export interface NormalMixtureOptions {
  /** @default 0.05 */
  readonly alpha?: number;
  /** Days at which the radius is narrowest, for differences of the given scale. @default 60 */
  readonly tunedAt?: number;
  /** Standard deviation of the differences, for the tuning. @default 1 */
  readonly scale?: number;
}

const OPTIONS: OptionNames<NormalMixtureOptions> = { alpha: true, tunedAt: true, scale: true };

/**
 * ASYMPTOTIC bounds for the mean, for comparison only: the running mean -+ sqrt((V + rho) (ln((V + rho) / rho) +
 * 2 ln(1 / alpha))) / t, V the running sum of squared deviations (Robbins 1970; Waudby-Smith, Arbour, Sinha, Kennedy and
 * Ramdas 2024 on what it asymptotically is). With a V that is estimated from few days it does not keep its level: for skewed
 * differences, daily looks over a year err in a fifth to two fifths of all cases. Nothing in regimekit decides by it.
 *
 * @throws InvalidSeriesError, InvalidOptionError
 */
export function asymptoticNormalMixture(
  differences: Series,
  options: NormalMixtureOptions = {},
): { readonly lower: Float64Array; readonly upper: Float64Array } {
  checkOptions(options, OPTIONS, 'asymptoticNormalMixture');
  const { alpha = 0.05, tunedAt = 60, scale = 1 } = options;
  checkNumber('alpha', alpha, { above: 0, below: 1 });
  checkNumber('tunedAt', tunedAt, { atLeast: 1 });
  checkNumber('scale', scale, { above: 0 });
  const d = checkSeries('differences', differences);
  const logOdds = 2 * Math.log(1 / alpha);
  // The rho that makes the radius at V = tunedAt scale^2 narrowest, to first order (Howard et al. 2021, section 3.5).
  const rho = (tunedAt * scale ** 2) / (logOdds + Math.log1p(logOdds));
  const lower = new Float64Array(d.length);
  const upper = new Float64Array(d.length);
  let [mean, V] = [0, 0];
  for (let t = 1; t <= d.length; t++) {
    const gap = d[t - 1]! - mean;
    mean += gap / t;
    V += gap * (d[t - 1]! - mean);
    const radius = Math.sqrt((V + rho) * (Math.log((V + rho) / rho) + logOdds)) / t;
    lower[t - 1] = mean - radius;
    upper[t - 1] = mean + radius;
  }
  return { lower, upper };
}
