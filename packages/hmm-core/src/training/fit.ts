import { checkOptions } from '../check-options.ts';
import type { Observations } from '../observations.ts';
import { createPlannedKernel, fitOptionNames, planFit, type FitOptions } from './fit-plan.ts';
import { runRestart } from './fit-restart.ts';
import { chooseBest, type GaussianHmmFit } from './fit-result.ts';
import { runSearch } from './run-search.ts';

/**
 * Fits a Gaussian HMM: EM from many seeded starts (quantiles, random rows, k-means++ clusters) and those the caller brings,
 * the one with the highest penalised objective kept, all of them reported. By default 80 starts get 5 iterations each and
 * the best 12 go on to their end (`search`); `restarts` runs each of so many to its end. `optima` is the table of where
 * the runs ended and how often. The variance floor is on (and its repairs are counted); there is no prior unless asked
 * for. Restart r is the same whatever the number of restarts.
 *
 * Only `stopReason: 'tolerance'` means converged. When `onProgress` says no, the fit returns the best it has so far, the
 * restart under way included, with `stopReason: 'cancelled'`.
 *
 * @throws InvalidObservationsError (also for a constant column), InvalidLengthsError, TooManyStatesError,
 *   InvalidOptionError, InvalidPriorsError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, fitGaussianHmm, sample } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[-2], [1]],
 *   covariances: [[1], [0.5]],
 * });
 * const { observations } = sample(truth, 500, { seed: 1 });
 * const fit = fitGaussianHmm(observations, { nStates: 2, seed: 42, restarts: 4 });
 * fit.model.means.to2DArray(); // close to [[-2], [1]]
 * fit.stopReason; // 'tolerance'
 * fit.restarts.length; // 4
 * ```
 */
export function fitGaussianHmm(observations: Observations, options: FitOptions): GaussianHmmFit {
  checkOptions(options, fitOptionNames, 'fitGaussianHmm');
  const plan = planFit(observations, options);
  const kernel = createPlannedKernel(plan);
  const search = runSearch({ plan, run: (restart, run) => runRestart(plan, restart, kernel, run) }, options.onProgress);
  kernel.release();
  return chooseBest(plan, search);
}
