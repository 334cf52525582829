import { studentTUpperTail } from '@regimekit/numerics/distributions';
import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkOptions, checkWhole } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import { autocovariances, centred } from '../resampling/block-length.ts';
import { ALTERNATIVES, symmetricPValue, type Alternative } from './alternative.ts';

export interface DieboldMarianoOptions {
  /** Steps ahead that the forecasts look. @default 1 */
  readonly horizon?: number;
  /**
   * L, the autocovariances in the variance.
   *
   * @default floor(4 (n / 100)^(2 / 9)), and at least horizon - 1
   */
  readonly lags?: number;
  /** `greater`: the mean difference is above zero. @default 'two-sided' */
  readonly alternative?: Alternative;
}

const OPTIONS: OptionNames<DieboldMarianoOptions> = { horizon: true, lags: true, alternative: true };

export interface DieboldMarianoResult {
  readonly n: number;
  readonly meanDifference: number;
  /** Of the mean, from the Newey-West variance, before the small-sample factor. */
  readonly standardError: number;
  /** With the small-sample factor; `undefined` when the differences never vary. */
  readonly statistic: number | undefined;
  /** From Student's t with n - 1 degrees of freedom; `undefined` as the statistic. */
  readonly pValue: number | undefined;
  readonly lags: number;
  readonly horizon: number;
  readonly alternative: Alternative;
}

/**
 * Test of equal forecasts: the mean of the differences d_t of two losses (or scores) over its Newey-West standard error,
 * sqrt((R_0 + 2 sum_l (1 - l / (L + 1)) R_l) / n), times the factor sqrt((n + 1 - 2h + h (h - 1) / n) / n), against
 * Student's t with n - 1 degrees of freedom.
 *
 * Sources: Diebold and Mariano (1995); Newey and West (1987) for the weights; Harvey, Leybourne and Newbold (1997) for the
 * factor. With `lags` of 0 and horizon 1 it is the ordinary t-test of the mean.
 *
 * @param differences - loss of A less loss of B, a day each, at least 10
 * @throws InvalidSeriesError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { dieboldMariano } from '@regimekit/evaluation';
 *
 * const { pValue } = dieboldMariano([0.3, -0.1, 0.4, 0.2, 0.1, -0.2, 0.5, 0.3, 0.2, 0.1], { lags: 0 });
 * pValue?.toFixed(4); // '0.0266'
 * ```
 */
export function dieboldMariano(differences: Series, options: DieboldMarianoOptions = {}): DieboldMarianoResult {
  checkOptions(options, OPTIONS, 'dieboldMariano');
  const d = checkSeries('differences', differences, 10);
  const n = d.length;
  const { horizon = 1, alternative = 'two-sided' } = options;
  checkWhole('horizon', horizon, 1);
  checkChoice('alternative', alternative, ALTERNATIVES);
  const { lags = Math.max(neweyWestLags(n), horizon - 1) } = options;
  checkWhole('lags', lags, 0);
  if (lags >= n || horizon > n / 2) {
    const [name, value] = lags >= n ? ['lags', lags] : ['horizon', horizon];
    throw new InvalidOptionError(name, `well below the number of differences, ${n}`, value);
  }
  const eps = centred(d);
  const meanDifference = d[0]! - eps[0]!;
  const standardError = Math.sqrt(neweyWestVariance(eps, lags) / n);
  const common = { n, meanDifference, standardError, lags, horizon, alternative };
  if (standardError <= RELATIVE_ROUNDING * largestOf(d)) {
    return { ...common, standardError: 0, statistic: undefined, pValue: undefined };
  }
  const factor = Math.sqrt((n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n);
  const statistic = (factor * meanDifference) / standardError;
  return { ...common, statistic, pValue: symmetricPValue(statistic, alternative, (t) => studentTUpperTail(t, n - 1)) };
}

/** The lags that Newey and West (1994) begin with: floor(4 (n / 100)^(2 / 9)). */
function neweyWestLags(n: number): number {
  return Math.floor(4 * (n / 100) ** (2 / 9));
}

/** Long-run variance with Bartlett weights, never below zero: R_0 + 2 sum_l (1 - l / (L + 1)) R_l. */
function neweyWestVariance(eps: Float64Array, lags: number): number {
  const covariances = autocovariances(eps, lags);
  let sum = covariances[0]!;
  for (let l = 1; l <= lags; l++) sum += 2 * (1 - l / (lags + 1)) * covariances[l]!;
  return Math.max(sum, 0);
}

/** A standard error below this share of the largest value is rounding. */
const RELATIVE_ROUNDING = 1e-13;

function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let t = 0; t < values.length; t++) largest = Math.max(largest, Math.abs(values[t]!));
  return largest;
}
