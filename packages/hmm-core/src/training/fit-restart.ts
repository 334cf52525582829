import { createRandomStreams } from '@regimekit/numerics';
import { kMeansStart } from '../initialization/k-means.ts';
import { randomStart } from '../initialization/random.ts';
import type { EStepKernel } from '../kernels/kernel.ts';
import { filledRows } from '../missing/filled-rows.ts';
import { maximiseLikelihood, type EmOutcome } from './baum-welch.ts';
import type { EmSettings } from './em-settings.ts';
import type { FitPlan } from './fit-plan.ts';

/** Where a restart began. */
export type StartKind = 'k-means' | 'random';

/** One finished restart: plain data. */
export interface RestartOutcome extends EmOutcome {
  readonly restart: number;
  readonly start: StartKind;
}

/** Even restarts begin at clusters, odd ones at a random draw. */
function startKind(restart: number): StartKind {
  return restart % 2 === 0 ? 'k-means' : 'random';
}

/** Restart `restart` of a fit. It draws from a stream of its own, so it does not depend on how many others there are. */
export function runRestart(
  plan: FitPlan,
  restart: number,
  kernel: EStepKernel,
  onIteration?: EmSettings['onIteration'],
): RestartOutcome {
  const { settings, observed, pooled, em } = plan;
  const random = createRandomStreams(settings.seed, restart + 1)[restart]!;
  const kind = startKind(restart);
  const { nStates, covarianceType } = settings;
  const request = { nStates, covarianceType, observed: filledRows(observed, pooled), pooled };
  // Run to its end, k-means finds the same clusters from nearly any seeds: one such start is enough.
  const start =
    kind === 'k-means' ? kMeansStart(request, random, restart === 0 ? 100 : 1) : randomStart(request, random);
  return { restart, start: kind, ...maximiseLikelihood(start, { ...em, onIteration }, kernel) };
}
