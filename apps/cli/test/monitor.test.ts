import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Anomaly, ModelMetrics } from '@regimekit/monitoring';
import { registerModel } from './support/models.ts';
import { logPredictions } from './support/predictions.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

interface MonitorDocument {
  readonly metrics: ModelMetrics;
  readonly anomalies: readonly Anomaly[];
}

const DAY_MS = 86_400_000;

/** `count` regimes that change every day. */
function flicker(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'risk_on' : 'neutral'));
}

describe('regimekit monitor', () => {
  it('monitor gives metrics and no anomaly for a quiet market', async () => {
    const home = temporaryFolder();
    await logPredictions(home, [...Array<string>(15).fill('risk_on'), ...Array<string>(5).fill('neutral')]);
    const { metrics, anomalies } = await runJson<MonitorDocument>('monitor', '--home', home);
    expect(anomalies).toEqual([]);
    expect(metrics).toMatchObject({
      modelName: 'regime-detector',
      kind: 'live',
      windowDays: 30,
      count: 20,
      days: 20,
      regimeDistribution: { risk_on: 0.75, neutral: 0.25, risk_off: 0 },
      transitions: 1,
      transitionFrequency: 1 / 19,
      modelAgeDays: null,
      latencyMs: { p50: 1.5, p99: 1.5 },
    });
    expect(metrics.averageConfidence).toBeCloseTo(0.9, 12);

    const { stdout, exitCode } = await runCli('monitor', '--home', home);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('regime-detector: 20 market days, 2024-01-01 to 2024-01-20 (live)');
    expect(stdout).toMatch(/risk_on +█+·+ +75\.0 % of days/);
    expect(stdout).toContain('1 in 19 steps from day to day (5.3 %)');
    expect(stdout).toContain(
      'Nothing odd by no_predictions, excessive_risk_off, low_confidence, frequent_transitions.',
    );
    expect(stdout).toContain('customary and weak');
  });

  it('monitor exits with 0 when it finds anomalies, each with its figure', async () => {
    const home = temporaryFolder();
    await logPredictions(home, flicker(11), { confidence: 0.4 });
    const { anomalies } = await runJson<MonitorDocument>('monitor', '--home', home);
    expect(anomalies.map(({ rule, message }) => [rule, message])).toEqual([
      ['low_confidence', 'Average confidence of 40 % over 11 days, less than 50 %.'],
      ['frequent_transitions', 'The regime changed on 10 of 10 steps from day to day (100 %), more than 30 %.'],
    ]);
    const { stdout, exitCode } = await runCli('monitor', '--home', home);
    expect(exitCode).toBe(0);
    for (const { rule, message } of anomalies) expect(stdout).toContain(`warning  ${message} [${rule}]`);
  });

  it('monitor --window counts market days back from the newest', async () => {
    const home = temporaryFolder();
    await logPredictions(home, [...flicker(20), ...Array<string>(10).fill('risk_off')]);
    const { metrics, anomalies } = await runJson<MonitorDocument>('monitor', '--window', '10', '--home', home);
    expect(metrics).toMatchObject({ days: 10, from: '2024-01-21', to: '2024-01-30', transitions: 0 });
    expect(anomalies.map(({ message }) => message)).toEqual(['risk_off on 10 of 10 days (100 %), more than 80 %.']);
    expect((await runJson<MonitorDocument>('monitor', '--home', home)).metrics.transitions).toBe(20);
  });

  it('monitor looks at one model and one kind of predictions, live unless told otherwise', async () => {
    const home = temporaryFolder();
    await logPredictions(home, ['risk_on', 'risk_on'], { kind: 'replay' });
    await logPredictions(home, ['neutral'], { modelName: 'rival' });
    const count = async (...argv: string[]): Promise<number> =>
      (await runJson<MonitorDocument>('monitor', ...argv, '--home', home)).metrics.count;
    expect(await count()).toBe(0);
    expect(await count('--kind', 'replay')).toBe(2);
    expect(await count('--model', 'rival')).toBe(1);
    expect((await runCli('monitor', '--home', home)).stdout).toContain('regimekit monitor --kind replay');
  });

  it('monitor takes the age of the model from the version in production', async () => {
    const home = temporaryFolder();
    await logPredictions(home, ['risk_on']);
    const trainedAt = new Date(Date.now() - 40.5 * DAY_MS).toISOString();
    await registerModel(home, { metadata: { trainedAt } });
    const age = async (): Promise<number | null> =>
      (await runJson<MonitorDocument>('monitor', '--home', home)).metrics.modelAgeDays;
    expect(await age()).toBeNull(); // staging does not serve
    expect((await runCli('registry', 'promote', '1.0.0', '--home', home)).exitCode).toBe(0);
    expect(await age()).toBeGreaterThan(40.5);
    expect(await age()).toBeLessThan(41);
    expect((await runCli('monitor', '--home', home)).stdout).toMatch(/model age +40 days/);
  });

  it('monitor without predictions says so, and creates nothing', async () => {
    const home = join(temporaryFolder(), 'fresh');
    const { metrics, anomalies } = await runJson<MonitorDocument>('monitor', '--home', home);
    expect(metrics).toMatchObject({
      count: 0,
      days: 0,
      from: null,
      averageConfidence: null,
      transitionFrequency: null,
    });
    expect(anomalies.map(({ rule }) => rule)).toEqual(['no_predictions']);
    const { stdout, exitCode } = await runCli('monitor', '--home', home);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('There are no live predictions of regime-detector yet.');
    expect(existsSync(home)).toBe(false);
  });

  it('monitor refuses what it cannot use', async () => {
    const home = temporaryFolder();
    for (const [argv, message] of [
      [['--window', '0'], '--window must be a whole number from 1 to 12600, received "0".'],
      [['--window', 'month'], 'received "month"'],
      [['--kind', 'dead'], 'live, replay'],
    ] as const) {
      expect(await runCli('monitor', ...argv, '--home', home)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(message),
      });
    }
    writeFileSync(join(home, 'operations.sqlite'), 'no database at all, but long enough to be looked at');
    expect(await runCli('monitor', '--home', home)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('something else than a SQLite database'),
    });
  });
});
