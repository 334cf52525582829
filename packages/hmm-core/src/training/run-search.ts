import { listen, type OnProgress } from './em-settings.ts';
import type { RunOptions } from './fit-restart.ts';
import type { SearchOutcome } from './fit-result.ts';
import {
  chooseKept,
  countRestarts,
  givenRestarts,
  notIn,
  seededRestarts,
  type SearchPlan,
  type SearchRun,
} from './search.ts';

/** A fit as a search sees it: runs by their index. */
export interface SearchJob<Run extends SearchRun> {
  readonly plan: SearchPlan;
  readonly run: (restart: number, options: RunOptions) => Run;
}

/** The runs of a fit in this thread: all to their end, or many short ones of which the best go on. */
export function runSearch<Run extends SearchRun>(job: SearchJob<Run>, onProgress?: OnProgress): SearchOutcome<Run> {
  const { plan } = job;
  const { search } = plan.settings;
  const seeded = seededRestarts(plan);
  const given = givenRestarts(plan);
  if (search === null) return { ...runAll(job, [...given, ...seeded], onProgress), abandoned: [] };
  const short = runAll(job, seeded, onProgress, search.shortIterations);
  if (short.cancelled) return { ...short, abandoned: [] };
  const full = runAll(job, [...given, ...chooseKept(short.outcomes, search)], onProgress);
  return { ...full, abandoned: notIn(short.outcomes, full.outcomes) };
}

/**
 * Runs one after the other until the callback says no.
 *
 * @param shortIterations left out: to the end
 */
function runAll<Run extends SearchRun>(
  { plan, run }: SearchJob<Run>,
  indices: readonly number[],
  onProgress: OnProgress | undefined,
  shortIterations?: number,
): { outcomes: Run[]; cancelled: boolean } {
  const maxIterations = shortIterations ?? plan.settings.maxIterations;
  const restarts = countRestarts(plan);
  const kind = shortIterations === undefined ? 'full' : 'short';
  const outcomes: Run[] = [];
  for (const [i, restart] of indices.entries()) {
    const report = onProgress && listen(onProgress, { restart, restarts, run: kind, maxIterations });
    let refused = false;
    const onIteration = (iteration: number, logLikelihood: number) => {
      refused = report?.(iteration, logLikelihood) === false;
      return !refused;
    };
    const outcome = run(restart, { maxIterations, onIteration });
    outcomes.push(outcome);
    // A no that comes with the last iteration of the last run stops nothing.
    const stops = refused && (outcome.stopReason === 'cancelled' || i < indices.length - 1 || kind === 'short');
    if (stops) return { outcomes, cancelled: true };
  }
  return { outcomes, cancelled: false };
}
