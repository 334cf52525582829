import { inlineExecutor, type TaskExecutor } from '@regimekit/numerics';
import type { OnProgress } from './em-settings.ts';
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

/** Who runs a search, and how it ends early. */
export interface ExecutorOptions {
  /** Who runs the restarts. @default inlineExecutor, which lets the event loop turn between restarts */
  readonly executor?: TaskExecutor | undefined;
  /** Aborting rejects the fit with `signal.reason`; nothing of it is returned. */
  readonly signal?: AbortSignal | undefined;
}

/** A fit as a search over an executor sees it: runs by their index. */
export interface AsyncSearchJob<Run extends SearchRun> {
  readonly plan: SearchPlan;
  readonly run: (restart: number, maxIterations: number) => Promise<Run>;
}

interface SearchOptions extends ExecutorOptions {
  readonly onProgress?: OnProgress | undefined;
}

/** The runs of a fit, as many at once as the executor has workers: the same as `runSearch`, to the bit. */
export async function runSearchAsync<Run extends SearchRun>(
  job: AsyncSearchJob<Run>,
  options: SearchOptions,
): Promise<SearchOutcome<Run>> {
  const { plan } = job;
  const { search } = plan.settings;
  const seeded = seededRestarts(plan);
  const given = givenRestarts(plan);
  if (search === null) return { ...(await runAll(job, [...given, ...seeded], options)), abandoned: [] };
  const short = await runAll(job, seeded, options, search.shortIterations);
  if (short.cancelled) return { ...short, abandoned: [] };
  const full = await runAll(job, [...given, ...chooseKept(short.outcomes, search)], options);
  return { ...full, abandoned: notIn(short.outcomes, full.outcomes) };
}

/**
 * The runs with these indices, in order of index.
 *
 * @param shortIterations left out: to the end
 */
async function runAll<Run extends SearchRun>(
  job: AsyncSearchJob<Run>,
  indices: readonly number[],
  { executor = inlineExecutor, onProgress }: SearchOptions,
  shortIterations?: number,
): Promise<{ outcomes: Run[]; cancelled: boolean }> {
  const maxIterations = shortIterations ?? job.plan.settings.maxIterations;
  const run = shortIterations === undefined ? 'full' : 'short';
  const restarts = countRestarts(job.plan);
  const outcomes: (Run | undefined)[] = [];
  let next = 0;
  let stopped = false;
  let cancelled = false;

  // One lane per worker, rather than all restarts at once: each one in flight holds a copy of the data.
  const lane = async () => {
    while (next < indices.length && !stopped) {
      const position = next++;
      const restart = indices[position]!;
      const outcome = await job.run(restart, maxIterations);
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
