import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { countFreeParameters, type HmmComplexity } from '../model/free-parameters.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { adviseOnSampleSize, type SamplesNeeded } from './sample-size-advice.ts';

/** No model of this kind is fitted to less: under it, one market phase of half a year decides everything. */
export const ABSOLUTE_MIN_SAMPLES = 100;

/** The customary ten observations for each parameter. */
export const DEFAULT_SAMPLES_PER_PARAMETER = 10;

/** Trading days in a year, by which days are told as years. */
export const TRADING_DAYS_PER_YEAR = 252;

// An average needs about this many observations before its standard error means something.
const MIN_SAMPLES_PER_STATE = 30;

const TOO_FEW_REASON =
  'With too few observations the fit follows chance: states collapse onto a few days, and a refit or another seed tells another story.';

/** The shape of a model and the rows there are for it. */
export interface SampleSizeQuestion extends HmmComplexity {
  /** T, the observations of all sequences together. */
  readonly nSamples: number;
  /** @default 10 */
  readonly samplesPerParameter?: number;
  /** tau of the feature that remembers longest, in observations (`autocorrelationTime`). @default not asked */
  readonly autocorrelationTime?: number;
}

/** One thing that is wrong with a sample size, as data. */
export interface SampleSizeFinding {
  /**
   * - `TOO_FEW_SAMPLES`: fewer observations than the rule asks for
   * - `FEW_SAMPLES_PER_STATE`: the average state would see fewer than 30 observations, or, with full covariances, fewer
   *   than twice what a regular covariance matrix needs (D + 1)
   * - `FEW_EFFECTIVE_SAMPLES`: enough observations, but worth fewer independent ones than the rule asks for; only with
   *   `autocorrelationTime`
   */
  readonly code: 'TOO_FEW_SAMPLES' | 'FEW_SAMPLES_PER_STATE' | 'FEW_EFFECTIVE_SAMPLES';
  /** An error should stop a fit unless the caller insists; a warning should be shown. */
  readonly severity: 'error' | 'warning';
  /** What came and what the rule asks for: observations, all together; independent ones in `FEW_EFFECTIVE_SAMPLES`. */
  readonly received: number;
  readonly required: number;
  /** The same at 252 observations a year. */
  readonly receivedYears: number;
  readonly requiredYears: number;
  readonly nStates: number;
  readonly nFeatures: number;
  readonly covarianceType: CovarianceType;
  /** Free parameters of the model. */
  readonly parameters: number;
  readonly samplesPerParameter: number;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** Why it matters, in one sentence. */
  readonly reason: string;
  /** What to do instead; each entry stands for itself. */
  readonly advice: readonly string[];
}

/** `countFreeParameters` with positional arguments. */
export function calculateHmmParameters(nStates: number, nFeatures: number, covarianceType: CovarianceType): number {
  return countFreeParameters({ nStates, nFeatures, covarianceType });
}

/**
 * Observations that a fit should have: `samplesPerParameter` for each free parameter, and never fewer than 100.
 *
 * It is a rule of thumb, after the discussion of overfitting in Bishop (2006), Pattern Recognition and Machine Learning,
 * sections 1.1 and 1.3, and of Markov-switching estimates in Hamilton (1994), Time Series Analysis, chapter 22. Regimes
 * last, so daily observations say less than their number: meeting the rule is necessary rather than enough.
 *
 * @param samplesPerParameter - observations for each parameter, above 0
 * @throws InvalidOptionError for sizes that are not whole numbers >= 1, or a `samplesPerParameter` that is not above 0
 *
 * @example
 * ```ts
 * import { calculateMinSamples } from '@regimekit/hmm-core';
 *
 * calculateMinSamples(3, 9, 'full'); // 1700
 * calculateMinSamples(3, 9, 'diag'); // 620
 * ```
 */
export function calculateMinSamples(
  nStates: number,
  nFeatures: number,
  covarianceType: CovarianceType,
  samplesPerParameter: number = DEFAULT_SAMPLES_PER_PARAMETER,
): number {
  if (!(samplesPerParameter > 0 && samplesPerParameter < Infinity)) {
    throw new InvalidOptionError('samplesPerParameter', 'a finite number above 0', samplesPerParameter);
  }
  const parameters = calculateHmmParameters(nStates, nFeatures, covarianceType);
  return Math.max(ABSOLUTE_MIN_SAMPLES, Math.ceil(parameters * samplesPerParameter));
}

/**
 * Whether the observations suffice for a model, as findings; an empty list means yes.
 *
 * @throws InvalidOptionError as `calculateMinSamples`, and unless `nSamples` is a whole number >= 0
 *
 * @example
 * ```ts
 * import { checkSampleSize } from '@regimekit/hmm-core';
 *
 * const [finding] = checkSampleSize({ nSamples: 1000, nStates: 3, nFeatures: 9, covarianceType: 'full' });
 * finding?.message; // '1000 observations are fewer than the 1700 that 170 parameters ask for.'
 * ```
 */
export function checkSampleSize(question: SampleSizeQuestion): SampleSizeFinding[] {
  if (typeof question !== 'object' || question === null) {
    throw new InvalidOptionError('question', 'an object with nSamples, nStates, nFeatures, covarianceType', question);
  }
  const { nSamples, nStates, nFeatures, covarianceType } = question;
  const { samplesPerParameter = DEFAULT_SAMPLES_PER_PARAMETER, autocorrelationTime: tau = 1 } = question;
  checkWholeNumber(nSamples, 'nSamples', 0);
  if (!(tau >= 1 && tau < Infinity)) {
    throw new InvalidOptionError('autocorrelationTime', 'a finite number of at least 1', tau);
  }
  const parameters = countFreeParameters(question);
  const describe = (needs: SamplesNeeded) => ({
    received: nSamples,
    required: needs(nStates, nFeatures, covarianceType),
    receivedYears: nSamples / TRADING_DAYS_PER_YEAR,
    requiredYears: needs(nStates, nFeatures, covarianceType) / TRADING_DAYS_PER_YEAR,
    nStates,
    nFeatures,
    covarianceType,
    parameters,
    samplesPerParameter,
    advice: adviseOnSampleSize(question, needs),
  });
  const byParameters = describe((K, D, type) => calculateMinSamples(K, D, type, samplesPerParameter));
  const byStates = describe((K, D, type) => K * minSamplesPerState(D, type));

  const findings: SampleSizeFinding[] = [];
  if (nSamples < byParameters.required) {
    findings.push({
      code: 'TOO_FEW_SAMPLES',
      severity: 'error',
      message: `${nSamples} observations are fewer than the ${byParameters.required} that ${parameters} parameters ask for.`,
      reason: TOO_FEW_REASON,
      ...byParameters,
    });
  }
  if (nSamples < byStates.required) {
    findings.push({
      code: 'FEW_SAMPLES_PER_STATE',
      severity: 'warning',
      message: `${nSamples} observations leave fewer than ${byStates.required / nStates} for each of ${nStates} states on average.`,
      reason: 'A state that is seen on a few days has means and covariances that are mostly noise.',
      ...byStates,
    });
  }
  const effective = Math.floor(nSamples / tau);
  if (nSamples >= byParameters.required && effective < byParameters.required) {
    findings.push({
      code: 'FEW_EFFECTIVE_SAMPLES',
      severity: 'warning',
      message: `${nSamples} observations, of which ${tau.toFixed(1)} are worth one, amount to ${effective} independent ones, fewer than ${byParameters.required}.`,
      reason:
        'A value that remembers the day before says little that is new. Regimes are one cause of it, and a slow feature without regimes is another: only the latter counts here.',
      ...byParameters,
      received: effective,
      receivedYears: effective / TRADING_DAYS_PER_YEAR,
      advice: [
        `Use a longer history: about ${Math.ceil(byParameters.required * tau) - nSamples} more observations.`,
        'Use changes of the slow features instead of their levels.',
        'Fit, and let reviewSample measure the memory that is left inside the states.',
      ],
    });
  }
  return findings;
}

/** Observations that the average state should see. */
export function minSamplesPerState(nFeatures: number, covarianceType: CovarianceType): number {
  return covarianceType === 'full' ? Math.max(MIN_SAMPLES_PER_STATE, 2 * (nFeatures + 1)) : MIN_SAMPLES_PER_STATE;
}
