import { InvalidOptionError } from '../errors.ts';

/**
 * Akaike's information criterion, -2 L + 2 p: lower is better.
 *
 * Source: Akaike (1974), A new look at the statistical model identification.
 *
 * @param logLikelihood - L, natural logarithm, of the data under the fitted model
 * @param nParameters - p, see `countFreeParameters`
 * @throws InvalidOptionError for a log-likelihood that is NaN or Infinity, and unless `nParameters` is >= 0
 *
 * @example
 * ```ts
 * import { aic } from '@regimekit/hmm-core';
 *
 * aic(-100, 7); // 214
 * ```
 */
export function aic(logLikelihood: number, nParameters: number): number {
  checkFinite('logLikelihood', logLikelihood, -Infinity);
  checkFinite('nParameters', nParameters, 0);
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
 * @throws InvalidOptionError as `aic`, and unless `nSamples` is >= 1
 *
 * @example
 * ```ts
 * import { bic } from '@regimekit/hmm-core';
 *
 * bic(-100, 7, 1000); // 248.35...
 * ```
 */
export function bic(logLikelihood: number, nParameters: number, nSamples: number): number {
  checkFinite('logLikelihood', logLikelihood, -Infinity);
  checkFinite('nParameters', nParameters, 0);
  checkFinite('nSamples', nSamples, 1);
  return -2 * logLikelihood + nParameters * Math.log(nSamples);
}

/**
 * Integrated completed likelihood, -2 log p(Y, z*) + p ln(T) with z* the most probable path of the states: lower is
 * better. It is `bic` plus twice -log p(z* given Y), so that states which cannot be told apart row by row cost something.
 *
 * Source: Biernacki, Celeux and Govaert (2000), Assessing a mixture model for clustering with the integrated completed
 * likelihood; for hidden Markov models Celeux and Durand (2008).
 *
 * @param logJointProb - log p(Y, z*), natural logarithm: `viterbi` returns it
 * @param nParameters - p, see `countFreeParameters`
 * @param nSamples - T, as in `bic`
 * @throws InvalidOptionError as `bic`
 *
 * @example
 * ```ts
 * import { icl } from '@regimekit/hmm-core';
 *
 * icl(-103, 7, 1000); // 254.35...
 * ```
 */
export function icl(logJointProb: number, nParameters: number, nSamples: number): number {
  checkFinite('logJointProb', logJointProb, -Infinity);
  return bic(logJointProb, nParameters, nSamples);
}

// A log-likelihood of -Infinity is an honest one: the model says that the data cannot be.
function checkFinite(name: string, value: number, least: number): void {
  if (typeof value === 'number' && value >= least && value < Infinity) return;
  const expected = least === -Infinity ? 'a finite number or -Infinity' : `a finite number of at least ${least}`;
  throw new InvalidOptionError(name, expected, value);
}
