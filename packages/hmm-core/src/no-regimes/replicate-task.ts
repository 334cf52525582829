// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import { createRandomStreams, type Task } from '@regimekit/numerics';
import { likelihoodRatio, type AlternativeSettings } from './log-likelihood-ratio.ts';
import { simulateVar1 } from './simulate-var1.ts';
import type { NullKind, Var1 } from './var1.ts';

/** All that the replicates of a bootstrap share: plain data, small, whatever the length of the series. */
export interface BootstrapPlan {
  readonly model: Var1;
  readonly kind: NullKind;
  readonly lengths: readonly number[];
  readonly alternative: AlternativeSettings;
  readonly seed: number;
}

export interface ReplicateInput {
  readonly plan: BootstrapPlan;
  /** 0, 1, ... */
  readonly replicate: number;
}

export interface Replicate {
  readonly statistic: number;
  /** Whether the fit ended at its tolerance. */
  readonly converged: boolean;
}

/** Draws one series without regimes and fits both models to it: a stream of its own, whoever else runs. */
export function runReplicate({ plan, replicate }: ReplicateInput): Replicate {
  // Stream 0 is that of the bias correction.
  const random = createRandomStreams(plan.seed, replicate + 2)[replicate + 1]!;
  const { statistic, fit } = likelihoodRatio(
    simulateVar1(plan.model, plan.lengths, random),
    plan.kind,
    plan.alternative,
  );
  return { statistic, converged: fit.stopReason === 'tolerance' };
}

/** One replicate as a task for an executor. */
export const replicateTask: Task<ReplicateInput, Replicate> = {
  name: 'replicateTask',
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './replicate-task.ts' : './replicate-task.js', import.meta.url)
      .href;
  },
  run: runReplicate,
};
