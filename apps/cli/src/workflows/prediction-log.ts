// The predictions that were made: in the home, or in the database that holds the models.
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { PredictionLog, type PredictionSource, type ShadowRunSource } from '@regimekit/monitoring';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { isWritable, registryPlace } from './registry.ts';
import { isPending } from './with-registry.ts';

/** Answers, what shadows said beside them, and what became of each shadow. */
type Predictions = PredictionSource & ShadowRunSource;

const noPredictions: Predictions = { query: async () => [], shadowRuns: async () => [] };

/** Gives `work` the prediction log to look at. Where there is none no predictions were made, and none is created. */
export async function withPredictions<T>(
  context: Context,
  configuration: Configuration,
  work: (log: Predictions) => Promise<T>,
): Promise<T> {
  const log = await openToLook(context, configuration);
  if (log === undefined) return work(noPredictions);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** Opens the log to add to it. */
export async function openPredictionLog(context: Context, configuration: Configuration): Promise<PredictionLog> {
  const place = registryPlace(context, configuration);
  return place.kind === 'folder'
    ? PredictionLog.open(context.home.operations)
    : PredictionLog.open({ databaseUrl: place.databaseUrl });
}

async function openToLook(context: Context, configuration: Configuration): Promise<PredictionLog | undefined> {
  const { operations } = context.home;
  const place = registryPlace(context, configuration);
  if (place.kind === 'folder') {
    if (!existsSync(operations)) return undefined;
    return PredictionLog.open(operations, { readOnly: !(await isWritable(dirname(operations), basename(operations))) });
  }
  try {
    return await PredictionLog.open({ databaseUrl: place.databaseUrl }, { readOnly: true });
  } catch (error) {
    if (!isPending(error)) throw error;
    return openPredictionLog(context, configuration);
  }
}
