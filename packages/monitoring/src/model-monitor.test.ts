import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { daily, day, errorOf, MODEL, prediction } from '../test/support/predictions.ts';
import {
  type AnomalyRule,
  AnomalyRuleError,
  defaultAnomalyRules,
  InvalidMonitoringOptionError,
  ModelMonitor,
  PredictionLog,
} from './index.ts';

const NOW = new Date('2024-03-01T12:00:00.000Z');

describe('ModelMonitor', () => {
  let log: PredictionLog;
  let monitor: ModelMonitor;
  beforeEach(async () => {
    log = await PredictionLog.open(':memory:');
    monitor = new ModelMonitor({ log, clock: () => NOW });
  });
  afterEach(async () => {
    await log.close();
  });

  it('collectMetrics({ modelName }) looks at the newest 30 market days of live answers', async () => {
    // Ten old days in risk_off, then thirty in risk_on with weekends between them: days are counted, not the calendar.
    const markets = Array.from({ length: 56 }, (_, index) => day(index)).filter(
      (date) => new Date(date).getUTCDay() % 6 > 0,
    );
    expect(markets).toHaveLength(40);
    await log.append(markets.map((date, index) => prediction(date, { regime: index < 10 ? 'risk_off' : 'risk_on' })));
    await log.append([prediction('2024-02-28', { regime: 'risk_off', kind: 'replay' })]);
    await log.append([prediction('2024-02-28', { regime: 'risk_off', modelName: 'another' })]);
    const metrics = await monitor.collectMetrics({ modelName: MODEL });
    expect(metrics).toMatchObject({
      modelName: MODEL,
      kind: 'live',
      windowDays: 30,
      days: 30,
      count: 30,
      from: markets[10],
      to: markets[39],
      regimeDistribution: { risk_on: 1, neutral: 0, risk_off: 0 },
      modelAgeDays: null,
      collectedAt: NOW.toISOString(),
    });
    const longer = await monitor.collectMetrics({ modelName: MODEL, windowDays: 31 });
    expect(longer).toMatchObject({ days: 31, transitions: 1, transitionFrequency: 1 / 30 });
  });

  it('collectMetrics({ kind, modelVersion }) looks at replays, or at one version, when asked to', async () => {
    await log.append(daily(['risk_off', 'risk_off'], { kind: 'replay' }));
    await log.append([prediction(day(5), { modelVersion: '2.0.0' }), prediction(day(6))]);
    expect(await monitor.collectMetrics({ modelName: MODEL, kind: 'replay' })).toMatchObject({
      kind: 'replay',
      days: 2,
    });
    expect(await monitor.collectMetrics({ modelName: MODEL, modelVersion: '2.0.0' })).toMatchObject({
      to: day(5),
      days: 1,
    });
  });

  it('collectMetrics(options) sees no shadow, whatever is asked for and however many there are', async () => {
    await log.append(daily(['risk_on', 'risk_on', 'neutral']));
    await log.append(daily(['risk_on'], { modelVersion: '2.0.0', role: 'production', kind: 'replay' }));
    const asked = [{}, { windowDays: 1 }, { kind: 'replay' as const }, { modelVersion: '2.0.0' }];
    const all = async () => Promise.all(asked.map(async (one) => monitor.collectMetrics({ modelName: MODEL, ...one })));
    const before = await all();
    // Later days, another regime, slow and unsure: each figure would move.
    const regimes = Array<string>(40).fill('risk_off');
    for (const kind of ['live', 'replay'] as const) {
      for (const modelVersion of ['1.0.0', '2.0.0']) {
        const rest = { kind, modelVersion, latencyMs: 900, confidence: 0.4 };
        await log.append(daily(regimes, { ...rest, role: 'shadow' }));
      }
    }
    expect(await all()).toEqual(before);
    expect(before[0]!.count).toBe(3);
    // The control: told to users, the same rows count.
    await log.append(daily(regimes, { role: 'production' }));
    expect((await all())[0]!.count).not.toBe(before[0]!.count);
  });

  it('collectMetrics({ modelTrainedAt }) gives the age of the model in days', async () => {
    const ageOf = async (modelTrainedAt: string | Date): Promise<number | null> =>
      (await monitor.collectMetrics({ modelName: MODEL, modelTrainedAt })).modelAgeDays;
    expect(await ageOf('2024-02-20T00:00:00.000Z')).toBe(10.5);
    expect(await ageOf(new Date('2024-02-29T12:00:00.000Z'))).toBe(1);
    expect(await ageOf('2024-03-01')).toBe(0.5);
    expect(await ageOf('2024-03-02T12:00:00Z')).toBe(-1);
    for (const wrong of ['lately', 'Jan 5, 2024', new Date(Number.NaN)]) {
      expect(await errorOf(async () => await ageOf(wrong))).toBeInstanceOf(InvalidMonitoringOptionError);
    }
  });

  it('collectMetrics({ windowDays }) refuses a window that is no number of days', async () => {
    for (const windowDays of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const error = await errorOf(async () => await monitor.collectMetrics({ modelName: MODEL, windowDays }));
      expect(error).toBeInstanceOf(InvalidMonitoringOptionError);
      expect(error).toMatchObject({ option: 'windowDays', kind: 'input', code: 'INVALID_MONITORING_OPTION' });
    }
  });

  it('checkAnomalies(metrics) of an empty log says so, and nothing else', async () => {
    const metrics = await monitor.collectMetrics({ modelName: MODEL });
    expect(metrics).toMatchObject({ count: 0, averageConfidence: null, latencyMs: { p50: null, p99: null } });
    expect(JSON.stringify(metrics)).not.toContain('NaN');
    expect(monitor.checkAnomalies(metrics)).toEqual([
      {
        rule: 'no_predictions',
        severity: 'warning',
        message: "0 live predictions of 'regime-detector' in the log.",
        value: 0,
        threshold: null,
      },
    ]);
  });

  it('checkAnomalies(metrics) of an ordinary month finds nothing', async () => {
    await log.append(daily([...Array<string>(25).fill('risk_on'), ...Array<string>(5).fill('neutral')]));
    expect(monitor.checkAnomalies(await monitor.collectMetrics({ modelName: MODEL }))).toEqual([]);
  });

  it('checkAnomalies(metrics) of a crisis that the model follows rightly trips excessive_risk_off: it is a weak rule', async () => {
    await log.append(daily(Array<string>(30).fill('risk_off'), { confidence: 0.99, probabilities: { risk_off: 1 } }));
    const anomalies = monitor.checkAnomalies(await monitor.collectMetrics({ modelName: MODEL }));
    expect(anomalies.map(({ rule }) => rule)).toEqual(['excessive_risk_off']);
  });

  it('checkAnomalies(metrics) runs rules of the user beside the default ones, and only those it was given', async () => {
    await log.append(daily(['risk_off', 'risk_on'], { latencyMs: 900 }));
    const slow: AnomalyRule = {
      name: 'slow_answers',
      severity: 'critical',
      check: ({ latencyMs: { p99 } }) =>
        p99 !== null && p99 > 500 ? { message: `p99 of ${p99} ms, more than 500.`, value: p99, threshold: 500 } : null,
    };
    const rulesOf = async (rules: readonly AnomalyRule[]): Promise<string[]> => {
      const own = new ModelMonitor({ log, rules });
      return own.checkAnomalies(await own.collectMetrics({ modelName: MODEL })).map(({ rule }) => rule);
    };
    expect(await rulesOf([...defaultAnomalyRules(), slow])).toEqual(['frequent_transitions', 'slow_answers']);
    expect(await rulesOf([...defaultAnomalyRules({ frequent_transitions: false }), slow])).toEqual(['slow_answers']);
    expect(await rulesOf([])).toEqual([]);
  });

  it('checkAnomalies(metrics) names a rule that throws', async () => {
    const cause = new TypeError('cannot read toFixed of null');
    const broken: AnomalyRule = {
      name: 'mine',
      severity: 'info',
      check: () => {
        throw cause;
      },
    };
    const own = new ModelMonitor({ log, rules: [broken] });
    const metrics = await own.collectMetrics({ modelName: MODEL });
    const error = await errorOf(() => own.checkAnomalies(metrics));
    expect(error).toBeInstanceOf(AnomalyRuleError);
    expect(error).toMatchObject({ rule: 'mine', cause, code: 'ANOMALY_RULE_FAILED' });
    expect((error as Error).message).toContain('toFixed');
  });

  it('new ModelMonitor({ rules }) refuses two rules of one name', async () => {
    const rules = [...defaultAnomalyRules(), ...defaultAnomalyRules({ no_predictions: false })];
    const error = await errorOf(() => new ModelMonitor({ log, rules }));
    expect(error).toBeInstanceOf(InvalidMonitoringOptionError);
    expect((error as Error).message).toContain("'excessive_risk_off' twice");
  });
});
