import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import {
  compareWithoutScores,
  comparisonEvidence,
  explainComparison,
  InvalidOptionError,
  type UnscoredInput,
} from '../index.ts';

const dates = weekdays('2024-01-02', 80);
const input: UnscoredInput = {
  plan: {
    hypothesis: 'The jump model predicts better.',
    baseline: { name: 'm', version: '1.0.0' },
    candidate: { name: 'm', version: '2.0.0' },
    clip: 1,
  },
  times: { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02' },
  why: 'NO_DENSITY',
  days: { dates, coverage: 1, baselineDays: 80, candidateDays: 80 },
  measures: { relabelRate: 0.02, cutoverTurnover: 0.1, latencyMs: 4 },
  returns: {
    baseline: dates.map((_, t) => 0.01 * Math.sin(t)),
    candidate: dates.map((_, t) => 0.01 * Math.sin(t) + 0.002 * Math.cos(t * t)),
  },
  today: '2024-05-01',
};
const options = { seed: 1, replications: 99 };

describe('compareWithoutScores(input, options)', () => {
  it('is inconclusive whatever else is found, says why, and tells the rest', () => {
    const record = compareWithoutScores(input, options);
    expect(record).toMatchObject({ verdict: 'inconclusive', reasons: ['NO_DENSITY'], gain: null, nextLook: null });
    expect(record.guardrails.map(({ name }) => name)).toEqual([
      'coverage',
      'relabel-rate',
      'cutover-turnover',
      'latency',
    ]);
    expect(record.alsoShown.sharpeDifference!.n).toBe(80);
    expect(explainComparison(record)).toContain('without a density of the features has no log score');
    expect(comparisonEvidence(record)).toMatchObject({ kind: 'shadow', passed: false });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });

  it('names a guardrail that failed beside the reason', () => {
    const record = compareWithoutScores(
      { ...input, why: 'DIFFERENT_FEATURES', measures: { ...input.measures, latencyMs: 5000 } },
      options,
    );
    expect(record.reasons).toEqual(['DIFFERENT_FEATURES', 'LATENCY_FAILED']);
    expect(explainComparison(record)).toContain('Guardrail latency failed');
  });

  it('waits for the first paired day, counting from today', () => {
    const days = { dates: [], coverage: 0, baselineDays: 3, candidateDays: 0 };
    const record = compareWithoutScores({ ...input, why: 'NO_PAIRED_DAYS', days }, options);
    expect(record).toMatchObject({ verdict: 'extend', reasons: ['NO_PAIRED_DAYS'], nextLook: '2024-05-30' });
    expect(explainComparison(record)).toContain('No day yet that both predicted.');
  });

  it('voids a plan that is younger than its data', () => {
    const times = { createdAt: '2024-02-01T12:00:00Z', firstObservation: '2024-02-02' };
    expect(compareWithoutScores({ ...input, times }, options)).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['PLAN_YOUNGER_THAN_DATA'],
      planCheck: { valid: false, firstObservation: '2024-01-02' },
    });
  });

  it('refuses a reason that is none, and misspelt input', () => {
    expect(() => compareWithoutScores({ ...input, why: 'BORED' as never }, options)).toThrow(InvalidOptionError);
    expect(() => compareWithoutScores({ ...input, day: 1 } as never, options)).toThrow(/day/u);
  });
});
