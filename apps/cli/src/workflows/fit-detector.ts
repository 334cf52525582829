// A fit on all cores, with progress, that Ctrl-C ends.
import { RegimekitError } from '@regimekit/errors';
import {
  RegimeDetector,
  type FitDiagnostics,
  type JumpDiagnostics,
  type RegimeDetectorOptions,
} from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Context } from '../frame/context.ts';
import { fitProgress } from './fit-progress.ts';

export interface FitRequest extends Omit<RegimeDetectorOptions, 'seed' | 'clock'> {
  /** The model that this one follows: the fit starts from it, and its regimes keep their names. */
  readonly previous?: RegimeDetector | undefined;
}

export interface FittedDetector {
  readonly detector: RegimeDetector;
  readonly durationMs: number;
}

/** Fits a detector on the given days; the seed is the context's. */
export async function fitDetector(
  context: Context,
  features: FeatureMatrix,
  { previous, ...options }: FitRequest,
): Promise<FittedDetector> {
  const detector = new RegimeDetector({ ...options, seed: context.seed, clock: context.now });
  const started = performance.now();
  await using pool = createWorkerPool();
  try {
    await detector.fitAsync(features, {
      executor: pool,
      signal: context.signal,
      onProgress: fitProgress(context),
      ...(previous === undefined ? {} : { previous }),
    });
  } catch (error) {
    throw inWordsOfTheCommandLine(error);
  }
  return { detector, durationMs: performance.now() - started };
}

/** The sample-size rule speaks of an option of the library; here it is an option of the command. */
function inWordsOfTheCommandLine(error: unknown): unknown {
  if (!RegimekitError.isInstance(error) || error.code !== 'INSUFFICIENT_SAMPLES') return error;
  const { code, kind, hint, details } = error;
  const message = error.message.replace(
    'skipSampleValidation: true to the constructor or to fit',
    '--skip-sample-validation',
  );
  return new RegimekitError(message, { code, kind, hint, details, cause: error });
}

/** What is known of a fit, whichever kind of model it was. */
export function diagnosticsOf(detector: RegimeDetector): FitDiagnostics | JumpDiagnostics {
  return detector.kind === 'jump' ? detector.getJumpDiagnostics() : detector.getDiagnostics();
}

/** How many runs went to their end, and how many of these reached the best optimum. */
export function runsOf(detector: RegimeDetector): { readonly reached: number; readonly finished: number } {
  const { restarts, restartsAtOptimum } = diagnosticsOf(detector);
  const reasons: readonly string[] = restarts.map(({ stopReason }) => stopReason);
  const finished = reasons.filter((reason) => reason !== 'abandoned').length;
  return { reached: restartsAtOptimum, finished };
}
