import { openDatabase } from '@regimekit/database';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, MODEL, prediction } from '../../test/support/predictions.ts';
import { InvalidShadowRunError, PredictionLog, type ShadowRun } from '../index.ts';
import { MAX_MESSAGE } from './shadow-run.ts';

const madeAt = '2024-01-31T21:05:00.000Z';

function runOf(rest: Partial<ShadowRun> = {}): ShadowRun {
  const outcome = { days: 1, answered: 0, outcome: 'failed' as const, message: 'The bundle is damaged.' };
  const day = { kind: 'live' as const, from: '2024-01-31', to: '2024-01-31' };
  return { modelName: MODEL, modelVersion: '1.1.0', madeAt, ...day, ...outcome, durationMs: 12.5, ...rest };
}
const answer = prediction('2024-01-31', { modelVersion: '1.1.0', role: 'shadow', madeAt });
const okRun = (): ShadowRun => {
  const { message: _, ...rest } = runOf({ answered: 1, outcome: 'ok' });
  return rest;
};

describe('PredictionLog', () => {
  let folder: string;
  let log: PredictionLog;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'regimekit-shadow-'));
    log = await PredictionLog.open(join(folder, 'operations.sqlite'));
  });
  afterEach(async () => {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('appendShadowRun(run, records) keeps both, and shadowRuns(query) finds them by every filter', async () => {
    await log.appendShadowRun(okRun(), [answer]);
    const month = runOf({ from: '2023-12-01', to: '2023-12-29', days: 20, kind: 'replay', outcome: 'timeout' });
    const other = runOf({ modelVersion: '1.2.0', madeAt: '2024-02-01T21:05:00+00:00'.replace('+00:00', 'Z') });
    await log.appendShadowRun(other);
    await log.appendShadowRun(month);
    const otherKept = { ...other, madeAt: '2024-02-01T21:05:00.000Z' };
    expect(await log.shadowRuns()).toStrictEqual([okRun(), month, otherKept]);
    expect(await log.query({ role: 'shadow' })).toStrictEqual([answer]);
    expect(await log.shadowRuns({ modelVersion: '1.2.0' })).toStrictEqual([otherKept]);
    expect(await log.shadowRuns({ modelName: 'another' })).toEqual([]);
    expect(await log.shadowRuns({ kind: 'replay' })).toStrictEqual([month]);
    expect(await log.shadowRuns({ outcome: 'ok' })).toStrictEqual([okRun()]);
    expect(await log.shadowRuns({ from: '2023-12-29', to: '2023-12-31' })).toStrictEqual([month]);
    expect(await log.shadowRuns({ from: '2023-12-30' })).toStrictEqual([okRun(), otherKept]);
    expect(await log.shadowRuns({ to: '2023-11-30' })).toEqual([]);
  });

  it('appendShadowRun(run, records) writes neither when one of them fails', async () => {
    const other = await openDatabase({
      path: join(folder, 'operations.sqlite'),
      namespace: 'test',
      migrations: [
        {
          name: '001-break',
          up: async (db) => {
            const { sql } = await import('kysely');
            await sql`create trigger full_disk before insert on shadow_runs begin select raise(abort, 'full'); end`.execute(
              db,
            );
          },
        },
      ],
    });
    await other.close();
    expect(String(await errorOf(async () => log.appendShadowRun(okRun(), [answer])))).toContain('full');
    expect([await log.query(), await log.shadowRuns()]).toEqual([[], []]);
  });

  it('appendShadowRun(run) cuts a message that is a page long', async () => {
    await log.appendShadowRun(runOf({ message: 'x'.repeat(10_000) }));
    const [run] = await log.shadowRuns();
    expect(run!.message).toHaveLength(MAX_MESSAGE);
    expect(run!.message!.endsWith('x…')).toBe(true);
  });

  it.each<[string, object, readonly (typeof answer)[]]>([
    ["outcome: expected 'ok' exactly when", { outcome: 'ok' }, []],
    ["outcome: expected 'ok' or 'failed' or 'timeout'", { outcome: 'late' }, []],
    ['message: expected why days are missing', { message: undefined }, []],
    ['to: expected 2024-01-31 or later', { to: '2024-01-30' }, []],
    ['answered: expected at most 1, received 2', { answered: 2, outcome: 'ok' }, [answer, answer]],
    ['answered: expected as many as the records, 0', { answered: 1, outcome: 'ok' }, []],
    ["modelVersion: expected that of its records, '1.1.0'", { ...okRun(), modelVersion: '1.2.0' }, [answer]],
    ["expected records of role 'shadow'", okRun(), [{ ...answer, role: 'production' }]],
    ['durationMs: expected at least 0', { durationMs: -1 }, []],
    ["has no field 'note'", { note: 'x' }, []],
  ])('appendShadowRun(run) refuses what contradicts itself: %s', async (message, wrong, records) => {
    const error = await errorOf(async () => log.appendShadowRun({ ...runOf(), ...wrong }, records));
    expect(error).toBeInstanceOf(InvalidShadowRunError);
    expect(error).toMatchObject({
      code: 'INVALID_SHADOW_RUN',
      kind: 'input',
      message: expect.stringContaining(message),
    });
    expect([await log.query(), await log.shadowRuns()]).toEqual([[], []]);
  });
});
