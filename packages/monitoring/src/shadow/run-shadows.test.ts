import { inlineExecutor, type TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf } from '../../test/support/predictions.ts';
import { answerOf, shadowTask, type Behaviour } from '../../test/support/shadow-task.ts';
import { PredictionLog, runShadows, type RunShadowsOptions, type Shadow } from '../index.ts';

const days = [
  { asOfDate: '2024-01-30', kind: 'replay' as const },
  { asOfDate: '2024-01-31', kind: 'live' as const },
];
const dates = days.map(({ asOfDate }) => asOfDate);
/** Far more than anything here takes, also on a busy machine. */
const PLENTY_MS = 100_000;
/** Soon over, and longer than a thread takes to come up, so that it is the task that is ended. */
const SHORT_MS = 1500;

async function openLog(): Promise<PredictionLog> {
  const log = await PredictionLog.open(':memory:');
  onTestFinished(() => log.close());
  return log;
}

function workers(size: number): TaskExecutor {
  const pool = createWorkerPool({ size, memoryMb: 32 });
  onTestFinished(() => pool.close());
  return pool;
}

function shadow(modelVersion: string, behaves: Behaviour['behaves'], rest: Partial<Behaviour> = {}): Shadow<Behaviour> {
  return { modelVersion, input: () => ({ behaves, dates, ...rest }) };
}

function optionsFor(log: PredictionLog, shadows: readonly Shadow<Behaviour>[]): RunShadowsOptions<Behaviour> {
  const given = { modelName: 'regime-detector', madeAt: '2024-01-31T21:05:00.000Z', days, task: shadowTask };
  return { ...given, log, shadows, executor: inlineExecutor, budgetMs: PLENTY_MS };
}

describe('runShadows(options)', () => {
  it('keeps what each shadow said, as a shadow and with the kinds of the days, and its run', async () => {
    const log = await openLog();
    const runs = await runShadows(optionsFor(log, [shadow('1.1.0', 'well'), shadow('1.2.0', 'slowly')]));
    expect(await log.shadowRuns()).toEqual(runs);
    expect(runs.map(({ modelVersion }) => modelVersion)).toEqual(['1.1.0', '1.2.0']);
    const common = { modelName: 'regime-detector', madeAt: '2024-01-31T21:05:00.000Z' };
    expect(runs[0]).toEqual({
      ...common,
      modelVersion: '1.1.0',
      kind: 'live',
      from: '2024-01-30',
      to: '2024-01-31',
      days: 2,
      answered: 2,
      outcome: 'ok',
      durationMs: expect.any(Number),
    });
    expect(await log.query({ modelVersion: '1.2.0' })).toEqual(
      days.map(({ asOfDate, kind }) => ({
        ...answerOf(asOfDate),
        ...common,
        modelVersion: '1.2.0',
        kind,
        role: 'shadow',
      })),
    );
  });

  it('lets no shadow hurt another: each way to go wrong becomes the outcome of its own run', async () => {
    const log = await openLog();
    const refusing = { modelVersion: '9.0.0', input: () => Promise.reject(new Error('no series hy_spread')) };
    const ways = ['throws', 'hoards', 'leaves', 'lies', 'babbles', 'well'] as const;
    const shadows = [...ways.map((way, i) => shadow(`1.${i}.0`, way)), refusing];
    const runs = await runShadows({ ...optionsFor(log, shadows), executor: workers(shadows.length) });
    const outcomes = runs.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([...Array<string>(5).fill('failed'), 'ok', 'failed']);
    const messages = runs.map(({ message }) => message ?? '');
    expect(messages[0]).toBe('the model does not fit');
    expect(messages[1]).toMatch(/memory/u);
    expect(messages[2]).toContain('exit code 3');
    expect(messages[3]).toContain('confidence: expected at most 1, received 7');
    expect(messages[6]).toBe('no series hy_spread');
    expect(await log.shadowRuns()).toHaveLength(runs.length);
    expect((await log.query()).map(({ modelVersion }) => modelVersion)).toEqual(['1.5.0', '1.5.0']);
  });

  it('ends a shadow that never would, and it keeps no other waiting', async () => {
    const log = await openLog();
    const shadows = [shadow('1.1.0', 'hangs'), shadow('1.2.0', 'well')];
    const controller = new AbortController();
    // The one that hangs is given up when the other is on record: no time has to be guessed.
    const telling = {
      appendShadowRun: async (...given: Parameters<PredictionLog['appendShadowRun']>) => {
        await log.appendShadowRun(...given);
        controller.abort(new Error('The other is done.'));
      },
    };
    const options = { ...optionsFor(log, shadows), executor: workers(2), signal: controller.signal };
    const runs = await runShadows({ ...options, log: telling });
    expect(runs).toMatchObject([{ outcome: 'failed', message: 'The other is done.' }, { outcome: 'ok' }]);
    const alone = { ...optionsFor(log, shadows.slice(0, 1)), executor: workers(1), budgetMs: SHORT_MS };
    expect(await runShadows(alone)).toMatchObject([
      { outcome: 'timeout', message: `Not done within the budget of ${SHORT_MS} ms.` },
    ]);
  });

  it('ends what is slower than the budget and keeps nothing of it', async () => {
    const log = await openLog();
    const shadows = [shadow('1.1.0', 'slowly', { waits: PLENTY_MS })];
    const [run] = await runShadows({ ...optionsFor(log, shadows), executor: workers(1), budgetMs: SHORT_MS });
    expect(run).toMatchObject({ outcome: 'timeout', answered: 0, days: 2 });
    expect(run!.durationMs).toBeLessThan(PLENTY_MS);
    expect(await log.query()).toEqual([]);
  });

  it('with a budget of 0 starts nothing and says that each has timed out', async () => {
    const log = await openLog();
    let asked = 0;
    const input = () => {
      asked++;
      return { behaves: 'well' as const, dates };
    };
    const runs = await runShadows({ ...optionsFor(log, [{ modelVersion: '1.1.0', input }]), budgetMs: 0 });
    expect(runs).toMatchObject([{ outcome: 'timeout', message: 'Not done within the budget of 0 ms.' }]);
    expect([asked, (await log.query()).length]).toEqual([0, 0]);
  });

  it('stops when the caller does, and with an executor that heeds no signal', async () => {
    const log = await openLog();
    const stubborn: TaskExecutor = { concurrency: 1, run: async () => new Promise(() => undefined) };
    const controller = new AbortController();
    const running = runShadows({
      ...optionsFor(log, [shadow('1.1.0', 'well')]),
      executor: stubborn,
      signal: controller.signal,
    });
    controller.abort(new Error('Interrupted.'));
    expect(await running).toMatchObject([{ outcome: 'failed', message: 'Interrupted.' }]);
    const spent = await runShadows({ ...optionsFor(log, [shadow('1.1.0', 'well')]), executor: stubborn, budgetMs: 1 });
    expect(spent).toMatchObject([{ outcome: 'timeout' }]);
  });

  it('counts days that are missing, with the reason where the task knows it, and drops days nobody asked for', async () => {
    const log = await openLog();
    const runs = await runShadows(
      optionsFor(log, [
        shadow('1.1.0', 'well', { dates: ['2024-01-31', '2024-02-01'] }),
        shadow('1.2.0', 'well', { dates: [], missing: 'hy_spread is missing on 2024-01-30.' }),
      ]),
    );
    expect(runs).toMatchObject([
      { outcome: 'ok', answered: 1, message: '1 of 2 days were not answered.' },
      { outcome: 'failed', answered: 0, message: 'hy_spread is missing on 2024-01-30.' },
    ]);
    expect((await log.query()).map(({ asOfDate }) => asOfDate)).toEqual(['2024-01-31']);
  });

  it('tells when the log cannot be written, after all shadows have ended', async () => {
    const log = await openLog();
    const ended: string[] = [];
    const full: Pick<PredictionLog, 'appendShadowRun'> = {
      appendShadowRun: async (run, records) => {
        ended.push(run.modelVersion);
        if (run.modelVersion === '1.1.0') throw new Error('The disk is full.');
        await log.appendShadowRun(run, records);
      },
    };
    const shadows = [shadow('1.1.0', 'throws'), shadow('1.2.0', 'slowly', { waits: 50 })];
    const error = await errorOf(async () => runShadows({ ...optionsFor(log, shadows), log: full }));
    expect(error).toMatchObject({ message: 'The disk is full.' });
    expect(ended).toEqual(['1.1.0', '1.2.0']);
    expect(await log.shadowRuns()).toMatchObject([{ modelVersion: '1.2.0', outcome: 'ok' }]);
  });

  it.each<[string, object]>([
    ['Did you mean budgetMs?', { budgetMS: 3 }],
    ['budgetMs: expected at least 0, received -1.', { budgetMs: -1 }],
    ['budgetMs: expected a value of type number, received NaN.', { budgetMs: Number.NaN }],
    ['log: expected a PredictionLog, received null.', { log: null }],
    ['days: expected at least 1', { days: [] }],
    ['days: expected each day once, received one twice', { days: [days[0], days[0]] }],
    ['days.0.asOfDate: expected a day written like', { days: [{ asOfDate: '31.1.', kind: 'live' }] }],
    ['shadows.0.input: expected a function, received 3.', { shadows: [{ modelVersion: '1.0.0', input: 3 }] }],
    ['madeAt: expected a UTC instant', { madeAt: 'lately' }],
    ['executor: expected an executor, received undefined.', { executor: undefined }],
    ['task: expected a task', { task: {} }],
  ])('refuses what cannot be meant: %s', async (message, wrong) => {
    const log = await openLog();
    const error = await errorOf(async () => runShadows({ ...optionsFor(log, [shadow('1.1.0', 'well')]), ...wrong }));
    expect(error).toMatchObject({ code: 'INVALID_MONITORING_OPTION', kind: 'input' });
    expect(`${(error as Error).message} ${(error as { hint?: string }).hint ?? ''}`).toContain(message);
    expect(await log.shadowRuns()).toEqual([]);
  });
});
