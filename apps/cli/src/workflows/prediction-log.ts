// The predictions that were made in a home, for reading.
import { existsSync } from 'node:fs';
import { PredictionLog, type PredictionSource } from '@regimekit/monitoring';
import type { Home } from '../frame/home.ts';

const noPredictions: PredictionSource = { query: async () => [] };

/** Gives `work` the prediction log. A home without one has made no predictions, and is left without one. */
export async function withPredictions<T>(home: Home, work: (log: PredictionSource) => Promise<T>): Promise<T> {
  if (!existsSync(home.operations)) return work(noPredictions);
  const log = await PredictionLog.open(home.operations);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}
