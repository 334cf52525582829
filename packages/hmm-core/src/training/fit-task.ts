// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import type { Task } from '@regimekit/numerics';
import { createPlannedKernel, type FitPlan } from './fit-plan.ts';
import { runRestart, type RestartOutcome } from './fit-restart.ts';

export interface FitRestartInput {
  readonly plan: FitPlan;
  readonly restart: number;
  /** Fewer than the fit's limit for a short run. */
  readonly maxIterations?: number | undefined;
}

/** One restart of a fit as a task for an executor. */
export const fitRestartTask: Task<FitRestartInput, RestartOutcome> = {
  name: 'fitRestartTask',
  // The build may move this code to a chunk that both entries share; the entry keeps its name beside it. Asked for only
  // when a worker is to load it: bundled into a classic script there is no such address.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './fit-task.ts' : './fit-task.js', import.meta.url).href;
  },
  run({ plan, restart, maxIterations }) {
    const kernel = createPlannedKernel(plan);
    const outcome = runRestart(plan, restart, kernel, { maxIterations });
    kernel.release();
    return outcome;
  },
};
