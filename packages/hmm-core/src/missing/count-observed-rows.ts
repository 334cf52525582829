import { readObservations, type Observations } from '../observations.ts';

/**
 * Rows with at least one value (NaN = missing): the number of observations to give to `bic` and `checkSampleSize`. A row
 * without any adds nothing to the likelihood. For complete data it is the number of rows.
 *
 * @throws InvalidObservationsError
 *
 * @example
 * ```ts
 * import { countObservedRows } from '@regimekit/hmm-core';
 *
 * countObservedRows([[0.1, 2], [NaN, 1], [NaN, NaN]]); // 2
 * ```
 */
export function countObservedRows(observations: Observations): number {
  const { missing, nSteps } = readObservations(observations, undefined, undefined, 'marginalise');
  return missing?.nObservedRows ?? nSteps;
}
