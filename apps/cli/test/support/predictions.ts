// Predictions in a home's log, without a model behind them.
import { join } from 'node:path';
import { PredictionLog, type PredictionRecord } from '@regimekit/monitoring';

/** One live prediction for each regime, on days that follow each other from 2024-01-01 on. */
export async function logPredictions(
  home: string,
  regimes: readonly string[],
  rest: Partial<PredictionRecord> = {},
): Promise<void> {
  const log = await PredictionLog.open(join(home, 'operations.sqlite'));
  try {
    await log.append(regimes.map((regime, i) => prediction(day(i), regime, rest)));
  } finally {
    await log.close();
  }
}

function prediction(asOfDate: string, regime: string, rest: Partial<PredictionRecord>): PredictionRecord {
  const confidence = rest.confidence ?? 0.9;
  const others = ['risk_on', 'neutral', 'risk_off'].filter((name) => name !== regime);
  return {
    modelName: 'regime-detector',
    modelVersion: '1.0.0',
    asOfDate,
    madeAt: `${asOfDate}T21:05:00.000Z`,
    kind: 'live',
    regime,
    confidence,
    probabilities: { [regime]: confidence, [others[0]!]: (1 - confidence) / 2, [others[1]!]: (1 - confidence) / 2 },
    features: { vix_level: 14.35 },
    basis: { kind: 'history', rows: 2518 },
    latencyMs: 1.5,
    ...rest,
  };
}

function day(index: number): string {
  return new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
}
