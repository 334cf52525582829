// A backtest on an invented market, from the files to the report.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandomStream } from '@regimekit/numerics';
import { rollingSharpe } from '../src/commands/backtest/spread-charts.ts';
import { sharpeRatio, type BacktestDocument, type CausalityProof, type WalkForwardRecipe } from '@regimekit/evaluation';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { runFailing } from './support/documents.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

type Document = BacktestDocument & {
  readonly recipe: WalkForwardRecipe;
  readonly featureSet: string;
  readonly proof: CausalityProof | null;
};

let folder: string;
let home: string;
const small = ['--states', '2', '--features', 'vol2', '--window', '500', '--refit', '126', '--restarts', '2'];
const quick = ['--replications', '100', '--workers', '2'];
const run = async (...more: string[]) => runJson<Document>('backtest', ...small, ...quick, ...more, '--home', home);

beforeAll(async () => {
  folder = temporaryFolder();
  home = join(folder, 'home');
  const { spx, vix } = writeMarketFiles(join(folder, 'files'), { seed: 4, start: '2010-01-04', nDays: 1400 });
  await runJson('data', 'import', spx!, vix!, '--home', home);
});

describe('rollingSharpe(returns, riskFree, window)', () => {
  it('is the Sharpe ratio of the days in each window, and 0 where nothing moved', () => {
    const random = createRandomStream(2);
    const returns = Array.from({ length: 12 }, () => 0.01 * random.normal());
    const cash = returns.map(() => 0.0001);
    const rolling = rollingSharpe(returns, cash, 10);
    expect(rolling).toHaveLength(3);
    for (const [i, value] of rolling.entries())
      expect(value).toBeCloseTo(sharpeRatio(returns.slice(i, i + 10), { riskFree: 0.0001 })!, 10);
    expect(rollingSharpe(cash, cash, 10)).toEqual([0, 0, 0]);
  });
});

describe('backtest', () => {
  it('judges a walk-forward beside the panel, and goes on from kept folds to the same numbers', async () => {
    const first = await run();
    expect(first.strategies.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['zero-one', 'buy and hold', '60/40', 'VIX above 20', '200-day average', 'jump model']),
    );
    expect(first.recipe).toMatchObject({ windowDays: 500, refitEvery: 126, window: 'rolling', refit: 'warm' });
    expect(first.featureSet).toBe('vol2');
    expect(first.grid).toHaveLength(25);
    expect(first.stability!.refits).toHaveLength(first.walkForward.folds.length - 1);
    expect(first.densities.nextReturn!.rows.map(({ name }) => name)).toEqual(['gaussian', 'vix', 'regimes']);
    expect(readdirSync(join(home, 'backtests')).length).toBeGreaterThan(first.walkForward.folds.length);
    const again = await run('--workers', '1');
    expect(again.walkForward.folds.every(({ resumed }) => resumed)).toBe(true);
    expect(again.strategies).toEqual(first.strategies);
    expect(again.daily).toEqual(first.daily);
  });

  it('--prove-causal shows that nothing moved, --html and --csv write what the document says', async () => {
    const [html, csv] = [join(folder, 'report.html'), join(folder, 'daily.csv')];
    const document = await run('--prove-causal', '--html', html, '--csv', csv, '--strategy', 'probability');
    expect(document.proof!.holds).toBe(true);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('Proof of causality');
    expect(page).toContain('Sharpe ratio by delay and cost');
    expect(page.indexOf('How stable the regimes were')).toBeLessThan(page.indexOf('What became of one'));
    expect(page).toContain('Log score of the return of the day after');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    expect(lines[0]).toMatch(/^date,regime,p_risk_on,p_risk_off,exposure,risk_free,return_probability,/);
    expect(lines).toHaveLength(document.period.days + 1);
  });

  it('has a page that opens with what the numbers support', async () => {
    const { exitCode, stdout } = await runCli(
      'backtest',
      ...small,
      ...quick,
      '--fresh',
      '--trials',
      '7',
      '--home',
      home,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/These regimes tell/);
    expect(stdout).toMatch(/best\s+of\s+7\s+tried/);
    expect(stdout).toMatch(/Did labels stay[^]*over vix[^]*What it was worth/);
    expect(stdout).toMatch(/The day after each regime/);
    expect(stdout).not.toMatch(/NaN|undefined/);
  });

  it('--truth judges the signals beside their ceiling, and refuses a truth that does not fit', async () => {
    const truth = join(folder, 'truth.csv');
    // Two regimes know no neutral days.
    const { regimes } = createSyntheticMarket({ seed: 4, start: '2010-01-04', nDays: 1400 });
    const rows = regimes.map(({ date, regime }) => `${date},${regime === 'risk_on' ? 'risk_on' : 'risk_off'}`);
    writeFileSync(truth, ['date,regime', ...rows].join('\n'));
    const html = join(folder, 'truth.html');
    const document = await run('--truth', truth, '--html', html);
    expect(document.truth!.signals.accuracy).toBeGreaterThan(0.5);
    expect(document.truth!.ceiling!.full.accuracy).toBeGreaterThan(0.5);
    expect(document.bootstrap.distributions.map(({ name }) => name)).toContain('sharpe');
    const page = readFileSync(html, 'utf8');
    for (const title of [
      'Against the truth',
      'How often risk_off was there',
      'Rolling Sharpe ratio',
      'drawn histories',
    ])
      expect(page).toContain(title);
    const { stdout } = await runCli('backtest', ...small, ...quick, '--truth', truth, '--home', home);
    expect(stdout).toMatch(/Against the truth[^]*ceiling, with correlations/);
    writeFileSync(truth, 'date,regime\nyesterday,risk_on\n');
    const failed = await runFailing('backtest', ...small, '--truth', truth, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code: 'INVALID_TRUTH' } });
  });

  it('--placebo tells what luck makes of each number', async () => {
    const html = join(folder, 'placebo.html');
    const { exitCode, stdout } = await runCli(
      'backtest',
      ...small,
      ...quick,
      '--placebo',
      '3',
      '--html',
      html,
      '--home',
      home,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Placebo: the same on 3 markets without regimes[^]*fee at aversion 5/);
    expect(readFileSync(html, 'utf8')).toContain('What luck makes of it');
  });

  it('walks a jump model too', async () => {
    const jump = ['--model', 'jump', '--window', '500', '--refit', '126', ...quick, '--home', home];
    const document = await runJson<Document>('backtest', ...jump);
    expect(document.featureSet).toBe('jump9');
    expect(document.strategies.map(({ name }) => name)).not.toContain('jump model');
  });

  it.each([
    [['--window', '9000'], 'INVALID_OPTION'],
    [['--delay', '-1'], 'INVALID_OPTION'],
    [['--trials', '0'], 'INVALID_OPTION'],
    [['--placebo', '0'], 'INVALID_OPTION'],
    [['--from', '2030-01-01'], 'INVALID_OPTION'],
    [['--bonds', 'moon_cheese'], 'UNKNOWN_SERIES'],
    [['--html', '/no/such/folder/report.html'], 'FILE_NOT_WRITABLE'],
  ])('refuses %j in plain words', async (argv, code) => {
    const failed = await runFailing('backtest', ...small, ...argv, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code } });
  });
});
