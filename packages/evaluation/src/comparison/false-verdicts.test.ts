// Experiment G6 on the verdict: daily looks over a year where the candidate is as good as the baseline.
import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { checkPlan, compareModels, comparisonPlan, createConfidenceSequence, type ConfidenceBounds } from '../index.ts';
import { assessGuardrails } from './guardrails.ts';
import { judge } from './verdict.ts';
import { observeDifferences, sequenceOf } from './observe-differences.ts';

const RUNS = 600;
const DAYS = 252;
/** 600 runs: four standard deviations above .05. Over 10,000 runs: docs/evaluation.md. */
const LIMIT = 0.05 + 0.0356;
const times = { createdAt: '2024-01-01T00:00:00Z', firstObservation: '2024-01-02' };

const laws: Record<string, { draw: (random: RandomStream) => number; clip: number }> = {
  normal: { draw: (random) => random.normal(), clip: 3 },
  'skewed down': { draw: (random) => (random.uniform() < 0.05 ? -Math.sqrt(19) : 1 / Math.sqrt(19)), clip: 5 },
  'skewed up': { draw: (random) => (random.uniform() < 0.05 ? Math.sqrt(19) : -1 / Math.sqrt(19)), clip: 5 },
  'heavy tails': { draw: (random) => random.normal() / Math.sqrt(random.gamma(1.5) / 1.5), clip: 5 },
};

const planOf = (clip: number) =>
  comparisonPlan({
    hypothesis: 'B predicts better than A.',
    baseline: { name: 'm', version: '1.0.0' },
    candidate: { name: 'm', version: '1.1.0' },
    clip,
    stopping: { minDays: 1, maxDays: DAYS, lookEveryDays: 1 },
  });

/** Share of runs in which some daily look promotes or rejects. */
function decided(draw: (random: RandomStream) => number, clip: number, stop: (bounds: ConfidenceBounds) => boolean) {
  let found = 0;
  for (const random of createRandomStreams(123, RUNS)) {
    const sequence = createConfidenceSequence(sequenceOf(planOf(clip), 2));
    for (let day = 0; day < DAYS; day++) {
      if (!stop(sequence.update(draw(random)))) continue;
      found++;
      break;
    }
  }
  return found / RUNS;
}

describe('a verdict looked at on each of 252 days, without a difference (G6)', () => {
  it.each(Object.keys(laws))('%s: promotes or rejects in at most 5 %% of runs', (law) => {
    const { draw, clip } = laws[law]!;
    const plan = planOf(clip);
    const check = checkPlan(plan, times);
    const rate = decided(draw, clip, (bounds) =>
      ['promote', 'reject'].includes(judge(plan, check, bounds, []).verdict),
    );
    expect(rate).toBeLessThanOrEqual(LIMIT);
  });

  it('a daily look at the mean over its standard error decides in far more (the control)', () => {
    let found = 0;
    for (const random of createRandomStreams(123, RUNS)) {
      let [sum, squares] = [0, 0];
      for (let day = 1; day <= DAYS; day++) {
        const x = random.normal();
        [sum, squares] = [sum + x, squares + x * x];
        if (day < 20 || Math.abs(sum) / Math.sqrt(squares) <= 1.96) continue;
        found++;
        break;
      }
    }
    expect(found / RUNS).toBeGreaterThan(0.2);
  });

  it('of differences that remember the day before decides nothing; the bounds alone would (the control)', () => {
    const plan = comparisonPlan({ ...planOf(3), stopping: { minDays: 60, maxDays: DAYS } });
    const check = checkPlan(plan, times);
    const passing = { coverage: 1, clippedShare: 0, relabelRate: 0, cutoverTurnover: 0, latencyMs: 1 };
    let [byBounds, byVerdict] = [0, 0];
    for (const random of createRandomStreams(7, 300)) {
      let level = random.normal();
      const differences = Float64Array.from({ length: DAYS }, () => (level = 0.5 * level + 0.87 * random.normal()));
      const { path, dependence } = observeDifferences(plan, differences, 2);
      const { verdict } = judge(plan, check, path.last, assessGuardrails(plan.guardrails, { ...passing, dependence }));
      if (path.last.above || path.last.below) byBounds++;
      if (verdict === 'promote' || verdict === 'reject') byVerdict++;
    }
    expect(byBounds / 300).toBeGreaterThan(0.2);
    expect(byVerdict).toBe(0);
  });

  it('compareModels says on the last day what the daily looks said', () => {
    for (const random of createRandomStreams(9, 4)) {
      const differences = Float64Array.from({ length: 120 }, () => 0.25 + random.normal());
      const plan = planOf(3);
      const dates = weekdays('2024-01-02', differences.length);
      const sequence = createConfidenceSequence(sequenceOf(plan, 400));
      differences.forEach((d) => sequence.update(d));
      const { verdict } = judge(plan, checkPlan(plan, times), sequence.bounds(), []);
      const pairs = { dates, differences, coverage: 1, baselineDays: 120, candidateDays: 120 };
      const measures = { relabelRate: 0, cutoverTurnover: 0, latencyMs: 1 };
      const record = compareModels({ plan, times, pairs, measures }, { seed: 1 });
      expect(record.verdict).toBe(verdict);
    }
  });
});
