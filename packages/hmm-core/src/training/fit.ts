import { checkOptions } from '../check-options.ts';
import type { EStepKernel } from '../kernels/kernel.ts';
import type { Observations } from '../observations.ts';
import { listen, type OnProgress } from './em-settings.ts';
import { createPlannedKernel, fitOptionNames, planFit, type FitOptions, type FitPlan } from './fit-plan.ts';
import { runRestart, type RestartOutcome } from './fit-restart.ts';
import { chooseBest, type GaussianHmmFit } from './fit-result.ts';
import { chooseKept, countRestarts, givenRestarts, notIn, seededRestarts } from './search.ts';

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
  const run: RunState = { kernel: createPlannedKernel(plan), cancelled: false };
  const fit = searchBest(plan, run, options);
  run.kernel.release();
  return fit;
}

function searchBest(plan: FitPlan, run: RunState, options: FitOptions): GaussianHmmFit {
  const { search } = plan.settings;
  const seeded = seededRestarts(plan);
  if (search === null) {
    const outcomes = runAll(plan, [...givenRestarts(plan), ...seeded], run, options);
    return chooseBest(plan, { outcomes, abandoned: [], cancelled: run.cancelled });
  }
  const short = runAll(plan, seeded, run, { ...options, shortIterations: search.shortIterations });
  if (run.cancelled) return chooseBest(plan, { outcomes: short, abandoned: [], cancelled: true });
  const kept = chooseKept(short, search);
  const outcomes = runAll(plan, [...givenRestarts(plan), ...kept], run, options);
  return chooseBest(plan, { outcomes, abandoned: notIn(short, outcomes), cancelled: run.cancelled });
}

interface RunState {
  readonly kernel: EStepKernel;
  cancelled: boolean;
}

interface RunAllOptions {
  readonly onProgress?: OnProgress | undefined;
  /** Left out: to the end. */
  readonly shortIterations?: number;
}

/** Runs one after the other until the callback says no. */
function runAll(
  plan: FitPlan,
  indices: readonly number[],
  state: RunState,
  { onProgress, shortIterations }: RunAllOptions,
): RestartOutcome[] {
  const maxIterations = shortIterations ?? plan.settings.maxIterations;
  const restarts = countRestarts(plan);
  const run = shortIterations === undefined ? 'full' : 'short';
  const outcomes: RestartOutcome[] = [];
  for (const [i, restart] of indices.entries()) {
    const report = onProgress && listen(onProgress, { restart, restarts, run, maxIterations });
    let refused = false;
    const onIteration = (iteration: number, logLikelihood: number) => {
      refused = report?.(iteration, logLikelihood) === false;
      return !refused;
    };
    const outcome = runRestart(plan, restart, state.kernel, { maxIterations, onIteration });
    outcomes.push(outcome);
    // A no that comes with the last iteration of the last run stops nothing.
    state.cancelled = refused && (outcome.stopReason === 'cancelled' || i < indices.length - 1 || run === 'short');
    if (state.cancelled) break;
  }
  return outcomes;
}
