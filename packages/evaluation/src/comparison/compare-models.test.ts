import { canonicalJson, createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { gap, ROUNDING } from '../../test/support/gap.ts';
import {
  compareDecisions,
  compareModels,
  comparisonEvidence,
  cutoverTurnover,
  explainComparison,
  InvalidOptionError,
  InvalidSeriesError,
  LengthMismatchError,
  latencyQuantile,
  pairScores,
  planDigest,
  type ComparisonInput,
  type ComparisonPlanInput,
} from '../index.ts';

const plan: ComparisonPlanInput = {
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'm', version: '1.0.0' },
  candidate: { name: 'm', version: '1.1.0' },
  clip: 3,
  stopping: { minDays: 40, maxDays: 252 },
};
const times = { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02' };
const measures = { relabelRate: 0.02, cutoverTurnover: 0.1, latencyMs: 4 };
const options = { seed: 1, replications: 99 };

/** Pairs whose differences are normal around a gain. */
function pairs(gain: number, days: number, seed = 3) {
  const random = createRandomStream(seed);
  const dates = weekdays('2024-01-02', days);
  const base = dates.map(() => random.normal() - 5);
  const side = (scores: number[]) => ({ dates, logScores: scores, featureSetFingerprint: 'nine' });
  return pairScores(side(base), side(base.map((score) => score + gain + random.normal())));
}

const look = (changes: Partial<ComparisonInput>) =>
  compareModels({ plan, times, pairs: pairs(0.5, 200), measures, ...changes }, options);

describe('compareModels(input, options)', () => {
  it('promotes a gain that is shown, with every guardrail passed', () => {
    const record = look({});
    expect(record).toMatchObject({ verdict: 'promote', reasons: ['GAIN_ABOVE_MARGIN'], nextLook: null, kind: 'live' });
    expect(record.gain.lower).toBeGreaterThanOrEqual(0);
    expect(record.gain.aboveSince).not.toBeNull();
    expect(record.alsoShown.dieboldMariano!.pValue).toBeLessThan(0.01);
  });

  it("refuses days before the plan's first, which its digest covers", () => {
    const later = { ...plan, firstDay: '2024-01-10' };
    expect(() => look({ plan: later })).toThrow(/on or after the plan's first day, 2024-01-10, received 2024-01-02/u);
    const { dates, differences, ...rest } = pairs(0.5, 200);
    const from = dates.indexOf('2024-01-10');
    const kept = { ...rest, dates: dates.slice(from), differences: differences.slice(from) };
    expect(look({ plan: later, pairs: kept })).toMatchObject({ verdict: 'promote', plan: { firstDay: '2024-01-10' } });
    expect(planDigest(later)).not.toBe(planDigest(plan));
    expect(planDigest({ ...plan, firstDay: undefined })).toBe(planDigest(plan));
  });

  it('has no Sharpe difference where one never left cash, and no interval where it hardly did', () => {
    const cash = Array.from({ length: 40 }, () => 0);
    const once = cash.map((_, t) => (t === 0 ? -0.0005 : 0));
    const moving = cash.map((_, t) => 0.01 * Math.sin(t * t));
    const shown = (candidate: number[]) =>
      look({ returns: { baseline: moving, candidate } }).alsoShown.sharpeDifference;
    expect(shown(cash)).toBeNull();
    expect(shown(once)).toMatchObject({ n: 40, interval: null });
    expect(shown(moving.map((r) => r + 0.001))).toMatchObject({ n: 40, interval: { level: 0.95 } });
    expect(() => look({ returns: { baseline: moving, candidate: moving.slice(1) } })).toThrow(LengthMismatchError);
  });

  it('has a record of the very first day', () => {
    const record = look({ pairs: pairs(0.5, 1) });
    expect(record).toMatchObject({
      verdict: 'extend',
      gain: { standardDeviation: null, inDeviations: null, observations: 1 },
    });
    expect(record.gain.mean).toBe(pairs(0.5, 1).differences[0]);
  });

  it('rejects a loss that is shown', () => {
    expect(look({ pairs: pairs(-0.5, 200) })).toMatchObject({ verdict: 'reject', reasons: ['GAIN_BELOW_MARGIN'] });
  });

  it('extends while nothing is shown, and says when to look again', () => {
    const record = look({ pairs: pairs(0, 100) });
    expect(record).toMatchObject({ verdict: 'extend', reasons: ['UNDECIDED_YET'] });
    // 21 weekdays after the 100th.
    expect(record.nextLook).toBe(weekdays('2024-01-02', 121).at(-1));
  });

  it('is inconclusive on the last day, and looks at no day after it', () => {
    const record = look({ pairs: pairs(0, 300) });
    expect(record).toMatchObject({ verdict: 'inconclusive', reasons: ['UNDECIDED_AT_LAST_DAY'] });
    expect(record.days).toMatchObject({ paired: 252, beyondPlan: 48 });
    const first = pairs(0, 300);
    const same = look({
      pairs: { ...first, differences: first.differences.map((d, t) => (t < 252 ? d : d + 9)) },
    });
    expect(same).toEqual(record);
  });

  it('promotes nobody before the first day that counts', () => {
    expect(look({ pairs: pairs(1, 39) })).toMatchObject({ verdict: 'extend', reasons: ['TOO_FEW_DAYS'] });
    expect(look({ pairs: pairs(1, 40) }).verdict).toBe('promote');
  });

  it('is inconclusive on a plan younger than its data, whatever the gain', () => {
    const late = { createdAt: '2024-01-02T09:00:00Z', firstObservation: '2024-01-02' };
    expect(look({ times: late })).toMatchObject({ verdict: 'inconclusive', reasons: ['PLAN_YOUNGER_THAN_DATA'] });
    // A caller who dates the first observation after the first pair.
    const told = { createdAt: '2024-02-01T09:00:00Z', firstObservation: '2024-03-01' };
    expect(look({ times: told })).toMatchObject({ verdict: 'inconclusive', reasons: ['PLAN_YOUNGER_THAN_DATA'] });
    // A replay walks over older days: there it is the first look that counts.
    expect(look({ times: told, kind: 'replay' }).verdict).toBe('promote');
  });

  it.each([
    ['relabelRate', 0.3, 'reject', 'RELABEL_RATE_FAILED'],
    ['cutoverTurnover', 0.9, 'reject', 'CUTOVER_TURNOVER_FAILED'],
    ['latencyMs', 5000, 'reject', 'LATENCY_FAILED'],
    ['latencyMs', undefined, 'extend', 'LATENCY_UNKNOWN'],
  ] as const)('with %s at %s says %s (%s)', (name, value, verdict, reason) => {
    const record = look({ measures: { ...measures, [name]: value } });
    expect(record).toMatchObject({ verdict, reasons: [reason, 'GAIN_ABOVE_MARGIN'] });
  });

  it('waits for more days when too few are covered, and gives up at the last', () => {
    const some = { ...pairs(0.5, 200), coverage: 0.8 };
    expect(look({ pairs: some })).toMatchObject({
      verdict: 'extend',
      reasons: ['COVERAGE_FAILED', 'GAIN_ABOVE_MARGIN'],
    });
    expect(look({ pairs: { ...pairs(0.5, 252), coverage: 0.8 } }).verdict).toBe('inconclusive');
  });

  it('judges means of blocks where the plan says so, and dates them by their last day', () => {
    const weekly = { ...plan, blockDays: 5, clip: 2.5 };
    const record = look({ plan: weekly, pairs: pairs(1, 203) });
    expect(record).toMatchObject({ verdict: 'promote', days: { paired: 203 }, gain: { observations: 40 } });
    const { dates, differences } = pairs(1, 203);
    const means = Array.from(
      { length: 40 },
      (_, i) => differences.slice(5 * i, 5 * i + 5).reduce((a, b) => a + b, 0) / 5,
    );
    const mean = means.map((x) => Math.max(-2.5, Math.min(2.5, x))).reduce((a, b) => a + b, 0) / 40;
    expect(gap(record.gain.clippedMean!, mean)).toBeLessThanOrEqual(ROUNDING);
    expect(dates.filter((_, t) => t % 5 === 4)).toContain(record.gain.aboveSince);
  });

  it('decides nothing on differences that remember too much, gain or loss', () => {
    const random = createRandomStream(8);
    let level = 0;
    const differences = Float64Array.from({ length: 200 }, () => 0.8 + (level = 0.7 * level + 0.5 * random.normal()));
    const slow = { ...pairs(0, 200), differences };
    expect(look({ pairs: slow })).toMatchObject({
      verdict: 'extend',
      reasons: ['DEPENDENCE_FAILED', 'GAIN_ABOVE_MARGIN'],
    });
    expect(look({ pairs: { ...slow, differences: differences.map((d) => -d) } })).toMatchObject({
      verdict: 'extend',
      reasons: ['DEPENDENCE_FAILED', 'GAIN_BELOW_MARGIN'],
    });
  });

  it('asks for the margin: a gain of .5 does not exceed .5', () => {
    expect(look({ plan: { ...plan, margin: 0.5 } }).verdict).toBe('extend');
    expect(look({ plan: { ...plan, margin: -0.5 }, pairs: pairs(0, 200) }).verdict).toBe('promote');
  });

  it('gives the record that the registry keeps: plain JSON, the same after a round trip', () => {
    const record = look({ returns: { baseline: returns(1), candidate: returns(2) }, several: losses() });
    const { kind, passed, document, summary } = comparisonEvidence(record);
    expect([kind, passed]).toEqual(['shadow', true]);
    expect(document).toEqual(record);
    expect(JSON.parse(canonicalJson(document))).toEqual(record);
    expect(summary).toBe('m 1.1.0 against m 1.0.0: promote (GAIN_ABOVE_MARGIN), 200 paired days to 2024-10-07.');
    expect(summary.length).toBeLessThan(1000);
    expect(comparisonEvidence(look({ pairs: pairs(0, 200) })).passed).toBe(false);
    expect(comparisonEvidence(look({ kind: 'replay' })).kind).toBe('recipe-comparison');
  });

  it('explains itself in words', () => {
    const text = explainComparison(look({ measures: { ...measures, latencyMs: 5000 } }));
    expect(text).toMatch(/^m 1\.1\.0 against m 1\.0\.0: reject/u);
    expect(text).toMatch(/Guardrail latency failed: 5000\.000, limit 1000\./u);
    expect(explainComparison(look({ pairs: pairs(0, 100) }))).toMatch(/Look again on 2024-/u);
  });

  it('shows the other tests and decides nothing by them', () => {
    const shown = look({
      pairs: pairs(0, 200),
      returns: { baseline: returns(1), candidate: returns(2) },
      several: losses(),
    });
    expect(shown.alsoShown.sharpeDifference!.pValue).toBeGreaterThan(0);
    expect(shown.alsoShown.superiorPredictiveAbility!.pValues!.consistent).toBeGreaterThan(0);
    expect(shown.alsoShown.modelConfidenceSet).not.toBeNull();
    expect(shown.verdict).toBe(look({ pairs: pairs(0, 200) }).verdict);
  });

  it('refuses a misspelt part', () => {
    expect(() => look({ measure: measures } as Partial<ComparisonInput>)).toThrow(InvalidOptionError);
  });

  function returns(seed: number): Float64Array {
    const random = createRandomStream(seed);
    return Float64Array.from({ length: 200 }, () => 0.01 * random.normal());
  }

  function losses() {
    return { baseline: returns(5), models: { b: returns(6), c: returns(7) } };
  }
});

describe('pairScores(baseline, candidate)', () => {
  const baseline = {
    dates: ['2024-01-02', '2024-01-03', '2024-01-04'],
    logScores: [1, 2, 3],
    featureSetFingerprint: 'f',
  };

  it('takes the days of both, in raw units, and states the coverage', () => {
    const candidate = {
      dates: ['2024-01-03', '2024-01-04', '2024-01-05'],
      logScores: [2.5, 3.5, 9],
      sumLogDeviations: [0.25, 1, 0],
      featureSetFingerprint: 'f',
    };
    const paired = pairScores({ ...baseline, sumLogDeviations: 0.5 }, candidate);
    expect(paired).toMatchObject({
      dates: ['2024-01-03', '2024-01-04'],
      coverage: 0.5,
      baselineDays: 3,
      candidateDays: 3,
    });
    expect(Array.from(paired.differences)).toEqual([2.25 - 1.5, 2.5 - 2.5]);
  });

  it('gives two scalings of one model no difference', () => {
    const [narrow, wide] = [Math.log(0.1), Math.log(10)];
    const scaled = (shift: number) => ({
      ...baseline,
      logScores: [1 + shift, 2 + shift, 3 + shift],
      sumLogDeviations: shift,
    });
    for (const d of pairScores(scaled(narrow), scaled(wide)).differences)
      expect(gap(d, 0)).toBeLessThanOrEqual(ROUNDING);
  });

  it('refuses other features, and no day in common', () => {
    expect(() => pairScores(baseline, { ...baseline, featureSetFingerprint: 'g' })).toThrow(InvalidOptionError);
    const later = { ...baseline, dates: ['2025-01-02', '2025-01-03', '2025-01-06'] };
    expect(() => pairScores(baseline, later)).toThrow(InvalidSeriesError);
  });
});

describe('compareDecisions(baseline, candidate, nLabels, lateBy)', () => {
  it('judges where both hindsights agree, late enough, by hand', () => {
    const baseline = { filtered: [0, 0, 1, 1, 0, 0], smoothed: [0, 1, 1, 1, 0, 0] };
    const candidate = { filtered: [0, 1, 1, 0, 1, 0], smoothed: [0, 1, 1, 0, 0, 0] };
    // Day 3 is disputed; days 4 and 5 too young. Days 0..2: A right on 0 and 2, B on all.
    expect(compareDecisions(baseline, candidate, 2, 1)).toMatchObject({
      judgedDays: 4,
      disputedDays: 1,
      baselineRight: 3,
      candidateRight: 3,
      mcNemar: { onlyA: 1, onlyB: 1, pValue: 1 },
    });
    expect(compareDecisions(baseline, candidate, 2, 2)).toMatchObject({
      judgedDays: 3,
      mcNemar: { onlyA: 0, onlyB: 1 },
    });
    expect(compareDecisions(baseline, candidate, 2)).toMatchObject({ judgedDays: 0, disputedDays: 0 });
  });
});

describe('cutoverTurnover and latencyQuantile', () => {
  it('count cash as an asset, by hand', () => {
    expect(gap(cutoverTurnover([1, 0], [0.4, 0.2]), 0.6)).toBeLessThanOrEqual(ROUNDING);
    expect(cutoverTurnover([0.5], [0.5])).toBe(0);
    expect(gap(latencyQuantile([1, 2, 3, 4, 5]), 4.8)).toBeLessThanOrEqual(ROUNDING);
  });
});
