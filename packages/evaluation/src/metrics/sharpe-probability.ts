// How sure a Sharpe ratio is, given how many returns, what shape, and how many strategies were tried.
import { normalCdf, normalQuantile } from '@regimekit/numerics/distributions';
import type { OptionNames } from '@regimekit/numerics';
import { checkNumber, checkOptions, checkWhole } from '../check-options.ts';
import { checkSeries, type Series } from '../check-series.ts';
import { InvalidOptionError } from '../errors.ts';
import { moments } from './moments.ts';
import { excessReturns } from './ratios.ts';

const EULER_MASCHERONI = 0.577_215_664_901_532_9;

/** What the probabilities stand on. All Sharpe ratios here are per period (a day), never annualised. */
export interface SharpeShape {
  /** mean / sd (ddof 1) of the excess returns of one period. */
  readonly sharpe: number;
  /** Number of returns, at least 2. */
  readonly n: number;
  readonly skewness: number;
  /** RAW kurtosis: 3 for a normal law. */
  readonly kurtosis: number;
}

/**
 * Shape of a series for the functions below.
 *
 * @returns `undefined` when the excess returns never vary
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function sharpeShape(
  returns: Series,
  options: { readonly riskFree?: number | Series } = {},
): SharpeShape | undefined {
  checkOptions(options, { riskFree: true }, 'sharpeShape');
  const { n, mean, standardDeviation, skewness, kurtosis } = moments(excessReturns(returns, options.riskFree ?? 0, 2));
  if (skewness === undefined || kurtosis === undefined) return undefined;
  return { sharpe: mean / standardDeviation, n, skewness, kurtosis };
}

/**
 * Probabilistic Sharpe ratio: the probability that the true Sharpe ratio lies above a threshold,
 * Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - g3 SR + (g4 - 1) / 4 SR^2)), SR per period, g4 the RAW kurtosis
 * (Bailey and Lopez de Prado 2012, equation 11). It takes the returns for independent.
 *
 * @param threshold - SR* per period
 * @returns `undefined` where the formula has no meaning: a variance of zero or less, from skewness and kurtosis that no law has
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { probabilisticSharpe } from '@regimekit/evaluation';
 *
 * // The hedge fund of the paper: 24 months, 0.458 a month, and not normal at all.
 * probabilisticSharpe({ sharpe: 0.458, n: 24, skewness: -2.448, kurtosis: 10.164 })?.toFixed(3); // '0.913'
 * ```
 */
export function probabilisticSharpe(shape: SharpeShape, threshold = 0): number | undefined {
  checkShape(shape);
  checkNumber('threshold', threshold);
  const variance = sharpeVariance(shape);
  if (!(variance > 0)) return undefined;
  return normalCdf(((shape.sharpe - threshold) * Math.sqrt(shape.n - 1)) / Math.sqrt(variance));
}

/** What was tried before this strategy was chosen. */
export interface TrialOptions {
  /** M, the number of strategies tried, those thrown away included. There is no default: it is what the number depends on. */
  readonly trials: number;
  /**
   * Per-period Sharpe ratios of the trials, or their variance.
   *
   * @default the variance of the estimate when the true ratio is zero, 1 / (n - 1)
   */
  readonly trialSharpes?: Series;
  readonly trialVariance?: number;
}

const TRIAL_OPTIONS: OptionNames<TrialOptions> = { trials: true, trialSharpes: true, trialVariance: true };

/** A deflated Sharpe ratio never stands without the number of trials. */
export interface DeflatedSharpe {
  /** Probability that the true Sharpe ratio lies above `expectedMaximum`. */
  readonly probability: number | undefined;
  readonly trials: number;
  /** Per period: the highest Sharpe ratio to expect of so many trials without any skill. */
  readonly expectedMaximum: number;
  /** Variance of the trials' per-period Sharpe ratios. */
  readonly trialVariance: number;
  readonly varianceFrom: 'trial Sharpe ratios' | 'given' | 'sampling error alone';
  readonly sharpe: number;
}

/**
 * Deflated Sharpe ratio: the probabilistic one against the best that M trials reach by luck,
 * SR* = sqrt(V) ((1 - e) Phi^-1(1 - 1 / M) + e Phi^-1(1 - 1 / (M exp 1))), e = 0.5772... (Bailey and Lopez de Prado 2014).
 * With one trial SR* is 0. The trials count as independent; M trials that are variants of each other are fewer.
 *
 * @throws InvalidOptionError, InvalidSeriesError
 *
 * @example
 * ```ts
 * import { deflatedSharpe } from '@regimekit/evaluation';
 *
 * // The paper's example: annual Sharpe 2.5 over 1,250 days, the best of 100 trials whose ratios have variance 1/2 a year.
 * const shape = { sharpe: 2.5 / Math.sqrt(250), n: 1250, skewness: -3, kurtosis: 10 };
 * deflatedSharpe(shape, { trials: 100, trialVariance: 0.5 / 250 }).probability?.toFixed(4); // '0.9004'
 * ```
 */
export function deflatedSharpe(shape: SharpeShape, options: TrialOptions): DeflatedSharpe {
  checkOptions(options, TRIAL_OPTIONS, 'deflatedSharpe');
  checkShape(shape);
  checkWhole('trials', options.trials, 1);
  const { trialVariance, varianceFrom } = varianceOfTrials(shape, options);
  const { trials } = options;
  const expectedMaximum = expectedMaximumSharpe(trials, trialVariance);
  const probability = probabilisticSharpe(shape, expectedMaximum);
  return { probability, trials, expectedMaximum, trialVariance, varianceFrom, sharpe: shape.sharpe };
}

/**
 * Minimum track record length: how many returns make the probabilistic Sharpe ratio reach `confidence`,
 * 1 + (1 - g3 SR + (g4 - 1) / 4 SR^2) (z / (SR - SR*))^2 (Bailey and Lopez de Prado 2012, equation 13).
 *
 * @param options - `threshold` SR* per period, 0 by default; `confidence` .95 by default
 * @returns `undefined` when the ratio is not above the threshold: no length is enough
 * @throws InvalidOptionError
 */
export function minimumTrackRecord(
  shape: Omit<SharpeShape, 'n'>,
  options: { readonly threshold?: number; readonly confidence?: number } = {},
): number | undefined {
  checkOptions(options, { threshold: true, confidence: true }, 'minimumTrackRecord');
  const { threshold = 0, confidence = 0.95 } = options;
  checkNumber('threshold', threshold);
  checkNumber('confidence', confidence, { above: 0.5, below: 1 });
  checkShape({ ...shape, n: 2 });
  const variance = sharpeVariance(shape);
  if (shape.sharpe <= threshold || !(variance > 0)) return undefined;
  return 1 + variance * (normalQuantile(confidence) / (shape.sharpe - threshold)) ** 2;
}

/** The highest per-period Sharpe ratio to expect of M independent trials without skill, see {@link deflatedSharpe}. */
function expectedMaximumSharpe(trials: number, variance: number): number {
  if (trials === 1) return 0;
  const e = EULER_MASCHERONI;
  // Upper tails as lower ones with the sign turned: 1 - 1 / M would lose the digits of a large M.
  const quantiles = (1 - e) * -normalQuantile(1 / trials) + e * -normalQuantile(1 / (trials * Math.E));
  return Math.sqrt(variance) * quantiles;
}

function varianceOfTrials(
  shape: SharpeShape,
  options: TrialOptions,
): Pick<DeflatedSharpe, 'trialVariance' | 'varianceFrom'> {
  const { trialSharpes, trialVariance, trials } = options;
  if (trialSharpes !== undefined && trialVariance !== undefined) {
    throw new InvalidOptionError('trialVariance', 'left out beside trialSharpes', trialVariance);
  }
  if (trialVariance !== undefined) {
    checkNumber('trialVariance', trialVariance, { atLeast: 0 });
    return { trialVariance, varianceFrom: 'given' };
  }
  if (trialSharpes === undefined) return { trialVariance: 1 / (shape.n - 1), varianceFrom: 'sampling error alone' };
  const sharpes = checkSeries('trialSharpes', trialSharpes, 2);
  if (sharpes.length > trials) {
    throw new InvalidOptionError('trials', `at least the number of trialSharpes, ${sharpes.length}`, trials);
  }
  return { trialVariance: moments(sharpes).standardDeviation ** 2, varianceFrom: 'trial Sharpe ratios' };
}

/** (n - 1) times the variance of the estimate. */
export function sharpeVariance({ sharpe, skewness, kurtosis }: Omit<SharpeShape, 'n'>): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}

function checkShape(shape: SharpeShape): void {
  checkNumber('sharpe', shape.sharpe);
  checkWhole('n', shape.n, 2);
  checkNumber('skewness', shape.skewness);
  checkNumber('kurtosis', shape.kurtosis, { atLeast: 1 });
}
