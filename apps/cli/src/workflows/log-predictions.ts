// Every answer that was given, with what it stood on.
import { RegimekitError } from '@regimekit/errors';
import type { RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { openPredictionLog } from './prediction-log.ts';
import type { ServingModel } from './serving-model.ts';

export interface GivenAnswers {
  readonly model: ServingModel;
  readonly features: FeatureMatrix;
  readonly predictions: readonly RegimePrediction[];
  /** Time from question to answer, per prediction, in milliseconds. */
  readonly latencyMs: number;
}

/** Appends the answers to the prediction log: `live` for the newest day of the data, `replay` for history. */
export async function logPredictions(
  context: Context,
  configuration: Configuration,
  { model, features, predictions, latencyMs }: GivenAnswers,
): Promise<void> {
  const newest = features.dates.at(-1);
  const madeAt = context.now().toISOString();
  const log = await openPredictionLog(context, configuration).catch((error: unknown) => {
    throw notLogged(error);
  });
  try {
    await log.append(
      predictions.map(({ row, regime, confidence, probabilities, basis }) => ({
        modelName: model.version.name,
        modelVersion: model.version.version,
        asOfDate: features.dates[row]!,
        madeAt,
        kind: features.dates[row] === newest ? 'live' : 'replay',
        regime,
        confidence,
        probabilities,
        features: features.record(row),
        basis,
        latencyMs,
      })),
    );
  } finally {
    await log.close();
  }
}

/** An answer that is on no record is none that anybody can account for later, so it is not given by accident. */
function notLogged(error: unknown): unknown {
  if (!RegimekitError.isInstance(error)) return error;
  const { code, kind, message, details } = error;
  const hint = 'Every answer is logged. Make the log writable, or ask with --no-log for one that is on no record.';
  return new RegimekitError(`The answer cannot be logged. ${message}`, { code, kind, details, hint, cause: error });
}
