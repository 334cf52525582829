import { inlineExecutor, type MatrixInput, type TaskExecutor } from '@regimekit/numerics';
import type { DescentOutcome } from './coordinate-descent.ts';
import { planFit, type JumpFitOptions, type OnJumpFitProgress } from './fit-plan.ts';
import { reportFit, type JumpModelFit } from './fit-result.ts';
import { runStart } from './run-start.ts';
import { searchFit, type BatchOutcome, type StartBatch } from './search-fit.ts';
import { jumpStartTask } from './start-task.ts';

/**
 * Fits a statistical jump model: the centers and the path of states that minimise the sum of half the squared distances
 * of the rows from their state's center and of a penalty for every switch. Coordinate descent (exact dynamic programming
 * for the path, means for the centers) from seeded k-means++ starts, the lowest objective kept, all of them reported. A
 * descent can end in a local minimum: `restartsAtOptimum` says how many starts found the best.
 *
 * Give standardised observations, T x D: the penalty is in the unit of half a squared distance.
 *
 * Source: Nystrup, Lindstroem, Madsen (2020), Learning hidden Markov models with persistent states by penalizing jumps;
 * Shu, Yu, Mulvey (2024), Downside risk reduction using regime-switching signals: a statistical jump model approach.
 *
 * @throws JumpPenaltyError, GridStepError, KappaError, ConstantFeatureError, TooManyStatesError,
 *   InvalidObservationsError, InvalidLengthsError, DimensionMismatchError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { fitJumpModel } from '@regimekit/jump-model';
 *
 * const rows = Array.from({ length: 300 }, (_, t) => [(t % 100 < 60 ? 0 : 3) + Math.sin(t * t)]);
 * const fit = fitJumpModel(rows, { nStates: 2, jumpPenalty: 5, seed: 1 });
 * fit.switches; // 5
 * fit.model.centers.to2DArray(); // close to [[0], [3]]
 * ```
 */
export function fitJumpModel(observations: MatrixInput, options: JumpFitOptions): JumpModelFit {
  const plan = planFit(observations, options, 'fitJumpModel');
  const search = searchFit(plan);
  let step = search.next();
  while (step.done !== true) step = search.next(runInline(step.value, options.onProgress));
  return reportFit(plan, step.value);
}

/** `JumpFitOptions`, and who runs the starts, and how they are stopped. */
export interface AsyncJumpFitOptions extends JumpFitOptions {
  /** Who runs the starts. @default inlineExecutor, which lets the event loop turn between starts */
  readonly executor?: TaskExecutor | undefined;
  /** Aborting rejects the fit with `signal.reason`; nothing of it is returned. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `fitJumpModel`, one task per start, on any executor: the same bytes for any number of workers.
 *
 * An abort rejects with `signal.reason`; an `onProgress` that returns false resolves with `stopReason: 'cancelled'` and
 * the best of the starts that had ended. `onProgress` hears of the starts in the order they end.
 *
 * @throws as `fitJumpModel` (as a rejection), and what the executor rejects with
 */
export async function fitJumpModelAsync(
  observations: MatrixInput,
  options: AsyncJumpFitOptions,
): Promise<JumpModelFit> {
  const plan = planFit(observations, options, 'fitJumpModelAsync');
  options.signal?.throwIfAborted();
  const search = searchFit(plan);
  let step = search.next();
  // One round after the other: each begins with the weights of the one before.
  // oxlint-disable-next-line no-await-in-loop
  while (step.done !== true) step = search.next(await runOnExecutor(step.value, options));
  return reportFit(plan, step.value);
}

function runInline(batch: StartBatch, onProgress: OnJumpFitProgress | undefined): BatchOutcome {
  const outcomes: DescentOutcome[] = [];
  for (const [restart, start] of batch.starts.entries()) {
    const outcome = runStart(start);
    outcomes.push(outcome);
    if (onProgress?.(progressOf(batch, restart, outcome)) === false) break;
  }
  return { outcomes, cancelled: outcomes.length < batch.starts.length };
}

async function runOnExecutor(
  batch: StartBatch,
  { executor = inlineExecutor, signal, onProgress }: AsyncJumpFitOptions,
): Promise<BatchOutcome> {
  const outcomes: (DescentOutcome | undefined)[] = [];
  let next = 0;
  let stopped = false;
  // One lane per worker, rather than all starts at once: each one in flight holds a copy of the data.
  const lane = async (): Promise<void> => {
    while (next < batch.starts.length && !stopped) {
      const restart = next++;
      const outcome = await executor.run(jumpStartTask, batch.starts[restart]!, { signal });
      outcomes[restart] = outcome;
      if (onProgress?.(progressOf(batch, restart, outcome)) === false) stopped = true;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(Math.max(executor.concurrency, 1), batch.starts.length) }, lane));
  } finally {
    stopped = true;
  }
  const done = outcomes.filter((outcome) => outcome !== undefined);
  return { outcomes: done, cancelled: done.length < batch.starts.length };
}

function progressOf({ weightRound, starts }: StartBatch, restart: number, outcome: DescentOutcome) {
  const { objective, iterations } = outcome;
  return { restart, restarts: starts.length, weightRound, objective, iterations };
}
