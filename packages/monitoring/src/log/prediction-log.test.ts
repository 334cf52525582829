import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@regimekit/database';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, errorOf, MODEL, prediction } from '../../test/support/predictions.ts';
import {
  DamagedPredictionError,
  InvalidMonitoringOptionError,
  InvalidPredictionError,
  PredictionLog,
  type PredictionQuery,
  type PredictionRecord,
} from '../index.ts';
import { monitoringMigrations } from './tables.ts';

const SEED = 20_240_131;

describe('PredictionLog', () => {
  let folder: string;
  let path: string;
  let log: PredictionLog;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regimekit-monitoring-'));
    path = join(folder, 'home', 'operations.sqlite');
    log = await PredictionLog.open(path);
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function datesOf(query?: PredictionQuery): Promise<string[]> {
    return (await log.query(query)).map(({ asOfDate }) => asOfDate);
  }

  it('append(records) keeps every field to the bit, also through closing and opening', async () => {
    const records = [
      prediction('2008-10-10', {
        regime: 'risk_off',
        confidence: 1 - 2 ** -53,
        probabilities: { risk_on: 5e-324, neutral: 2 ** -53, risk_off: 1 - 2 ** -53 },
        features: { vix_level: 69.95, 'a "quoted" n\u00e4me': 0.1 + 0.2, tiny: -1.5e-300 },
        basis: { kind: 'stationary', rows: 1 },
        latencyMs: 1 / 3,
        kind: 'replay',
      }),
      prediction('2017-05-01'),
    ];
    await log.append(records);
    await log.close();
    log = await PredictionLog.open(path);
    expect(await log.query()).toEqual(records);
  });

  it('append(records) keeps score and role, and query({ role }) takes an answer without a role for one of production', async () => {
    const records = [
      prediction('2024-01-29'),
      prediction('2024-01-30', { role: 'production', logScore: -12.34567890123456 }),
      prediction('2024-01-30', { role: 'shadow', logScore: 1 / 3, modelVersion: '1.1.0' }),
    ];
    await log.append(records);
    expect(await log.query()).toStrictEqual(records);
    expect(await log.query({ role: 'production' })).toStrictEqual(records.slice(0, 2));
    expect(await log.query({ role: 'shadow' })).toStrictEqual(records.slice(2));
  });

  it('open(path) brings a log from before scores and roles along, its rows as they were', async () => {
    const old = join(folder, 'old.sqlite');
    const before = await openDatabase({
      path: old,
      namespace: 'monitoring',
      migrations: monitoringMigrations.slice(0, 1),
    });
    const { sql } = await import('kysely');
    await before.transact(async (trx) => {
      await sql`insert into predictions (model_name, model_version, as_of_date, made_at, kind, regime, confidence,
        probabilities, features, basis, latency_ms) values ('regime-detector', '1.0.0', '2024-01-31',
        '2024-01-31T21:05:00.000Z', 'live', 'risk_on', 1, '{"risk_on":1}', '{}', '{"kind":"history"}', 1)`.execute(trx);
    });
    await before.close();
    const opened = await PredictionLog.open(old);
    const [row] = await opened.query({ role: 'production' });
    expect(row).toMatchObject({ asOfDate: '2024-01-31', regime: 'risk_on' });
    expect(Object.keys(row!)).not.toContain('role');
    await opened.append([prediction('2024-02-01', { role: 'shadow', logScore: -1 })]);
    expect(await opened.query()).toHaveLength(2);
    await opened.close();
  });

  it('append(records) keeps the same prediction made twice as two', async () => {
    const record = prediction('2024-01-31');
    await log.append([record, record]);
    await log.append([record]);
    expect(await log.query()).toEqual([record, record, record]);
  });

  it('append([]) writes nothing', async () => {
    await log.append([]);
    expect(await log.query()).toEqual([]);
  });

  it('append(records) writes none of them when one is invalid', async () => {
    const records = Array.from({ length: 120 }, (_, index) => prediction(day(index)));
    records[119] = prediction(day(119), { latencyMs: -1 });
    expect(await errorOf(async () => await log.append(records))).toMatchObject({ index: 119, field: 'latencyMs' });
    expect(await log.query()).toEqual([]);
  });

  it('append(records) writes none of them when the database fails half-way', async () => {
    const other = await openDatabase({
      path,
      namespace: 'test',
      migrations: [
        {
          name: '001-break',
          up: async (db) => {
            // Stands for a disk that fills up at the hundredth row.
            const { sql } = await import('kysely');
            await sql`create trigger full_disk before insert on predictions when new.as_of_date = '2024-04-09'
              begin select raise(abort, 'full'); end`.execute(db);
          },
        },
      ],
    });
    await other.close();
    const records = Array.from({ length: 120 }, (_, index) => prediction(day(index)));
    expect(records[99]?.asOfDate).toBe('2024-04-09');
    expect(String(await errorOf(async () => await log.append(records)))).toContain('full');
    expect(await log.query()).toEqual([]);
    await log.append(records.slice(0, 99));
    expect(await log.query()).toHaveLength(99);
  });

  it('append(records) names the record and the field that cannot be logged', async () => {
    const cases: [Partial<Record<keyof PredictionRecord | 'typo', unknown>>, string, string][] = [
      [{ modelName: '' }, 'modelName', 'a text that is not empty'],
      [{ modelVersion: 3 }, 'modelVersion', 'type string, received 3'],
      [{ asOfDate: '31.01.2024' }, 'asOfDate', 'like 2024-01-31, received "31.01.2024"'],
      [{ asOfDate: '2024-02-30' }, 'asOfDate', '2024-02-30'],
      [{ madeAt: '2024-01-31 21:05' }, 'madeAt', 'UTC instant'],
      [{ madeAt: '2024-01-31T21:05:00+01:00' }, 'madeAt', 'UTC instant'],
      [{ kind: 'test' }, 'kind', "'live' or 'replay'"],
      [{ regime: 'panic' }, 'regime', "(risk_on, neutral, risk_off), received 'panic'"],
      [{ regime: 'toString' }, 'regime', "received 'toString'"],
      [{ confidence: 1.01 }, 'confidence', 'at most 1, received 1.01'],
      [{ confidence: Number.NaN }, 'confidence', 'received NaN'],
      [{ probabilities: { risk_on: 0.9, neutral: 0.2 } }, 'probabilities', 'a sum of one, received 1.1'],
      [{ probabilities: { risk_on: 1.5, neutral: -0.5 } }, 'probabilities.risk_on', 'at most 1, received 1.5'],
      [{ probabilities: {} }, 'probabilities', 'received 0'],
      [{ features: { vix_level: Number.POSITIVE_INFINITY } }, 'features.vix_level', 'received Infinity'],
      [{ features: { vix_level: null } }, 'features.vix_level', 'type number, received null'],
      [{ basis: 'history' }, 'basis', 'received "history"'],
      [{ basis: { kind: 'history', rows: 0 } }, 'basis.rows', 'at least 1, received 0'],
      [{ logScore: Number.NEGATIVE_INFINITY }, 'logScore', 'received -Infinity'],
      [{ role: 'understudy' }, 'role', "'production' or 'shadow'"],
      [{ latencyMs: -0.001 }, 'latencyMs', 'at least 0, received -0.001'],
      [{ latencyMs: undefined }, 'latencyMs', 'received undefined'],
      [{ typo: 1 }, '', "'typo'"],
    ];
    for (const [change, field, problem] of cases) {
      const broken = { ...prediction('2024-01-31'), ...change } as PredictionRecord;
      const error = await errorOf(async () => await log.append([prediction('2024-01-30'), broken]));
      expect(error).toBeInstanceOf(InvalidPredictionError);
      expect(error).toMatchObject({ index: 1, field, kind: 'input', code: 'INVALID_PREDICTION' });
      expect((error as Error).message).toContain(problem);
      expect((error as Error).message).toMatch(field === '' ? /^Prediction 1: / : /^Prediction 1, /u);
    }
    expect(await log.query()).toEqual([]);
  });

  it('append(records) accepts probabilities that were rounded for a file', async () => {
    await log.append([
      prediction('2024-01-31', { probabilities: { risk_on: 0.333333, neutral: 0.333333, risk_off: 0.333333 } }),
    ]);
    const far = prediction('2024-01-31', { probabilities: { risk_on: 0.333, neutral: 0.333, risk_off: 0.333 } });
    expect(await errorOf(async () => await log.append([far]))).toMatchObject({ field: 'probabilities' });
  });

  it('query() orders by day, then by instant also where instants are written differently, then by writing', async () => {
    const at = (madeAt: string, modelVersion: string): PredictionRecord =>
      prediction('2024-01-02', { madeAt, modelVersion });
    await log.append([
      prediction('2024-01-03', { modelVersion: 'e' }),
      at('2024-01-02T21:00:00.500Z', 'c'),
      at('2024-01-02T21:00:00.500Z', 'd'),
      at('2024-01-02T21:00:00Z', 'b'),
      prediction('2024-01-01', { modelVersion: 'a', madeAt: '2025-01-01T00:00:00.000Z' }),
    ]);
    expect((await log.query()).map(({ modelVersion }) => modelVersion)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('query({ from, to, limit, lastDays }) bounds days inclusively and takes the newest', async () => {
    await log.append([0, 1, 1, 2, 4, 9, 9].map((index) => prediction(day(index))));
    expect(await datesOf({ from: day(1), to: day(4) })).toEqual([day(1), day(1), day(2), day(4)]);
    expect(await datesOf({ limit: 3 })).toEqual([day(4), day(9), day(9)]);
    expect(await datesOf({ limit: 99 })).toHaveLength(7);
    expect(await datesOf({ lastDays: 4 })).toEqual([day(1), day(1), day(2), day(4), day(9), day(9)]);
    expect(await datesOf({ lastDays: 3, to: day(4) })).toEqual([day(1), day(1), day(2), day(4)]);
    expect(await datesOf({ lastDays: 3, limit: 1, to: day(2) })).toEqual([day(2)]);
    expect(await datesOf({ from: day(10) })).toEqual([]);
  });

  it(`query(query) equals filtering and sorting in memory (seed ${SEED})`, async () => {
    const models = ['a', 'b'];
    const recordOf = fc.record({
      modelName: fc.constantFrom(...models),
      modelVersion: fc.constantFrom('1.0.0', '1.1.0'),
      kind: fc.constantFrom('live' as const, 'replay' as const),
      asOf: fc.nat(6),
      second: fc.nat(3),
    });
    const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
    const queryOf = fc.record({
      modelName: optional(fc.constantFrom(...models)),
      modelVersion: optional(fc.constantFrom('1.0.0', '1.1.0')),
      kind: optional(fc.constantFrom('live' as const, 'replay' as const)),
      from: optional(fc.nat(3).map(day)),
      to: optional(fc.integer({ min: 3, max: 6 }).map(day)),
      lastDays: optional(fc.integer({ min: 1, max: 5 })),
      limit: optional(fc.integer({ min: 1, max: 12 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(recordOf, { maxLength: 40, size: 'max' }),
        fc.array(queryOf, { maxLength: 8, size: 'max' }),
        async (parts, queries) => {
          const memory = await PredictionLog.open(':memory:');
          const records = parts.map(({ asOf, second, ...rest }, id) =>
            prediction(day(asOf), { ...rest, madeAt: `2024-02-01T00:00:0${second}.000Z`, latencyMs: id }),
          );
          await memory.append(records);
          for (const query of queries) expect(await memory.query(query)).toEqual(inMemory(records, query));
          await memory.close();
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('query(query) refuses filters that cannot be meant', async () => {
    const cases: [object, string][] = [
      [{ from: 'yesterday' }, 'from'],
      [{ to: '2024-13-01' }, 'to'],
      [{ limit: 0 }, 'limit'],
      [{ lastDays: 1.5 }, 'lastDays'],
      [{ kind: 'dead' }, 'kind'],
      [{ modelName: '' }, 'modelName'],
      [{ since: '2024-01-01' }, 'The query'],
    ];
    for (const [query, option] of cases) {
      const error = await errorOf(async () => await log.query(query));
      expect(error).toBeInstanceOf(InvalidMonitoringOptionError);
      expect(error).toMatchObject({ option, kind: 'input' });
    }
    expect(String(await errorOf(async () => await log.query({ limit: 0 })))).toContain('at least 1, received 0');
  });

  it('query() reports a stored row that something else has damaged, by its id and column', async () => {
    await log.append([prediction('2024-01-31')]);
    const other = await openDatabase<{ predictions: { basis: string } }>({ path, namespace: 'test', migrations: [] });
    await other.db.updateTable('predictions').set({ basis: '{"kind": ' }).execute();
    await other.close();
    const error = await errorOf(async () => await log.query({ modelName: MODEL }));
    expect(error).toBeInstanceOf(DamagedPredictionError);
    expect(error).toMatchObject({ kind: 'integrity', details: { id: 1, column: 'basis' } });
  });

  it('open(path, { readOnly }) reads while another process writes, and refuses to append', async () => {
    const reader = await PredictionLog.open(path, { readOnly: true });
    await log.append([prediction('2024-01-31')]);
    expect(await reader.query()).toHaveLength(1);
    expect(await errorOf(async () => await reader.append([prediction('2024-02-01')]))).toMatchObject({
      name: 'DatabaseUnavailableError',
    });
    await reader.close();
    await reader.close();
  });
});

/** The definition of a query, without a database. */
function inMemory(records: readonly PredictionRecord[], query: PredictionQuery): PredictionRecord[] {
  const matching = records
    .filter(
      (record) =>
        (query.modelName ?? record.modelName) === record.modelName &&
        (query.modelVersion ?? record.modelVersion) === record.modelVersion &&
        (query.kind ?? record.kind) === record.kind &&
        record.asOfDate >= (query.from ?? '') &&
        record.asOfDate <= (query.to ?? '9'),
    )
    // Stable, so equal instants stay in the order of writing.
    .sort((a, b) =>
      a.asOfDate + a.madeAt < b.asOfDate + b.madeAt ? -1 : a.asOfDate + a.madeAt > b.asOfDate + b.madeAt ? 1 : 0,
    );
  const allDays = [...new Set(matching.map(({ asOfDate }) => asOfDate))];
  const days = new Set(allDays.slice(-(query.lastDays ?? Infinity)));
  return matching.filter(({ asOfDate }) => days.has(asOfDate)).slice(-(query.limit ?? Infinity));
}
