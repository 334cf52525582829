// Every answer that was given, with what it stood on.
import { RegimekitError } from '@regimekit/errors';
import type { RegimePrediction } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { AnsweredDay } from '@regimekit/monitoring';
import type { Context } from '../frame/context.ts';
import { recordAnswers } from './answer-records.ts';
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

/** What the log has of an answer: when it was given, and its days. */
export interface LoggedAnswer {
  readonly madeAt: string;
  readonly days: readonly AnsweredDay[];
}

/** Appends the answers to the prediction log: `live` for the newest day of the data, `replay` for history. */
export async function logPredictions(
  context: Context,
  configuration: Configuration,
  { model, ...predicted }: GivenAnswers,
): Promise<LoggedAnswer> {
  const newest = predicted.features.dates.at(-1);
  const modelName = model.version.name;
  const modelVersion = model.version.version;
  const madeAt = context.now().toISOString();
  const log = await openPredictionLog(context, configuration).catch((error: unknown) => {
    throw notLogged(error);
  });
  try {
    const records = recordAnswers({ detector: model.detector, ...predicted }).map((answer) => ({
      ...answer,
      modelName,
      modelVersion,
      madeAt,
      kind: answer.asOfDate === newest ? ('live' as const) : ('replay' as const),
      role: 'production' as const,
    }));
    await log.append(records);
    return { madeAt, days: records.map(({ asOfDate, kind }) => ({ asOfDate, kind })) };
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
