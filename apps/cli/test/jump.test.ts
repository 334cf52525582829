// The whole way with a jump model on an invented market: train, register, promote, predict, watch, follow, rebuild.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RegimeDetector } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFailing, type PredictDocument } from './support/documents.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

const MARKET = { seed: 7, start: '2012-01-03', nDays: 1500 };
const SEED = '11';

interface JumpTraining {
  readonly version: string | null;
  readonly training: { readonly features: string };
  readonly fit: {
    readonly model: string;
    readonly objective: number;
    readonly variant: string;
    readonly jumpPenalty: number;
    readonly switches: number;
    readonly restarts: readonly unknown[];
    readonly featureWeights: Readonly<Record<string, number>>;
    readonly refit: { readonly relabelledShare: number } | null;
  };
  readonly regimes: readonly { readonly regime: string }[];
}

const features = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory(
  createSyntheticMarket(MARKET).inputs,
);
const detector = new RegimeDetector({ model: 'jump', seed: Number(SEED) }).fit(features);

let home: string;
let trained: JumpTraining;
const train = ['train', '--model', 'jump', '--seed', SEED];

beforeAll(async () => {
  const folder = temporaryFolder();
  home = join(folder, 'home');
  const { spx } = writeMarketFiles(join(folder, 'files'), MARKET);
  // The price alone: this model needs nothing else.
  await runJson('data', 'import', spx!, '--home', home);
  trained = await runJson(...train, '--register', '--promote', '--home', home);
});

describe('train --model jump', () => {
  it('fits what the library fits, on jump9 and two regimes, and promotes it behind its canary', () => {
    const { objective, switches, jumpPenalty, variant } = detector.getJumpDiagnostics();
    expect(trained).toMatchObject({ version: '1.0.0', training: { features: 'jump9' } });
    expect(trained.fit).toMatchObject({ model: 'jump', objective, switches, jumpPenalty, variant });
    expect(trained.fit.restarts).toHaveLength(100);
    expect(trained.regimes.map(({ regime }) => regime)).toEqual(['risk_on', 'risk_off']);
  });

  it('--jump-variant sparse tells the weights, continuous the penalty of its own', async () => {
    const sparse = ['--jump-variant', 'sparse', '--jump-kappa-squared', '3'];
    const { fit } = await runJson<JumpTraining>(...train, ...sparse, '--home', home);
    expect(Object.values(fit.featureWeights).filter((weight) => weight > 0).length).toBeLessThan(9);
    expect((await runCli(...train, ...sparse, '--home', home)).stdout).toContain('weights: ');
    const continuous = ['--jump-variant', 'continuous', '--jump-grid', '0.1', '--restarts', '3'];
    const soft = await runJson<JumpTraining>(...train, ...continuous, '--home', home);
    expect(soft.fit).toMatchObject({ variant: 'continuous', jumpPenalty: 600 });
  });

  it('--states 3 --jump-penalty 10 and --clip change the model', async () => {
    const asked = ['--states', '3', '--jump-penalty', '10', '--clip', '5'];
    const { fit, regimes } = await runJson<JumpTraining>(...train, ...asked, '--home', home);
    expect(fit.jumpPenalty).toBe(10);
    expect(regimes.map(({ regime }) => regime)).toEqual(['risk_on', 'neutral', 'risk_off']);
  });

  it('--follow production says what changed', async () => {
    const { fit } = await runJson<JumpTraining>(...train, '--follow', 'production', '--home', home);
    expect(fit.refit!.relabelledShare).toBe(0);
    const page = await runCli(...train, '--follow', 'production', '--home', home);
    expect(page.stdout).toContain('against the model it follows:');
  });

  it('prints a page without a likelihood', async () => {
    const { stdout } = await runCli(...train, '--home', home);
    expect(stdout).toContain('discrete jump model, penalty 50');
    expect(stdout).toContain('switches in hindsight');
    expect(stdout).not.toContain('likelihood');
  });

  it.each([
    [['--covariance', 'full'], /--covariance is for --model hmm/],
    [['--jump-penalty', '-1'], /--jump-penalty must be a number of at least 0/],
    [['--jump-penalty', 'much'], /--jump-penalty must be a number/],
    [['--jump-variant', 'sparse'], /needs --jump-kappa-squared/],
    [
      ['--jump-variant', 'sparse', '--jump-kappa-squared', '20'],
      /kappaSquared must be a number from 1 to the number of features \(9\)/,
    ],
    [['--jump-variant', 'discrete', '--jump-kappa-squared', '2'], /makes a jump model sparse/],
    [['--jump-grid', '0.1'], /--jump-grid is for --jump-variant continuous/],
    [['--jump-variant', 'continuous', '--jump-grid', '0.3'], /gridStep must be a number that divides 1/],
    [['--clip', '0'], /--clip must be a number above 0/],
    [['--features', 'vol2'], /vix/],
  ])('with %j is refused in the words of the command line', async (wrong, message) => {
    const { exitCode, error } = await runFailing(...train, ...wrong, '--home', home);
    expect(exitCode).toBeGreaterThan(0);
    expect(error.message).toMatch(message);
  });

  it('train --jump-penalty without --model jump is refused', async () => {
    const { error } = await runFailing('train', '--jump-penalty', '5', '--home', home);
    expect(error.message).toContain('--jump-penalty is for --model jump, and this is --model hmm');
  });
});

describe('what a jump model says', () => {
  it('another penalty is a minor version, a hidden Markov model a major one', async () => {
    const penalty = await runJson<JumpTraining>(...train, '--jump-penalty', '20', '--register', '--home', home);
    expect(penalty.version).toBe('1.1.0');
    const hmm = ['train', '--features', 'jump9', '--states', '2', '--restarts', '2', '--register', '--home', home];
    expect((await runJson<JumpTraining>(...hmm)).version).toBe('2.0.0');
  });

  it('predict gives what the library gives, to the bit, margins and all', async () => {
    const { predictions } = await runJson<PredictDocument>('predict', '--from', '2012-01-03', '--home', home);
    const expected = detector.predictRegimes(features);
    const pick = ({ date, regime, probabilities, margin }: (typeof expected)[number]) => [
      date,
      regime,
      probabilities,
      margin,
    ];
    expect((predictions as unknown as typeof expected).map(pick)).toEqual(expected.map(pick));
  });

  it('predict prints a decision with its margin, and no probability', async () => {
    const day = (await runCli('predict', '--home', home)).stdout;
    expect(day).toContain('A decision and no probability (discrete jump model, penalty 50).');
    expect(day).toMatch(/Margin \d+\.\d: by so much/);
    expect(day).not.toContain('100.0 %');
    const range = (await runCli('predict', '--from', '2017-01-03', '--home', home)).stdout;
    expect(range).toContain('margin');
    expect(range).not.toContain('confidence');
  });

  it('predict of a continuous model prints shares', async () => {
    const copy = join(temporaryFolder(), 'home');
    const { spx } = writeMarketFiles(join(temporaryFolder(), 'files'), MARKET);
    await runJson('data', 'import', spx!, '--home', copy);
    const continuous = ['--jump-variant', 'continuous', '--jump-grid', '0.1', '--restarts', '3'];
    await runJson(...train, ...continuous, '--register', '--promote', '--home', copy);
    expect((await runCli('predict', '--home', copy)).stdout).toContain('Shares of a continuous jump model');
  });

  it('monitor counts the answers and does not call a decision sure', async () => {
    await runJson('predict', '--from', '2017-01-03', '--home', home);
    const { stdout } = await runCli('monitor', '--kind', 'replay', '--home', home);
    expect(stdout).toContain('none: the model decides and gives no probability');
    expect(stdout).not.toContain('100.0 % on average');
  });

  it('registry show, registry verify and model rebuild know it', async () => {
    const { stdout } = await runCli('registry', 'show', '1.0.0', '--home', home);
    expect(stdout).toContain('risk_on, risk_off; discrete jump model, penalty 50');
    expect(stdout).toMatch(/stopped by converged.*\n.*objective \d+/);
    expect((await runCli('registry', 'verify', '--home', home)).exitCode).toBe(0);
    expect((await runCli('registry', 'list', '--home', home)).exitCode).toBe(0);
    const rebuilt = await runJson<{ agrees: boolean }>('model', 'rebuild', '1.0.0', '--home', home);
    expect(rebuilt.agrees).toBe(true);
  });

  it('model export to hmmlearn is refused: there is no hidden Markov model in it', async () => {
    const to = join(temporaryFolder(), 'model.json');
    const { error } = await runFailing('model', 'export', '1.0.0', '--format', 'json', '--to', to, '--home', home);
    expect(error.code).toBe('MODEL_KIND');
  });
});

const ndx = new URL('../../../../shared/data/market/ndx.csv', import.meta.url);

describe.skipIf(!existsSync(ndx))(
  'train --model jump on the Nasdaq 100 (skipped where ../shared/data/market does not exist)',
  () => {
    it('finds the published objective, and predict knows 2019', async () => {
      const real = join(temporaryFolder(), 'home');
      mkdirSync(real, { recursive: true });
      writeFileSync(join(real, 'config.json'), JSON.stringify({ series: { price: 'ndx' } }));
      await runJson('data', 'import', fileURLToPath(ndx), '--series', 'ndx', '--home', real);
      const span = ['--from', '1995-01-03', '--to', '2010-12-31'];
      const { fit } = await runJson<JumpTraining>(...train, ...span, '--register', '--promote', '--home', real);
      expect(fit.objective).toBeLessThan(12246.247031 + 1e-6);
      expect(fit.switches).toBe(10);
      const range = ['--from', '2011-01-03', '--to', '2019-12-31'];
      const { predictions } = await runJson<PredictDocument>('predict', ...range, '--home', real);
      expect(predictions).toHaveLength(2264);
      expect(predictions.filter(({ regime }) => regime === 'risk_off')).toHaveLength(139);
    });
  },
);
