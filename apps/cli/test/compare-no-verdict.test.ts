// Comparisons that cannot have a verdict: no common score, or a plan that does not count.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDigest, type ComparisonPlan, type UnscoredRecord } from '@regimekit/evaluation';
import { describe, expect, it } from 'vitest';
import { at, homeWithMarket, logShadowDays, PLANNED, registerPair } from './support/comparison-home.ts';
import { compared, lookAt, planning } from './support/looks.ts';
import { runJson } from './support/run-cli.ts';

describe('compare, where log scores cannot be compared', () => {
  it('tells decisions and economics of a jump model, and that there is no verdict on them', async () => {
    const pair = { candidate: { options: { model: 'jump', nStates: 2, restarts: 2 } } } as const;
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'), pair);
    const planned = await at(PLANNED, () =>
      runJson<{ whyNoScores: string; power: null }>('compare', 'plan', '--candidate', '1.1.0', '--home', home),
    );
    expect(planned).toMatchObject({ whyNoScores: 'NO_DENSITY', power: null });
    await logShadowDays(join(home, 'operations.sqlite'), { ...pair, days: 100 });
    const found = await lookAt(home, '--html', join(home, 'r.html'), '--csv', join(home, 'r.csv'));
    expect(found).toMatchObject({ verdict: 'inconclusive', reasons: expect.arrayContaining(['NO_DENSITY']) });
    const record = found.record as unknown as UnscoredRecord;
    expect(record.gain).toBeNull();
    expect(record.alsoShown.decisions!.kappa.agreement).toBeGreaterThan(0.3);
    expect(record.alsoShown.sharpeDifference).not.toBeNull();
    expect(found.explanation).toContain('no log scores to compare');
    expect(readFileSync(join(home, 'r.csv'), 'utf8').split('\n')[1]).toMatch(/^2012-01-03,-?[\d.]+,,,,,,0,/u);
  });

  it('says so of different features', async () => {
    const pair = { candidate: { features: 'stress7', options: { restarts: 1, skipSampleValidation: true } } } as const;
    const found = await lookAt(await compared({ days: 60 }, { pair }));
    expect(found).toMatchObject({ verdict: 'inconclusive', reasons: expect.arrayContaining(['DIFFERENT_FEATURES']) });
    expect(found.explanation).toContain('log scores of different features cannot be compared');
    expect(found.record.alsoShown.decisions).not.toBeNull();
  });
});

describe('compare, of a plan that does not count', () => {
  it('voids one that is younger than its data, attached by whatever way', async () => {
    const home = await compared({ days: 150, gain: 0.6 });
    const { plan } = await runJson<{ plan: ComparisonPlan }>('compare', 'plan', 'show', '--home', home);
    const { firstDay: _, ...young } = plan;
    writeFileSync(join(home, 'young.json'), JSON.stringify(young));
    const attach = [
      'registry',
      'evidence',
      'attach',
      '1.1.0',
      join(home, 'young.json'),
      '--kind',
      'comparison-plan',
      '--failed',
    ];
    await at('2012-04-01T12:00:00Z', () => runJson(...attach, '--home', home));
    const found = await lookAt(home);
    expect(found).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['PLAN_YOUNGER_THAN_DATA'],
      plan: { plansForCandidate: 2 },
    });
    expect(found.explanation).toMatch(/^No verdict on 1\.1\.0\. The plan is younger than its data/u);
    expect(found.notes[0]).toContain('There are 2 plans for 1.1.0');
    // The one that came first still counts, by its digest.
    expect(await lookAt(home, planDigest(plan).slice(0, 8))).toMatchObject({ verdict: 'promote' });
  });

  it('voids a file that is not the plan in the record, and takes the one that is', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    const file = join(home, 'plan.json');
    await at(PLANNED, () => runJson(...planning, '--out', file, '--home', home));
    await logShadowDays(join(home, 'operations.sqlite'), { days: 150, gain: 0.3 });
    expect(await lookAt(home, file)).toMatchObject({ record: { planCheck: { valid: true } } });
    const plan = JSON.parse(readFileSync(file, 'utf8')) as ComparisonPlan;
    writeFileSync(file, JSON.stringify({ ...plan, alpha: 0.5 }));
    expect(await lookAt(home, file)).toMatchObject({ verdict: 'inconclusive', reasons: ['PLAN_CHANGED'] });
  });
});
