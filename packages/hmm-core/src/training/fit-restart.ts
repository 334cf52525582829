import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { kMeansStart } from '../initialization/k-means.ts';
import { quantileStart } from '../initialization/quantile.ts';
import { randomStart } from '../initialization/random.ts';
import type { EStepKernel } from '../kernels/kernel.ts';
import { filledRows } from '../missing/filled-rows.ts';
import { maximiseLikelihood } from './gaussian-em.ts';
import type { EmOutcome } from './em-loop.ts';
import type { EmSettings } from './em-settings.ts';
import type { FitPlan } from './fit-plan.ts';
import type { Parameters } from './parameters.ts';

/** Where a restart began: three kinds of seeded starts, the model before, a user's own. */
export type StartKind = 'k-means' | 'quantile' | 'random' | 'previous' | 'given';

/** One finished restart: plain data. */
export interface RestartOutcome<P = Parameters> extends EmOutcome<P> {
  readonly restart: number;
  readonly start: StartKind;
}

/** How a restart is run. */
export interface RunOptions {
  /** Fewer iterations than the fit's limit: a short run. */
  readonly maxIterations?: number | undefined;
  readonly onIteration?: EmSettings['onIteration'];
}

// Of eight seeded starts five are quantiles, two random and one k-means: what found the best optimum of the daily market
// most often comes most often, and the others stay for data of another shape (docs/fitting.md).
const CYCLE = ['k-means', 'quantile', 'random', 'quantile', 'quantile', 'random', 'quantile', 'quantile'] as const;

/** Of seeded start 0, 1, ... */
export function startKind(seeded: number): (typeof CYCLE)[number] {
  return CYCLE[seeded % CYCLE.length]!;
}

/**
 * Restart `restart` of a fit. A seeded start draws from a stream of its own, so it does not depend on how many others
 * there are, and a short run is the beginning of the full one.
 */
export function runRestart(
  plan: FitPlan,
  restart: number,
  kernel: EStepKernel,
  { maxIterations = plan.em.maxIterations, onIteration }: RunOptions = {},
): RestartOutcome {
  const { kind, parameters } = createStart(plan, restart);
  const source = plan.given.find((start) => start.kind === 'given');
  for (const name of plan.em.constraints.fixed) parameters[name].set(source!.parameters[name]);
  const settings = { ...plan.em, maxIterations: Math.min(maxIterations, plan.em.maxIterations), onIteration };
  return { restart, start: kind, ...maximiseLikelihood(parameters, settings, kernel) };
}

function createStart(plan: FitPlan, restart: number): { kind: StartKind; parameters: Parameters } {
  const given = plan.given[restart];
  // A copy: EM writes to its start, and a search may come back to it.
  if (given !== undefined) return structuredClone(given);
  const seeded = restart - plan.given.length;
  const kind = startKind(seeded);
  const random = createRandomStreams(plan.settings.seed, seeded + 1)[seeded]!;
  return { kind, parameters: createSeeded(plan, seeded, kind, random) };
}

function createSeeded(plan: FitPlan, seeded: number, kind: StartKind, random: RandomStream): Parameters {
  const { settings, observed, pooled } = plan;
  const { nStates, covarianceType } = settings;
  const request = { nStates, covarianceType, observed: filledRows(observed, pooled), pooled };
  if (kind === 'quantile') return quantileStart(request, random);
  if (kind === 'random') return randomStart(request, random);
  // Run to its end, k-means finds the same clusters from nearly any seeds: one such start is enough.
  return kMeansStart(request, random, seeded === 0 ? 100 : 1);
}
