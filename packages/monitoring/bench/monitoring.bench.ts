// Appending 10,000 predictions (40 years of market days) and looking at them. The file lies in the system's temporary
// folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelMonitor, PredictionLog, type PredictionRecord } from '../src/index.ts';
import { MODEL, prediction } from '../test/support/predictions.ts';

const ROUNDS = 5;
const RECORDS = 10_000;
const SINGLE = 100;
const FEATURES = ['vix_level', 'vix_percentile', 'realized_vol_20d', 'return_20d', 'drawdown', 'a', 'b', 'c', 'd'];

function records(count: number, firstDay: number): PredictionRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const asOfDate = new Date((firstDay + index) * 86_400_000).toISOString().slice(0, 10);
    const regime = ['risk_on', 'neutral', 'risk_off'][Math.floor(index / 40) % 3]!;
    const features = Object.fromEntries(FEATURES.map((name, place) => [name, Math.sin(index + place) * 10]));
    return prediction(asOfDate, { regime, features, latencyMs: 1 + (index % 97) / 50 });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'regimekit-bench-'));
const history = records(RECORDS, 0);
const later = records(SINGLE, RECORDS);
const cases: Record<string, (log: PredictionLog) => Promise<unknown>> = {
  'append 10,000 records at once': async (log) => {
    await log.append(history);
  },
  'append 100 records one by one': async (log) => {
    for (const record of later) await log.append([record]);
  },
  'collectMetrics, 30 of 10,100 days': async (log) =>
    await new ModelMonitor({ log }).collectMetrics({ modelName: MODEL }),
  'collectMetrics, all days': async (log) =>
    await new ModelMonitor({ log }).collectMetrics({ modelName: MODEL, windowDays: RECORDS + SINGLE }),
  'query one year': async (log) => await log.query({ modelName: MODEL, from: '1990-01-01', to: '1990-12-31' }),
};

const times: Record<string, number[]> = {};
for (let round = 0; round < ROUNDS; round++) {
  const log = await PredictionLog.open(join(folder, `${round}.sqlite`));
  for (const [name, run] of Object.entries(cases)) {
    const start = performance.now();
    await run(log);
    (times[name] ??= []).push(performance.now() - start);
  }
  await log.close();
}
rmSync(folder, { recursive: true, force: true });

console.table(
  Object.entries(times).map(([name, all]) => {
    const median = all.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
    return { case: name, 'ms, median': median.toFixed(2) };
  }),
);
