// The log is the same on both databases, to the bit and in its order.
import { testPostgres } from '@regimekit/test-postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ModelMonitor, PredictionLog, type PredictionLogLocation, type PredictionRecord } from '../src/index.ts';
import { day, MODEL, prediction } from './support/predictions.ts';

const server = await testPostgres();

const records: readonly PredictionRecord[] = Array.from({ length: 120 }, (_, index) =>
  prediction(day(index % 40), {
    modelVersion: `1.${index % 3}.0`,
    kind: index % 4 === 0 ? 'replay' : 'live',
    confidence: 1 - 2 ** -53,
    features: { tiny: -1.5e-300, 'a "quoted" n\u00e4me': 0.1 + 0.2 },
    latencyMs: index / 3,
    ...(index % 5 === 0
      ? {}
      : { role: index % 5 < 3 ? ('production' as const) : ('shadow' as const), logScore: -index / 7 }),
  }),
);
const queries = [
  {},
  { kind: 'live' as const, modelVersion: '1.1.0' },
  { from: day(3), to: day(30), lastDays: 7 },
  { lastDays: 5, limit: 8 },
  { role: 'production' as const },
  { role: 'shadow' as const, kind: 'live' as const },
];

async function open(location: PredictionLogLocation): Promise<PredictionLog> {
  const log = await PredictionLog.open(location);
  onTestFinished(() => log.close());
  return log;
}

describe.skipIf(server.missing)(`PredictionLog.open({ databaseUrl }) on ${server.title}`, () => {
  it('answers every query, and measures, as SQLite does', async () => {
    const logs = [await open(':memory:'), await open({ databaseUrl: await server.createDatabase() })] as const;
    for (const log of logs) await log.append(records);
    for (const query of queries) {
      const [expected, received] = [await logs[0].query(query), await logs[1].query(query)];
      expect(expected.length).toBeGreaterThan(0);
      expect(received).toStrictEqual(expected);
    }
    const clock = () => new Date('2024-03-01T00:00:00.000Z');
    const [expected, received] = await Promise.all(
      logs.map((log) => new ModelMonitor({ log, clock }).collectMetrics({ modelName: MODEL })),
    );
    expect(received).toStrictEqual(expected);
  });

  it('keeps and finds the runs of shadows as SQLite does', async () => {
    const logs = [await open(':memory:'), await open({ databaseUrl: await server.createDatabase() })] as const;
    const madeAt = '2024-01-31T21:05:00.000Z';
    const common = { modelName: MODEL, kind: 'live' as const, from: day(0), to: day(1), days: 2 };
    for (const log of logs) {
      const own = { modelVersion: '1.1.0', madeAt };
      const answers = [prediction(day(0), { ...own, role: 'shadow' }), prediction(day(1), { ...own, role: 'shadow' })];
      await log.appendShadowRun({ ...common, ...own, answered: 2, outcome: 'ok', durationMs: 1 / 3 }, answers);
      const failed = { modelVersion: '1.2.0', madeAt, answered: 0, outcome: 'failed', message: 'a "quoted" n\u00e4me' };
      await log.appendShadowRun({ ...common, ...failed, outcome: 'failed', durationMs: 0 });
    }
    for (const query of [{}, { outcome: 'failed' as const }, { from: day(1), to: day(1) }, { modelVersion: '1.1.0' }]) {
      const expected = await logs[0].shadowRuns(query);
      expect(expected.length).toBeGreaterThan(0);
      expect(await logs[1].shadowRuns(query)).toStrictEqual(expected);
    }
    expect(await logs[1].query()).toStrictEqual(await logs[0].query());
  });

  it('keeps what two connections append at once, and shares a database and apart a schema', async () => {
    const databaseUrl = await server.createDatabase();
    const logs = [await open({ databaseUrl }), await open({ databaseUrl })];
    const elsewhere = await open({ databaseUrl, schema: 'elsewhere' });
    await Promise.all(records.map((record, index) => logs[index % 2]!.append([record])));
    expect(await logs[0]!.query()).toHaveLength(records.length);
    expect(await elsewhere.query()).toEqual([]);
  });
});
