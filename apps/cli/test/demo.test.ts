import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { createRandomStream } from '@regimekit/numerics';
import { formatPercent } from '@regimekit/report';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFailing, type PredictDocument } from './support/documents.ts';
import { hashTree } from './support/hash-tree.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

/** Balanced accuracy after the training that the demo's market must give; measured 0.88, and 1/3 is chance. */
const FLOOR = 0.8;
/** What a truth in any other order may reach; measured below 0.4. */
const CHANCE = 0.5;

interface AgreementDocument {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
}

interface DemoDocument {
  readonly home: string;
  readonly report: string;
  readonly market: { readonly days: number };
  readonly steps: readonly { readonly step: number; readonly title: string; readonly durationMs: number }[];
  readonly files: readonly {
    readonly series: readonly string[];
    readonly format: string;
    readonly skipped: unknown[];
  }[];
  readonly model: { readonly stage: string };
  readonly training: { readonly fit: { readonly stopReason: string } };
  readonly prediction: { readonly date: string; readonly regime: string };
  readonly monitoring: Readonly<Record<string, { readonly metrics: { readonly days: number } }>>;
  readonly agreement: Readonly<Record<'training' | 'afterTraining' | 'overall', AgreementDocument>>;
}

let home: string;
let before: Record<string, string>;
let demo: DemoDocument;

beforeAll(async () => {
  home = join(temporaryFolder(), 'home');
  mkdirSync(join(home, 'models'), { recursive: true });
  writeFileSync(join(home, 'config.json'), '{ "series": { "price": "mine" } }');
  writeFileSync(join(home, 'market.duckdb'), 'no demo may open this');
  before = hashTree(home);
  demo = await runJson<DemoDocument>('demo', '--home', home);
});

/** Of each day after the training: the true regime and the answer that the demo's own model gives. */
async function judgedDays(): Promise<{ truth: string; answer: string }[]> {
  const truth = new Map(createSyntheticMarket({ seed: 42 }).regimes.map(({ date, regime }) => [date, regime]));
  const { from } = demo.agreement.afterTraining;
  const { predictions } = await runJson<PredictDocument>('predict', '--from', from, '--home', demo.home);
  return predictions.map(({ date, regime }) => ({ truth: truth.get(date)!, answer: regime }));
}

/** Mean over the true regimes of the share of their days that was found. */
function balancedAccuracy(days: readonly { truth: string; answer: string }[]): number {
  const regimes = [...new Set(days.map(({ truth }) => truth))];
  const recalls = regimes.map((regime) => {
    const own = days.filter(({ truth }) => truth === regime);
    return own.filter(({ answer }) => answer === regime).length / own.length;
  });
  return recalls.reduce((a, b) => a + b) / recalls.length;
}

describe('regimekit demo', () => {
  it('demo goes every step: import, features, training, registry, prediction, monitoring, report', () => {
    expect(demo.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(demo.files.flatMap(({ series }) => series).toSorted()).toEqual([
      'hy_spread',
      'spx',
      'treasury_10y',
      'treasury_2y',
      'vix',
    ]);
    expect(new Set(demo.files.map(({ format }) => format)).size).toBe(4);
    expect(demo.files.flatMap(({ skipped }) => skipped)).toEqual([]);
    expect(demo.training.fit.stopReason).toBe('tolerance');
    expect(demo.model.stage).toBe('production');
    expect(demo.prediction.date).toBe('2023-12-29');
    expect(demo.monitoring.live!.metrics.days).toBe(1);
    expect(demo.monitoring.replay!.metrics.days).toBe(30);
  });

  it(`demo matches the truth on days it never saw: balanced accuracy above ${FLOOR}, as counted here again`, async () => {
    const { training, afterTraining, overall } = demo.agreement;
    expect(afterTraining.balancedAccuracy).toBeGreaterThan(FLOOR);
    expect(training.balancedAccuracy).toBeGreaterThan(FLOOR);
    expect(training.days + afterTraining.days).toBe(overall.days);
    expect(training.to < afterTraining.from).toBe(true);
    const days = await judgedDays();
    expect(days).toHaveLength(afterTraining.days);
    expect(balancedAccuracy(days)).toBeCloseTo(afterTraining.balancedAccuracy, 12);
  });

  it(`demo would not match a shuffled or a shifted truth: below ${CHANCE}`, async () => {
    const days = await judgedDays();
    const random = createRandomStream(1);
    const order = days.map((_, i) => ({ i, key: random.uniform() })).toSorted((a, b) => a.key - b.key);
    const shuffled = days.map(({ answer }, i) => ({ answer, truth: days[order[i]!.i]!.truth }));
    expect(balancedAccuracy(shuffled)).toBeLessThan(CHANCE);
    const half = Math.floor(days.length / 2);
    const shifted = days.map(({ answer }, i) => ({ answer, truth: days[(i + half) % days.length]!.truth }));
    expect(balancedAccuracy(shifted)).toBeLessThan(CHANCE);
  });

  it('demo writes one report that loads nothing and runs nothing', () => {
    const html = readFileSync(demo.report, 'utf8');
    // Matches are looked at rather than the page, which would fill the screen when this fails.
    const found = (pattern: RegExp) => html.match(pattern) ?? [];
    expect(found(/<h1>[^<]*<\/h1>/g)).toEqual(['<h1>Regimes of an invented market</h1>']);
    expect(found(/<figure/g).length).toBeGreaterThan(8);
    expect(found(/<(script|link|iframe|img|object|embed)\b/g)).toEqual([]);
    expect(found(/\b(src|srcset|href)=|@import|url\((?!#)/g)).toEqual([]);
    expect(html.length).toBeLessThan(600_000);
  });

  it('demo writes into the report the figures of its document', () => {
    const html = readFileSync(demo.report, 'utf8');
    const { training, afterTraining } = demo.agreement;
    for (const { accuracy, balancedAccuracy } of [training, afterTraining]) {
      expect(html.includes(`${formatPercent(accuracy)} (${formatPercent(balancedAccuracy)}`)).toBe(true);
    }
    expect(html.includes(`On ${demo.prediction.date}, the newest day, it says ${demo.prediction.regime} with`)).toBe(
      true,
    );
  });

  it('demo hands the market through four dialects and the warehouse without changing a bit', async () => {
    const expected = new FeatureCalculator().calculateFeatureHistory(createSyntheticMarket({ seed: 42 }).inputs);
    const argv = ['features', 'build', '--home', demo.home];
    const { rows } = await runJson<{ rows: { date: string; features: Record<string, number> }[] }>(...argv);
    expect(rows).toEqual(expected.dates.map((date, i) => ({ date, features: expected.record(i) })));
  });

  it('demo leaves what else lies in the home as it was', () => {
    const after = hashTree(home);
    const outside = Object.entries(after).filter(([path]) => !path.startsWith('demo'));
    expect(Object.fromEntries(outside)).toEqual(before);
    expect(Object.keys(after).length).toBeGreaterThan(outside.length + 5);
  });

  it('demo leaves a home that every command can read', async () => {
    expect(await runCli('doctor', '--home', demo.home)).toMatchObject({ exitCode: 0 });
    const { predictions } = await runJson<PredictDocument>('predict', '--home', demo.home);
    expect(predictions[0]).toMatchObject({ date: demo.prediction.date, regime: demo.prediction.regime });
  });

  it('demo records which series its model was trained on, so that a rebuild can name one that changed', async () => {
    const { metadata } = await runJson<{ metadata: { dataSources: { inputs: Record<string, { series: string }> } } }>(
      'model',
      'show',
      'production',
      '--home',
      demo.home,
    );
    const { inputs } = metadata.dataSources;
    expect(Object.keys(inputs).toSorted()).toEqual(['hy_spread', 'price', 'treasury_10y', 'treasury_2y', 'vix']);
    expect(inputs['price']?.series).toBe('spx');
  });

  it('demo replaces an earlier demo, and says on the terminal what it did', async () => {
    writeFileSync(join(demo.home, 'left-over.txt'), '');
    const out = join(temporaryFolder(), 'page.html');
    const { exitCode, stdout, stderr } = await runCli(
      'demo',
      '--days',
      '1500',
      '--seed',
      '7',
      '--out',
      out,
      '--home',
      home,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(existsSync(join(demo.home, 'left-over.txt'))).toBe(false);
    expect(readFileSync(out, 'utf8').includes('with seed 7')).toBe(true);
    const steps = [...stdout.matchAll(/^ *(\d+)  +\d+\.\d s  /gm)].map(([, step]) => Number(step));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(stdout).toContain('$ regimekit data import');
    expect(stdout).toMatch(/^in the training +[\d,]+ +\d+\.\d % +\d+\.\d %/m);
    expect(stdout).toMatch(/^after it, never seen +[\d,]+ +\d+\.\d % +\d+\.\d %/m);
    expect(stdout).toContain(out);
  });
});

describe('what regimekit demo refuses', () => {
  it('demo does not empty a folder that no demo made, nor follow a link', async () => {
    const mine = join(temporaryFolder(), 'home');
    mkdirSync(join(mine, 'demo'), { recursive: true });
    writeFileSync(join(mine, 'demo', 'thesis.txt'), 'years of work');
    expect(await runFailing('demo', '--home', mine)).toMatchObject({ exitCode: 1, error: { code: 'NO_DEMO_FOLDER' } });
    expect(readFileSync(join(mine, 'demo', 'thesis.txt'), 'utf8')).toBe('years of work');

    const linked = join(temporaryFolder(), 'home');
    mkdirSync(linked);
    symlinkSync(join(mine, 'demo'), join(linked, 'demo'));
    expect((await runFailing('demo', '--home', linked)).error.code).toBe('NO_DEMO_FOLDER');
    expect(existsSync(join(mine, 'demo', 'thesis.txt'))).toBe(true);
  });

  it('demo refuses a length out of range and a report that cannot be written, before any work', async () => {
    const fresh = join(temporaryFolder(), 'home');
    const short = await runFailing('demo', '--days', '100', '--home', fresh);
    expect(short).toMatchObject({ exitCode: 2, error: { code: 'INVALID_OPTION' } });
    expect(short.error.message).toContain('--days must be a whole number from 1500 to 5000, received "100"');
    const nowhere = await runFailing('demo', '--out', join(fresh, 'no', 'folder.html'), '--home', fresh);
    expect(nowhere).toMatchObject({ exitCode: 2, error: { code: 'FILE_NOT_WRITABLE' } });
    expect(existsSync(fresh)).toBe(false);
  });
});
