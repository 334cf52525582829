import { InvalidOptionError } from '../errors.ts';

/**
 * Akaike's information criterion, -2 L + 2 p: lower is better.
 *
 * Source: Akaike (1974), A new look at the statistical model identification.
 *
 * @param logLikelihood - L, natural logarithm, of the data under the fitted model
 * @param nParameters - p, see `countFreeParameters`
 *
 * @example
 * ```ts
 * import { aic } from '@regimekit/hmm-core';
 *
 * aic(-100, 7); // 214
 * ```
 */
export function aic(logLikelihood: number, nParameters: number): number {
  checkParameters(nParameters);
  return -2 * logLikelihood + 2 * nParameters;
}

/**
 * Bayesian information criterion, -2 L + p ln(T): lower is better. It asks more of each parameter than `aic` from eight
 * observations on.
 *
 * Source: Schwarz (1978), Estimating the dimension of a model.
 *
 * @param logLikelihood - L, natural logarithm, of the data under the fitted model
 * @param nParameters - p, see `countFreeParameters`
 * @param nSamples - T, the observations of all sequences together; with missing values the rows that hold any
 *   (`countObservedRows`)
 * @throws InvalidOptionError unless `nParameters` is >= 0 and `nSamples` >= 1
 *
 * @example
 * ```ts
 * import { bic } from '@regimekit/hmm-core';
 *
 * bic(-100, 7, 1000); // 248.35...
 * ```
 */
export function bic(logLikelihood: number, nParameters: number, nSamples: number): number {
  checkParameters(nParameters);
  if (!(nSamples >= 1)) throw new InvalidOptionError('nSamples', 'at least 1', nSamples);
  return -2 * logLikelihood + nParameters * Math.log(nSamples);
}

function checkParameters(nParameters: number): void {
  if (nParameters >= 0) return;
  throw new InvalidOptionError('nParameters', 'at least 0', nParameters);
}
