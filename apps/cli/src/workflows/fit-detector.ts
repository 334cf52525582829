// A fit on all cores, with progress, that Ctrl-C ends.
import { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { CovarianceType } from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Context } from '../frame/context.ts';

export interface FitRequest {
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly restarts: number;
  readonly skipSampleValidation?: boolean | undefined;
}

export interface FittedDetector {
  readonly detector: RegimeDetector;
  readonly durationMs: number;
}

/** Fits a detector on the given days; the seed is the context's. */
export async function fitDetector(
  context: Context,
  features: FeatureMatrix,
  request: FitRequest,
): Promise<FittedDetector> {
  const { restarts } = request;
  const detector = new RegimeDetector({ ...request, seed: context.seed, clock: context.now });
  const started = performance.now();
  await using pool = createWorkerPool();
  let done = 0;
  await detector.fitAsync(features, {
    executor: pool,
    signal: context.signal,
    onProgress: () => context.progress.show(`restart ${++done} of ${restarts}`, done / restarts),
  });
  return { detector, durationMs: performance.now() - started };
}
