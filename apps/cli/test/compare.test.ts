// A comparison from the plan to the verdict, by the command line, on days that pass as fast as they are logged.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  at,
  fittedModel,
  homeWithMarket,
  logShadowDays,
  marketFeatures,
  registerPair,
  type Logging,
  type VersionOf,
} from './support/comparison-home.ts';
import { compared, lookAt, LATER, planning } from './support/looks.ts';
import { runCli, runJson } from './support/run-cli.ts';

describe('compare', () => {
  it('promotes a gain that is shown, by the paragraph, the page, the table of days and the report', async () => {
    const home = await compared({ days: 150, gain: 0.6 });
    const [csv, html] = [join(home, 'days.csv'), join(home, 'report.html')];
    const found = await lookAt(home, '--csv', csv, '--html', html);
    expect(found).toMatchObject({ verdict: 'promote', reasons: ['GAIN_ABOVE_MARGIN'], notes: [], attached: null });
    expect(found.explanation).toMatch(/^Promote 1\.1\.0\. The gain is shown to exceed the margin\./u);
    expect(found.coverage).toMatchObject({
      baselineDays: 150,
      candidateDays: 150,
      judged: 150,
      share: 1,
      sessions: 150,
    });
    const { record } = found;
    expect(record.guardrails.map(({ name, state }) => `${name} ${state}`)).toEqual(
      ['coverage', 'clipped-share', 'dependence', 'relabel-rate', 'cutover-turnover', 'latency'].map(
        (name) => `${name} passed`,
      ),
    );
    expect(record.alsoShown.dieboldMariano!.pValue).toBeLessThan(0.01);
    expect(record.alsoShown.decisions!.judgedDays).toBeGreaterThan(60);
    expect(record.alsoShown.sharpeDifference).not.toBeNull();

    const lines = readFileSync(csv, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(lines).toHaveLength(151);
    const [date, a, b, difference, mean, lower, upper] = lines.at(-1)!;
    expect(date).toBe(record.days.to);
    expect(Number(b) - Number(a)).toBeCloseTo(Number(difference), 9);
    expect([mean, lower, upper].map(Number)).toEqual([
      expect.closeTo(record.gain.clippedMean!, 12),
      record.gain.lower,
      record.gain.upper,
    ]);
    const page = readFileSync(html, 'utf8');
    for (const words of [
      found.explanation,
      'The mean difference and its bounds',
      'Wealth on the regimes of 1.1.0',
      'Ledoit-Wolf',
    ])
      expect(page).toContain(words);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
    const { stdout, exitCode } = await at(LATER, () => runCli('compare', '--home', home));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('regime-detector 1.1.0 against 1.0.0: promote');
    expect(stdout).toContain('Also shown, decides nothing');
  });

  it('rejects a loss that is shown, extends while nothing is, and ends without a verdict on the last day', async () => {
    const worse = await lookAt(await compared({ days: 150, gain: -0.6 }));
    expect(worse).toMatchObject({ verdict: 'reject', reasons: ['GAIN_BELOW_MARGIN'], record: { nextLook: null } });
    expect(worse.explanation).toMatch(/^Reject 1\.1\.0\./u);

    const home = await compared({ days: 40, gain: 0 });
    const early = await lookAt(home);
    expect(early).toMatchObject({ verdict: 'extend', reasons: ['TOO_FEW_DAYS'] });
    await logShadowDays(join(home, 'operations.sqlite'), { from: '2012-03-01', days: 50, gain: 0, seed: 3 });
    const more = await lookAt(home, '1.1.0');
    expect(more).toMatchObject({ verdict: 'extend', reasons: ['UNDECIDED_YET'], record: { days: { paired: 90 } } });
    expect(more.explanation).toContain(`Look again on ${more.record.nextLook}.`);

    const short = await compared({ days: 110, gain: 0 }, { plan: ['--min-days', '60', '--max-days', '100'] });
    const last = await lookAt(short);
    expect(last).toMatchObject({ verdict: 'inconclusive', reasons: ['UNDECIDED_AT_LAST_DAY'] });
    expect(last.record.days).toMatchObject({ paired: 100, beyondPlan: 10 });
    expect(last.coverage).toMatchObject({ judged: 100, baselineDays: 100 });
  });

  it('counts the days on which the candidate failed, revised data and repeated questions', async () => {
    const missing = Array.from({ length: 30 }, (_, i) => 3 * i);
    const gaps = await lookAt(await compared({ days: 150, gain: 0.6, missing }));
    expect(gaps).toMatchObject({ verdict: 'extend', reasons: ['COVERAGE_FAILED', 'GAIN_ABOVE_MARGIN'] });
    expect(gaps.coverage).toMatchObject({
      baselineDays: 150,
      candidateDays: 120,
      judged: 120,
      share: 0.8,
      sessions: 150,
    });
    expect(gaps.explanation).toContain('Beyond its limit: coverage.');

    const change: Logging['change'] = (record, day) =>
      day < 5 && record.role === 'shadow' ? { ...record, features: { ...record.features, vix_level: 99 } } : record;
    const home = await compared({ days: 100, gain: 0.6, change });
    const revised = await lookAt(home);
    expect(revised.coverage).toMatchObject({ judged: 95, share: 0.95 });
    expect(revised.notes[0]).toMatch(/^5 days were predicted by both on different data/u);
    // Asked again at night with other scores: the first answers stay the ones that are judged.
    await logShadowDays(join(home, 'operations.sqlite'), {
      days: 100,
      gain: -3,
      change: (record, day) => ({ ...change(record, day), madeAt: `${record.asOfDate}T23:05:00.000Z` }),
    });
    expect((await lookAt(home)).record.gain).toEqual(revised.record.gain);
  });

  it('says nothing of replays, and waits for the first day that both predicted', async () => {
    const home = await compared({ days: 80, gain: 0.6, change: (record) => ({ ...record, kind: 'replay' }) });
    const found = await lookAt(home);
    expect(found).toMatchObject({
      verdict: 'extend',
      reasons: ['NO_PAIRED_DAYS'],
      coverage: { judged: 0, from: null },
    });
    expect(found.explanation).toContain('There is no day yet that both predicted');
    expect(
      (await runCli('compare', '--home', home, '--html', join(home, 'r.html'), '--csv', join(home, 'r.csv'))).exitCode,
    ).toBe(0);
  });

  it('holds the candidate to its guardrails, however much better it predicts', async () => {
    const slow = await lookAt(await compared({ days: 120, gain: 0.6, latencyMs: 5000 }));
    expect(slow).toMatchObject({ verdict: 'reject', reasons: ['LATENCY_FAILED', 'GAIN_ABOVE_MARGIN'] });
    const other = await compared({ days: 120, gain: 0.6 }, { plan: ['--max-turnover', '0', '--max-relabelled', '0'] });
    const { record } = await lookAt(other);
    expect(record.guardrails.find(({ name }) => name === 'relabel-rate')!.value).not.toBeNull();
  });
});

describe('compare, after predict', () => {
  it('reads what predict has logged: the shadow that ran out of time, and then the one that answered', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    const features = marketFeatures();
    const newest = features.dates.at(-1)!;
    const before = features.dates.at(-3)!;
    await at(`${before}T12:00:00Z`, () => runJson(...planning, '--home', home));
    const predict = async (budget: string, hour: string) =>
      at(`${newest}T${hour}:00:00Z`, () => runCli('predict', '--shadow-budget', budget, '--home', home));
    await predict('0', '21');
    const waiting = await lookAt(home);
    expect(waiting).toMatchObject({ verdict: 'extend', reasons: ['NO_PAIRED_DAYS'], coverage: { candidateDays: 0 } });
    expect(waiting.coverage.failures).toEqual([expect.objectContaining({ outcome: 'timeout', days: 1 })]);
    expect(waiting.explanation).toContain('was asked in vain on 1 day;');
    expect((await at(LATER, () => runCli('compare', '--home', home))).stdout).toContain(
      '1.1.0 ran out of time on 1 day',
    );
    await predict('300000', '22');
    const found = await lookAt(home);
    expect(found).toMatchObject({ verdict: 'extend', reasons: expect.arrayContaining(['TOO_FEW_DAYS']) });
    expect(found.coverage).toMatchObject({ from: newest, candidateDays: 1, judged: 1, failures: [] });
    const score = (of: VersionOf) => fittedModel(of).logScores(features, { from: newest })[0]!.logScore;
    expect(found.record.gain.mean).toBeCloseTo(score({ options: { seed: 7, restarts: 1 } }) - score({}), 9);
  });
});
