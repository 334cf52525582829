import type { Observations } from '../observations.ts';
import { listen } from './em-settings.ts';
import { createPlannedKernel, planFit, type FitOptions } from './fit-plan.ts';
import { runRestart, type RestartOutcome } from './fit-restart.ts';
import { chooseBest, type GaussianHmmFit } from './fit-result.ts';

/**
 * Fits a Gaussian HMM: seeded restarts of EM from k-means++ and random starts in turn, the one with the highest penalised
 * objective kept, all of them reported. The variance floor is on (and its repairs are counted); there is no prior unless
 * asked for. Restart r is the same whatever the number of restarts.
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
  const plan = planFit(observations, options);
  const { restarts, maxIterations } = plan.settings;
  const { onProgress } = options;
  const kernel = createPlannedKernel(plan);
  const outcomes: RestartOutcome[] = [];
  let cancelled = false;
  for (let restart = 0; restart < restarts && !cancelled; restart++) {
    const report = onProgress && listen(onProgress, { restart, restarts, maxIterations });
    let refused = false;
    const outcome = runRestart(plan, restart, kernel, (iteration, logLikelihood) => {
      refused = report?.(iteration, logLikelihood) === false;
      return !refused;
    });
    outcomes.push(outcome);
    // A no that comes with the last iteration of the last restart stops nothing.
    cancelled = refused && (outcome.stopReason === 'cancelled' || restart < restarts - 1);
  }
  kernel.release();
  return chooseBest(plan, outcomes, cancelled);
}
