// Predictions for the tests of this package.
import type { PredictionRecord } from '../../src/index.ts';

export const MODEL = 'regime-detector';

/** A valid live prediction for a day, with whatever the test is about. */
export function prediction(asOfDate: string, rest: Partial<PredictionRecord> = {}): PredictionRecord {
  const regime = rest.regime ?? 'risk_on';
  const confidence = rest.confidence ?? 0.9;
  return {
    modelName: MODEL,
    modelVersion: '1.0.0',
    asOfDate,
    madeAt: `${asOfDate}T21:05:00.000Z`,
    kind: 'live',
    regime,
    confidence,
    probabilities: sharedOut(regime, confidence),
    features: { vix_level: 14.35, return_20d: -0.0123 },
    basis: { kind: 'history', rows: 2518 },
    latencyMs: 1.5,
    ...rest,
  };
}

function sharedOut(regime: string, confidence: number): Record<string, number> {
  const others = ['risk_on', 'neutral', 'risk_off'].filter((name) => name !== regime);
  const rest = others.map((name) => [name, (1 - confidence) / others.length] as const);
  return Object.fromEntries([[regime, confidence], ...rest]);
}

/** `2024-01-01` for 0, and so on. */
export function day(index: number): string {
  return new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
}

/** One prediction per regime, on days that follow each other. */
export function daily(regimes: readonly string[], rest: Partial<PredictionRecord> = {}): PredictionRecord[] {
  return regimes.map((regime, index) => prediction(day(index), { regime, ...rest }));
}

/** What `work` throws; a failure of the test when it does not throw. */
export async function errorOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error, but the call succeeded.');
}
