// The parts of a comparison that need no home: pairing, luck, and the report of a replay.
import { compareModels, comparisonPath, comparisonPlan, type PairedScores } from '@regimekit/evaluation';
import type { PredictionRecord, ShadowRun } from '@regimekit/monitoring';
import { createRandomStream, createRandomStreams } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { comparisonReport, comparisonSections } from '../src/commands/compare/comparison-report.ts';
import { isScored, pairDays } from '../src/commands/compare/live-pairs.ts';

function answer(
  asOfDate: string,
  logScore: number | undefined,
  rest: Partial<PredictionRecord> = {},
): PredictionRecord {
  return {
    modelName: 'm',
    modelVersion: '1',
    asOfDate,
    madeAt: `${asOfDate}T21:00:00.000Z`,
    kind: 'live',
    regime: 'risk_on',
    confidence: 1,
    probabilities: { risk_on: 1, risk_off: 0 },
    features: { vix_level: 14 },
    basis: { kind: 'history' },
    latencyMs: 1,
    ...(logScore === undefined ? {} : { logScore }),
    ...rest,
  };
}

describe('pairDays(baseline, candidate)', () => {
  it('pairs the first answers of a day that stood on the same data, the first that have scores', () => {
    const vix = (value: number) => ({ features: { vix_level: value } });
    const found = pairDays(
      [
        answer('2024-01-02', 1),
        answer('2024-01-03', 1),
        answer('2024-01-03', 2, vix(15)),
        answer('2024-01-04', 1),
        answer('2024-01-05', undefined),
        answer('2024-01-05', 7),
      ],
      [
        answer('2024-01-02', 3),
        answer('2024-01-02', 9),
        answer('2024-01-03', 4, vix(15)),
        answer('2024-01-04', 5, vix(16)),
        answer('2024-01-05', 8),
        answer('2024-01-08', 1),
      ],
    );
    expect(found.days.map(({ date, baseline, candidate }) => [date, baseline.logScore, candidate.logScore])).toEqual([
      ['2024-01-02', 1, 3],
      ['2024-01-03', 2, 4],
      ['2024-01-05', 7, 8],
    ]);
    expect(found.days.every(isScored)).toBe(true);
    expect(found.otherData).toEqual(['2024-01-04']);
    expect(found.baselineDates).toHaveLength(4);
    expect(found.candidateDates).toEqual(['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08']);
    expect(found.firstObservation).toBe('2024-01-02T21:00:00.000Z');
  });

  it('tells on which days the candidate was asked in vain, and forgets those that it answered after all', () => {
    const run = (to: string, outcome: 'ok' | 'failed' | 'timeout', message?: string): ShadowRun => ({
      modelName: 'm',
      modelVersion: '2',
      madeAt: `${to}T21:00:00.000Z`,
      kind: 'live',
      from: to,
      to,
      days: 1,
      answered: outcome === 'ok' ? 1 : 0,
      outcome,
      durationMs: 5,
      ...(message === undefined ? {} : { message }),
    });
    const { failures } = pairDays(
      ['2024-01-02', '2024-01-03', '2024-01-04'].map((date) => answer(date, 1)),
      [answer('2024-01-03', 2)],
      [
        run('2024-01-02', 'timeout', 'slow'),
        run('2024-01-02', 'failed', 'broken'),
        run('2024-01-03', 'failed', 'broken'),
        run('2024-01-03', 'ok'),
      ],
    );
    expect(failures).toEqual([{ date: '2024-01-02', outcome: 'failed', message: 'broken' }]);
  });

  it('pairs answers on features that have nothing in common by the day alone, and nothing with nothing', () => {
    const other = answer('2024-01-02', undefined, { features: { hy_spread: 4 } });
    expect(pairDays([answer('2024-01-02', 1)], [other]).days).toHaveLength(1);
    expect(pairDays([], [other])).toMatchObject({ days: [], otherData: [], firstObservation: undefined });
  });
});

function weekdays(count: number): string[] {
  const days: string[] = [];
  for (let time = Date.UTC(2024, 0, 2); days.length < count; time += 86_400_000)
    if (new Date(time).getUTCDay() % 6 !== 0) days.push(new Date(time).toISOString().slice(0, 10));
  return days;
}

const DAYS = 252;
const dates = weekdays(DAYS);
const plan = comparisonPlan({
  hypothesis: 'B predicts better than A.',
  baseline: { name: 'm', version: '1' },
  candidate: { name: 'm', version: '2' },
  clip: 3,
  firstDay: '2024-01-02',
  stopping: { minDays: 60, maxDays: DAYS, lookEveryDays: 21 },
});
const times = { createdAt: '2024-01-01T12:00:00Z', firstObservation: '2024-01-02T21:00:00Z' };
const measures = { relabelRate: 0, cutoverTurnover: 0, latencyMs: 1 };

/** From logged answers to the pairs that are judged, as a look makes them. */
function pairsOf(differences: ArrayLike<number>): PairedScores {
  const side = (score: (t: number) => number) => Array.from(differences, (_, t) => answer(dates[t]!, score(t)));
  const { days } = pairDays(
    side(() => -4),
    side((t) => differences[t]! - 4),
  );
  const difference = Float64Array.from(days, ({ baseline, candidate }) => candidate.logScore! - baseline.logScore!);
  const paired = days.map(({ date }) => date);
  return {
    dates: paired,
    differences: difference,
    coverage: 1,
    baselineDays: paired.length,
    candidateDays: paired.length,
  };
}

/** Share of runs in which some planned look of the year promotes. */
function promoted(gain: number, runs: number): number {
  let count = 0;
  for (const random of createRandomStreams(77, runs)) {
    const pairs = pairsOf(Float64Array.from({ length: DAYS }, () => gain + random.normal()));
    for (let days = 60; days <= DAYS; days += 21) {
      const seen = { ...pairs, dates: pairs.dates.slice(0, days), differences: pairs.differences.slice(0, days) };
      // The tests beside it would take nine tenths of the time and decide nothing.
      const { verdict } = compareModels({ plan, times, measures, pairs: seen }, { seed: 1, replications: 1 });
      if (verdict === 'promote') {
        count++;
        break;
      }
    }
  }
  return count / runs;
}

describe('a comparison that is looked at every month for a year', () => {
  const RUNS = 80;
  /** Four standard deviations above .05 in 80 runs. */
  const LIMIT = 0.05 + 4 * Math.sqrt((0.05 * 0.95) / RUNS);

  it('promotes one of two equal models in at most alpha of the cases', () => {
    expect(promoted(0, RUNS)).toBeLessThanOrEqual(LIMIT);
  });

  it('promotes a better one in most of them (the control)', () => {
    expect(promoted(0.5, 20)).toBeGreaterThan(0.8);
  });
});

describe('comparisonReport(view, now)', () => {
  it('draws a replay of two recipes as well', () => {
    const random = createRandomStream(4);
    const pairs = pairsOf(Float64Array.from({ length: DAYS }, () => 0.3 + random.normal()));
    const record = compareModels({ plan, times, measures, pairs, kind: 'replay' }, { seed: 1, replications: 99 });
    const path = comparisonPath(plan, pairs);
    const view = {
      record,
      paragraph: 'In words.',
      notes: ['A note.'],
      pairs,
      path,
      regimes: ['risk_on', 'risk_off'],
      wealth: undefined,
    };
    const page = comparisonReport(view, new Date('2024-12-31T12:00:00Z'));
    for (const words of [
      'm 2 against 1',
      'Replayed over days',
      'In words.',
      'A note.',
      'Each day',
      'share of the last year relabelled',
    ])
      expect(page).toContain(words);
    expect(comparisonSections(view).flatMap(({ title }) => title ?? [])).toEqual([
      'Who foresaw the day better',
      'Guardrails',
      'Also shown',
      'The plan',
    ]);
    // A line for each planned look but those before the first drawn day: 60, 81, ..., 249.
    expect(page.match(/stroke-dasharray/gu)!.length).toBeGreaterThanOrEqual(10);
    expect(
      comparisonReport({ ...view, wealth: undefined, pairs: undefined, path: undefined }, new Date(0)),
    ).not.toContain('Each day');
  });
});
