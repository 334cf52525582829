// Every answer that was given, with what it stood on.
import type { RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import { PredictionLog } from '@regimekit/monitoring';
import type { Context } from '../frame/context.ts';
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
  { model, features, predictions, latencyMs }: GivenAnswers,
): Promise<void> {
  const newest = features.dates.at(-1);
  const madeAt = context.now().toISOString();
  const log = await PredictionLog.open(context.home.operations);
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
