import { inlineExecutor, type OptionNames, type TaskExecutor } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { Observations } from '../observations.ts';
import { fitOptionNames, planFit, type FitOptions, type FitPlan } from './fit-plan.ts';
import type { RestartOutcome } from './fit-restart.ts';
import { chooseBest, type GaussianHmmFit } from './fit-result.ts';
import { fitRestartTask } from './fit-task.ts';
import { chooseKept, countRestarts, givenRestarts, notIn, seededRestarts } from './search.ts';

export interface AsyncFitOptions extends FitOptions {
  /** Who runs the restarts. @default inlineExecutor, which lets the event loop turn between restarts */
  readonly executor?: TaskExecutor | undefined;
  /** Aborting rejects the fit with `signal.reason`; nothing of it is returned. */
  readonly signal?: AbortSignal | undefined;
}

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
  options.signal?.throwIfAborted();
  const plan = planFit(observations, options);
  const { search } = plan.settings;
  const seeded = seededRestarts(plan);
  if (search === null) {
    const { outcomes, cancelled } = await runOnExecutor(plan, [...givenRestarts(plan), ...seeded], options);
    return chooseBest(plan, { outcomes, abandoned: [], cancelled });
  }
  const short = await runOnExecutor(plan, seeded, { ...options, shortIterations: search.shortIterations });
  if (short.cancelled) return chooseBest(plan, { ...short, abandoned: [] });
  const kept = chooseKept(short.outcomes, search);
  const full = await runOnExecutor(plan, [...givenRestarts(plan), ...kept], options);
  return chooseBest(plan, { ...full, abandoned: notIn(short.outcomes, full.outcomes) });
}

interface RunAllOptions extends AsyncFitOptions {
  /** Left out: to the end. */
  readonly shortIterations?: number;
}

/** The runs with these indices, as many at once as the executor has workers, in order of index. */
async function runOnExecutor(
  plan: FitPlan,
  indices: readonly number[],
  { executor = inlineExecutor, signal, onProgress, shortIterations }: RunAllOptions,
): Promise<{ outcomes: RestartOutcome[]; cancelled: boolean }> {
  const maxIterations = shortIterations ?? plan.settings.maxIterations;
  const run = shortIterations === undefined ? 'full' : 'short';
  const restarts = countRestarts(plan);
  const outcomes: (RestartOutcome | undefined)[] = [];
  let next = 0;
  let stopped = false;
  let cancelled = false;

  // One lane per worker, rather than all restarts at once: each one in flight holds a copy of the data.
  const lane = async () => {
    while (next < indices.length && !stopped) {
      const position = next++;
      const restart = indices[position]!;
      const outcome = await executor.run(fitRestartTask, { plan, restart, maxIterations }, { signal });
      outcomes[position] = outcome;
      const { iterations: iteration, logLikelihood } = outcome;
      if (onProgress?.({ restart, restarts, run, iteration, maxIterations, logLikelihood }) === false) {
        cancelled = next < indices.length || run === 'short' || cancelled;
        stopped = true;
      }
    }
  };
  const lanes = Array.from({ length: Math.min(Math.max(executor.concurrency, 1), indices.length) }, lane);
  try {
    await Promise.all(lanes);
  } finally {
    stopped = true;
  }
  return { outcomes: outcomes.filter((outcome) => outcome !== undefined), cancelled };
}
