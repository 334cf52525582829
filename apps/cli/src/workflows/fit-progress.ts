// What a running fit shows: short runs first, then the best of them to their end.
import type { FitProgress } from '@regimekit/hmm-core';
import type { Context } from '../frame/context.ts';

/** A callback that counts the runs of a fit on the progress line. */
export function fitProgress({ progress }: Context): (step: Pick<FitProgress, 'run' | 'restarts'>) => void {
  const done = { short: 0, full: 0 };
  return ({ run, restarts }) => {
    done[run]++;
    if (run === 'short') progress.show(`start ${done.short} of ${restarts}`, done.short / restarts);
    else progress.show(`run ${done.full} to its end`, done.short > 0 ? undefined : done.full / restarts);
  };
}
