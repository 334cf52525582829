import { describe, expect, it } from 'vitest';
import { daily, day, prediction } from '../test/support/predictions.ts';
import { computeMetrics } from './index.ts';

const ON = 'risk_on';
const OFF = 'risk_off';
const MIDDLE = 'neutral';

describe('computeMetrics', () => {
  it('computeMetrics(records) counts what can be counted by hand', () => {
    const records = daily([ON, ON, MIDDLE, OFF, OFF]).map((record, index) => ({
      ...record,
      confidence: [0.9, 0.8, 0.5, 0.75, 1][index]!,
      latencyMs: index + 1,
      modelVersion: index < 3 ? '1.0.0' : '1.1.0',
    }));
    expect(computeMetrics(records)).toEqual({
      from: day(0),
      to: day(4),
      count: 5,
      days: 5,
      modelVersions: ['1.0.0', '1.1.0'],
      regimeDistribution: { risk_on: 0.4, neutral: 0.2, risk_off: 0.4 },
      averageConfidence: expect.closeTo(3.95 / 5, 14),
      transitions: 2,
      transitionFrequency: 0.5,
      // Linear interpolation between order statistics: position 0.99 x 4 lies at 3.96, between 4 and 5.
      latencyMs: { p50: 3, p99: expect.closeTo(4.96, 12) },
    });
  });

  it('computeMetrics([]) gives counts of zero and figures of null, not NaN', () => {
    expect(computeMetrics([])).toEqual({
      from: null,
      to: null,
      count: 0,
      days: 0,
      modelVersions: [],
      regimeDistribution: {},
      averageConfidence: null,
      transitions: 0,
      transitionFrequency: null,
      latencyMs: { p50: null, p99: null },
    });
  });

  it('computeMetrics(records) of one day knows no transition frequency', () => {
    expect(computeMetrics(daily([OFF]))).toMatchObject({
      days: 1,
      transitions: 0,
      transitionFrequency: null,
      regimeDistribution: { risk_on: 0, neutral: 0, risk_off: 1 },
    });
  });

  it('computeMetrics(records) takes the last answer for a day that was predicted several times', () => {
    const repeated = (regime: string, second: number, confidence: number) =>
      prediction(day(1), { regime, confidence, latencyMs: 10, madeAt: `${day(1)}T21:00:0${second}.000Z` });
    const metrics = computeMetrics([
      prediction(day(0), { confidence: 0.9, latencyMs: 10 }),
      repeated(OFF, 0, 0.6),
      repeated(MIDDLE, 1, 0.6),
      repeated(ON, 2, 0.7),
      prediction(day(2), { confidence: 0.8, latencyMs: 50 }),
    ]);
    expect(metrics).toMatchObject({ count: 5, days: 3, transitions: 0, transitionFrequency: 0 });
    expect(metrics.regimeDistribution).toEqual({ risk_on: 1, neutral: 0, risk_off: 0 });
    expect(metrics.averageConfidence).toBeCloseTo(0.8, 14);
    // Latency is that of every call: the middle of five, not of three.
    expect(metrics.latencyMs.p50).toBe(10);
    expect(metrics.latencyMs.p99).toBeCloseTo(10 + 40 * 0.96, 12);
  });

  it('computeMetrics(records) adds up to one over regimes of any names', () => {
    const calm = prediction(day(0), { regime: 'calm', probabilities: { calm: 1 } });
    const metrics = computeMetrics([calm, prediction(day(1)), prediction(day(2), { regime: OFF })]);
    expect(metrics.regimeDistribution).toEqual({ calm: 1 / 3, risk_on: 1 / 3, neutral: 0, risk_off: 1 / 3 });
    expect(metrics.transitions).toBe(2);
  });
});
