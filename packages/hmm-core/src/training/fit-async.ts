import { inlineExecutor, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { Observations } from '../observations.ts';
import { fitOptionNames, planFit, type FitOptions } from './fit-plan.ts';
import { chooseBest, type GaussianHmmFit } from './fit-result.ts';
import { fitRestartTask } from './fit-task.ts';
import { runSearchAsync, type ExecutorOptions } from './run-search-async.ts';

/** `FitOptions`, and who runs the starts, and how they are stopped. */
export interface AsyncFitOptions extends FitOptions, ExecutorOptions {}

const asyncFitOptionNames: OptionNames<AsyncFitOptions> = { ...fitOptionNames, executor: true, signal: true };

/**
 * `fitGaussianHmm`, one task per restart, on any executor: the same bytes for any number of workers.
 *
 * Two ways to end early: an abort rejects with `signal.reason`; an `onProgress` that returns false resolves with
 * `stopReason: 'cancelled'` and the best of the restarts that were finished or under way. A worker cannot call back into
 * this thread, so `onProgress` hears of each restart once, when it is done, in the order they finish.
 *
 * @throws as `fitGaussianHmm` (as a rejection), and what the executor rejects with
 *
 * @example
 * ```ts
 * import { createGaussianHmm, fitGaussianHmmAsync, sample } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[-2], [1]],
 *   covariances: [[1], [0.5]],
 * });
 * const { observations } = sample(truth, 200, { seed: 1 });
 * const fit = await fitGaussianHmmAsync(observations, { nStates: 2, restarts: 2 });
 * fit.model.nStates; // 2
 * ```
 */
export async function fitGaussianHmmAsync(
  observations: Observations,
  options: AsyncFitOptions,
): Promise<GaussianHmmFit> {
  checkOptions(options, asyncFitOptionNames, 'fitGaussianHmmAsync');
  const { executor = inlineExecutor, signal } = options;
  signal?.throwIfAborted();
  const plan = planFit(observations, options);
  const run = async (restart: number, maxIterations: number) =>
    executor.run(fitRestartTask, { plan, restart, maxIterations }, { signal });
  return chooseBest(plan, await runSearchAsync({ plan, run }, options));
}
