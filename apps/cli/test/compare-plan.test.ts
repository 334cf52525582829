// Plans: written before the first day, kept where nobody changes them, and worth nothing at a gate.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDigest, type ComparisonPlan, type PilotSettings, type PlanPower } from '@regimekit/evaluation';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, fittedModel, homeWithMarket, marketFeatures, PLANNED, registerPair } from './support/comparison-home.ts';
import { runCli, runError, runJson } from './support/run-cli.ts';

interface PlanDocument {
  readonly plan: ComparisonPlan;
  readonly digest: string;
  readonly power: PlanPower | null;
  readonly pilot: (PilotSettings & { readonly from: string; readonly to: string }) | null;
  readonly recorded: {
    readonly at: string;
    readonly by: string;
    readonly digest: string;
    readonly plansForCandidate: number;
  } | null;
}

const plan = ['compare', 'plan', '--candidate', '1.1.0'];
const write = async (home: string, ...more: string[]) =>
  at(PLANNED, () => runJson<PlanDocument>(...plan, ...more, '--home', home));

/** A home with a pair and nothing else; the tests that change it make their own. */
let pair: string;
beforeAll(async () => {
  pair = await homeWithMarket();
  await registerPair(join(pair, 'models'));
});

describe('compare plan', () => {
  it('takes clip and blocks from a replay of both, and says ahead what it can see', async () => {
    const found = await write(pair, '--power');
    const { dates } = marketFeatures();
    const past = dates.filter((date) => date < '2012-01-03').slice(-252);
    expect(found.pilot).toMatchObject({ from: past[0], to: past.at(-1), days: 252 });
    const range = { from: past[0]!, to: past.at(-1)! };
    const scores = (of: Parameters<typeof fittedModel>[0]) => fittedModel(of).logScores(marketFeatures(), range);
    const [a, b] = [scores({}), scores({ options: { seed: 7, restarts: 1 } })];
    const mean = a.reduce((sum, { logScore }, t) => sum + b[t]!.logScore - logScore, 0) / a.length;
    expect(found.pilot!.mean).toBeCloseTo(mean, 10);
    expect(found.plan).toMatchObject({
      clip: found.pilot!.clip,
      blockDays: found.pilot!.blockDays,
      firstDay: '2012-01-03',
    });
    expect(found.power!.statement).toMatch(
      /^A gain of 0\.2 standard deviations a day over the margin is seen within 504 days in \d+ % of cases\./u,
    );
    expect(found.recorded).toBeNull();
    expect((await runJson<{ plans: unknown[] }>('compare', 'plans', '--home', pair)).plans).toEqual([]);
    const { stdout } = await at(PLANNED, () => runCli(...plan, '--power', '--home', pair));
    for (const words of ['Both were replayed on 252 days', 'A gain of 0.2 standard', 'Nothing was written.'])
      expect(stdout).toContain(words);
  });

  it('keeps the plan by its digest in the record of events, and lists and shows it', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    const file = join(home, 'plan.json');
    const {
      plan: made,
      digest,
      recorded,
    } = await write(home, '--margin', '-0.02', '--out', file, '--reason', 'spring', '--actor', 'grace');
    expect(recorded).toMatchObject({ digest, at: '2012-01-02T12:00:00.000Z', by: 'grace', plansForCandidate: 1 });
    expect(planDigest(made)).toBe(digest);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(made);
    expect(await runJson('compare', 'plans', '--home', home)).toMatchObject({
      plans: [{ plan: made, digest, by: 'grace' }],
    });
    for (const asked of [[], ['1.1.0'], ['shadow'], [digest], [digest.slice(0, 6)], [file]])
      expect(await runJson('compare', 'plan', 'show', ...asked, '--home', home)).toMatchObject({ plan: made, digest });
    for (const argv of [
      ['compare', 'plans'],
      ['compare', 'plan', 'show'],
    ])
      expect((await runCli(...argv, '--home', home)).stdout).toContain(digest.slice(0, 12));
    expect(await runJson('registry', 'verify', '--home', home)).toMatchObject({ documents: 1 });
    // A second plan is said to be one; a file that is there stops everything before the record.
    expect((await write(home, '--margin', '0.1')).recorded!.plansForCandidate).toBe(2);
    expect(await at(PLANNED, () => runError(...plan, '--out', file, '--alpha', '0.01', '--home', home))).toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect((await runJson<{ plans: unknown[] }>('compare', 'plans', '--home', home)).plans).toHaveLength(2);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a candidate that is none', ['--candidate', '9.9.9'], /9\.9\.9/u],
    ['the same version twice', ['--baseline', '1.1.0'], /both name 1\.1\.0/u],
    [
      'a first day that has begun',
      ['--first-day', '2012-01-02'],
      /after the day of the plan \(2012-01-02, UTC\), received 2012-01-02/u,
    ],
    ['a day that is none', ['--first-day', '2012-02-30'], /--first-day must be a calendar day/u],
    ['a margin beyond the clip', ['--margin', '5', '--clip', '4'], /margin: must lie inside the clip/u],
    ['no certainty', ['--alpha', '0'], /--alpha must be a number above 0/u],
    ['a share above one', ['--min-coverage', '95'], /--min-coverage must be a number from 0 to 1, received "95"/u],
    ['a clip of nothing', ['--clip', '0'], /--clip must be a number above 0/u],
    ['an end before the beginning', ['--min-days', '300', '--max-days', '200'], /minDays: must be at most maxDays/u],
    ['half a day', ['--block-days', '1.5'], /--block-days must be a whole number/u],
    ['a short pilot', ['--pilot-days', '5'], /--pilot-days must be a whole number from 20/u],
    ['a hypothesis that is none', ['--hypothesis', ''], /hypothesis/u],
    ['a folder that is not there', ['--out', '/nowhere/at/all.json'], /cannot be written/u],
  ])('refuses %s', async (_what, more, problem) => {
    const failed = await at(PLANNED, () => runError(...plan, ...more, '--home', pair));
    expect(failed.message).toMatch(problem);
    expect(failed.exitCode).toBe(2);
  });

  it('asks for a candidate, and a home for models', async () => {
    expect(await runError('compare', 'plan', '--home', pair)).toMatchObject({ code: 'NO_CANDIDATE', exitCode: 2 });
    expect(await runError('compare', '--home', join(pair, 'none'))).toMatchObject({ code: 'NO_MODELS' });
    expect(existsSync(join(pair, 'none'))).toBe(false);
  });
});

describe('compare, asked for a plan that is not there', () => {
  it.each<[string, string[], string]>([
    ['at all', [], 'NO_PLAN'],
    ['for a version', ['1.1.0'], 'NO_PLAN'],
    ['by a digest', ['0123456789abcdef'], 'NO_PLAN'],
    ['of a version that is none', ['7.7.7'], 'VERSION_NOT_FOUND'],
  ])('says so: %s', async (_what, asked, code) => {
    expect(await runError('compare', ...asked, '--home', pair)).toMatchObject({ code, exitCode: 2 });
  });

  it('refuses files that are no plan, or one of another model, or one that is in no record', async () => {
    const file = join(pair, 'plan.json');
    const ask = async (content: object | string, ...more: string[]) => {
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return runError('compare', file, ...more, '--home', pair);
    };
    const made = (await write(pair, '--power')).plan;
    expect(await ask('{')).toMatchObject({ code: 'INVALID_JSON' });
    expect(await ask({ ...made, margni: 1 })).toMatchObject({ code: 'INVALID_PLAN' });
    expect(await ask(made)).toMatchObject({ code: 'NO_PLAN', message: expect.stringContaining('proves nothing') });
    expect(await ask({ ...made, candidate: { name: 'other', version: '1.1.0' } })).toMatchObject({
      code: 'PLAN_OF_ANOTHER_MODEL',
    });
    for (const option of [
      ['--delay', '-1'],
      ['--cost', 'much'],
      ['--risk-free', 'nothing'],
    ])
      expect((await runError('compare', ...option, '--home', pair)).exitCode).toBe(2);
  });

  it('leaves out what is attached as a plan and is none, or is for another version', async () => {
    const home = await homeWithMarket();
    await registerPair(join(home, 'models'));
    const made = (await write(home, '--power')).plan;
    const junk = [{ hello: 1 }, { ...made, candidate: { ...made.candidate, version: '1.0.0' } }];
    for (const [i, document] of junk.entries()) {
      const file = join(home, `junk-${i}.json`);
      writeFileSync(file, JSON.stringify(document));
      await runJson(
        'registry',
        'evidence',
        'attach',
        '1.1.0',
        file,
        '--kind',
        'comparison-plan',
        '--passed',
        '--home',
        home,
      );
    }
    expect((await runJson<{ plans: unknown[] }>('compare', 'plans', '--home', home)).plans).toEqual([]);
  });
});
