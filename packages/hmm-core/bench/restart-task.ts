import { baumWelch, createGaussianHmm, hmmlearnPriors, type KernelChoice } from '@regimekit/hmm-core';
import { MatrixView, type Task } from '@regimekit/numerics';
import { startOf, uniform, W1 } from './workloads.ts';

export interface RestartInput {
  /** Of W1. */
  readonly data: Float64Array;
  readonly restart: number;
  readonly kernel: KernelChoice;
}

/** Restart `restart` of W6: 50 iterations from means that are rows of the data. Returns the log-likelihood. */
export function restartOf({ data, restart, kernel }: RestartInput): number {
  const rows = new MatrixView(W1.nSteps, W1.nFeatures, data);
  const means = [0, 1, 2].map((k) => rows.row(Math.floor(uniform(900 + restart, k) * W1.nSteps)));
  const start = createGaussianHmm({ ...startOf(W1), means });
  const options = { maxIterations: 50, tolerance: -Infinity, priors: hmmlearnPriors(), kernel };
  return baumWelch(start, rows, options).history.at(-1)!;
}

export const restartTask: Task<RestartInput, number> = {
  name: 'restartTask',
  module: import.meta.url,
  run: restartOf,
};
