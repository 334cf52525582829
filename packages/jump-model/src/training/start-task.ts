// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import type { Task } from '@regimekit/numerics';
import type { DescentOutcome } from './coordinate-descent.ts';
import { runStart, type StartInput } from './run-start.ts';

/** One start of a fit as a task for an executor. */
export const jumpStartTask: Task<StartInput, DescentOutcome> = {
  name: 'jumpStartTask',
  // The build may move this code to a chunk that both entries share; the entry keeps its name beside it. Asked for only
  // when a worker is to load it: bundled into a classic script there is no such address.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './start-task.ts' : './start-task.js', import.meta.url).href;
  },
  run: runStart,
};
