// What a backtest takes from the warehouse beside its features: several assets, vintages, recessions.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BacktestDocument } from '@regimekit/evaluation';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { createRandomStream } from '@regimekit/numerics';
import { runFailing } from './support/documents.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

type Document = BacktestDocument & {
  readonly vintages: { readonly revisions: number; readonly days: number } | null;
};

const { price, vix } = createSyntheticMarket({ seed: 4, start: '2010-01-04', nDays: 1400 }).inputs;
const last = price.dates.at(-1)!;
const small = ['--states', '2', '--features', 'vol2', '--window', '500', '--refit', '126', '--restarts', '2'];
const quick = ['--replications', '100', '--seeds', '0'];
let folder: string;
let home: string;

const run = async (...more: string[]) => runJson<Document>('backtest', ...small, ...quick, ...more);

/** Writes one series and imports it. */
async function bring(name: string, dates: readonly string[], values: ArrayLike<number>, to = home): Promise<void> {
  const file = join(folder, `${name}.csv`);
  writeFileSync(file, [`date,${name}`, ...dates.map((date, t) => `${date},${values[t]}`)].join('\n'));
  await runJson('data', 'import', file, '--home', to);
}

function written(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

beforeAll(async () => {
  folder = temporaryFolder();
  home = join(folder, 'home');
  const random = createRandomStream(3);
  await bring('spx', price.dates, price.values);
  await bring('vix', vix.dates, vix.values);
  let close = 50;
  const gold = price.dates.map(() => (close *= 1 + 0.006 * random.normal()));
  await bring('gold_etf', price.dates, gold);
  await bring('tlt_total_return', price.dates.slice(900), gold.slice(900));
  await bring('treasury_10y', price.dates, new Float64Array(price.dates.length).fill(2));
});

const map = {
  assets: { stocks: 'spx', gold: 'gold_etf' },
  weights: { risk_on: { stocks: 0.9, cash: 0.1 }, risk_off: { stocks: 0.2, gold: 0.3 } },
};

describe('backtest --strategy regime-map --map FILE', () => {
  it('holds several assets through the document, the CSV and the report', async () => {
    const [csv, html] = [join(folder, 'map-daily.csv'), join(folder, 'map.html')];
    const regimeMap = ['--strategy', 'regime-map', '--map', written('map.json', map), '--prove-causal'];
    const document = await run(...regimeMap, '--csv', csv, '--html', html, '--home', home);
    expect(document.strategies[0]).toMatchObject({ name: 'regime map' });
    expect(document.strategies[0]!.rule).toContain('risk_on: stocks 90 %, cash 10 %');
    expect((document as unknown as { proof: { holds: boolean } }).proof.holds).toBe(true);
    const { weights, regimes, dates, exposure } = document.daily;
    expect(Object.keys(weights)).toEqual(['stocks', 'gold']);
    // With a delay of one session the regime of two closes before is held.
    for (let t = 2; t < dates.length; t++) {
      const calm = regimes[t - 2] === 'risk_on';
      expect([weights['stocks']![t], weights['gold']![t]]).toEqual(calm ? [0.9, 0] : [0.2, 0.3]);
      expect(exposure[t]).toBeCloseTo(calm ? 0.9 : 0.5, 12);
    }
    const [header, ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
    expect(header).toContain(',exposure,weight_stocks,weight_gold,risk_free,return_regime_map,');
    expect(lines).toHaveLength(dates.length);
    const page = readFileSync(html, 'utf8');
    for (const words of ['What was held', 'The map', 'gold (gold_etf)', 'All numbers', 'Counting how many there are'])
      expect(page).toContain(words);
  });

  it.each([
    [
      'the regimes of the model',
      { ...map, weights: { risk_on: { stocks: 1, gold: 0 } } },
      'weights.risk_off is missing',
    ],
    ['a regime that does not exist', { ...map, weights: { ...map.weights, panic: {} } }, 'no such regime'],
    ['weights above one', { ...map, weights: { ...map.weights, risk_on: { stocks: 1.2 } } }, 'weights.risk_on.stocks'],
    ['a sum above one', { ...map, weights: { ...map.weights, risk_on: { stocks: 0.8, gold: 0.5 } } }, 'add up to 1.3'],
    [
      'cash that leaves a rest',
      { ...map, weights: { ...map.weights, risk_on: { stocks: 0.8, cash: 0.1 } } },
      'not to one',
    ],
    ['an asset without a series', { ...map, assets: { stocks: 'spx' } }, 'weights name gold'],
    ['an asset that nobody holds', { ...map, assets: { ...map.assets, silver: 'gold_etf' } }, 'assets.silver'],
    ['a series for cash', { ...map, assets: { ...map.assets, cash: 'spx' } }, 'needs no series'],
    ['unknown keys', { ...map, modus: 'blend' }, 'modus'],
    ['no assets', { ...map, assets: {} }, 'at least one asset'],
  ])('names what is wrong with a map: %s', async (_what, content, words) => {
    const file = written('wrong.json', content);
    const failed = await runFailing('backtest', ...small, '--strategy', 'regime-map', '--map', file, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code: 'INVALID_REGIME_MAP' } });
    expect(failed.error.message).toContain(words);
  });

  it.each([
    ['a series that is not there', { assets: { stocks: 'spx', gold: 'moon' } }, 'UNKNOWN_SERIES'],
    ['a yield', { assets: { stocks: 'spx', gold: 'treasury_10y' } }, 'NOT_AN_ASSET'],
    ['a series that begins later', { assets: { stocks: 'spx', gold: 'tlt_total_return' } }, 'ASSET_INCOMPLETE'],
  ])('refuses %s', async (_what, part, code) => {
    const file = written('wrong.json', { ...map, ...part });
    const failed = await runFailing('backtest', ...small, '--strategy', 'regime-map', '--map', file, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code } });
  });

  it.each([
    [['--strategy', 'regime-map'], 'INVALID_OPTION'],
    [['--map', 'map.json'], 'INVALID_OPTION'],
    [['--strategy', 'regime-map', '--map', '/no/such.json'], 'UNREADABLE_FILE'],
    [['--strategy', 'regime-map', '--map', 'map.json', '--placebo', '2'], 'INVALID_OPTION'],
    [['--seeds', '1'], 'INVALID_OPTION'],
    [['--recessions', '/no/such.csv'], 'UNREADABLE_FILE'],
  ])('refuses %j in plain words', async (argv, code) => {
    const failed = await runFailing('backtest', ...small, ...argv, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code } });
  });
});

describe('backtest --vintages', () => {
  afterEach(() => void vi.useRealTimers());

  it('uses of each value the vintage of its day, where the plain backtest uses the newest', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [revisedHome, csv] = [join(folder, 'revised'), join(folder, 'vintages.csv')];
    const [half, day] = [1000, price.dates[1000]!];
    const wild = vix.values.map((value, t) => (t > 500 && t < half ? 2 * value : value));
    const until = vix.dates.filter((date) => date < day).length;
    vi.setSystemTime(`${price.dates[half - 1]!}T22:00:00Z`);
    await bring('spx', price.dates.slice(0, half), price.values, revisedHome);
    await bring('vix', vix.dates.slice(0, until), vix.values, revisedHome);
    vi.setSystemTime(`${day}T22:00:00Z`);
    await bring('vix', vix.dates.slice(0, until + 1), wild, revisedHome);
    vi.setSystemTime(`${last}T22:00:00Z`);
    await bring('spx', price.dates, price.values, revisedHome);
    await bring('vix', vix.dates, wild, revisedHome);

    const [asKnown, naive, never] = [
      await run('--vintages', '--home', revisedHome),
      await run('--home', revisedHome),
      await run('--home', home),
    ];
    expect(asKnown.vintages).toEqual({ revisions: expect.any(Number), days: 1 });
    expect(asKnown.vintages!.revisions).toBeGreaterThan(400);
    const stress = ({ daily }: Document, from: string, to: string) =>
      daily.dates.flatMap((date, t) => (from <= date && date < to ? [daily.probabilities['risk_off']![t]!] : []));
    // Before the revision: what a user would have seen who never had it.
    const before = stress(asKnown, '', day);
    expect(before.length).toBeGreaterThan(300);
    expect(before).toEqual(stress(never, '', day));
    // The control: with the newest values everywhere these days would be others.
    expect(stress(naive, '', day)).not.toEqual(before);
    // After it nobody has the first values any more.
    expect(stress(asKnown, day, '9999')).not.toEqual(stress(never, day, '9999'));
    // The models after the revision are fitted on what is known then, as those of the plain backtest are.
    const of = ({ walkForward }: Document) => walkForward.folds.at(-1)!.train;
    expect(of(asKnown)).toEqual(of(naive));
    // Where nothing was revised, nothing is another.
    const { exitCode, stdout } = await runCli(
      'backtest',
      ...small,
      ...quick,
      '--vintages',
      '--csv',
      csv,
      '--home',
      home,
    );
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('none of the values was ever revised. What was earned');
    const rows = readFileSync(csv, 'utf8').trim().split('\n').slice(1);
    expect(rows.map((row) => Number(row.split(',')[3]))).toEqual(never.daily.probabilities['risk_off']);
    expect(never).toMatchObject({ vintages: null, recessions: null, seeds: null });
  });
});

describe('backtest --recessions FILE', () => {
  it('sets them beside the regimes, in the document, on the page and in the report', async () => {
    const [from, to] = [price.dates[900]!, price.dates[950]!];
    const file = written('recessions.csv', `from,to\n${from},${to}\n`);
    const html = join(folder, 'recessions.html');
    const { stdout } = await runCli(
      'backtest',
      ...small,
      ...quick,
      '--recessions',
      file,
      '--html',
      html,
      '--home',
      home,
    );
    expect(stdout).toMatch(/Beside recessions[^]*sessions late/u);
    expect(stdout.replaceAll(/ +/gu, ' ')).toContain(`\n${from} ${to} 51 `);
    expect(readFileSync(html, 'utf8')).toContain('Beside recessions');
  });

  it('takes those of the series in the warehouse, monthly ones to the end of the month, as far as they reach', async () => {
    const other = join(folder, 'indicator');
    await bring('spx', price.dates, price.values, other);
    await bring('vix', vix.dates, vix.values, other);
    const months = ['2012-05-01', '2012-06-01', '2012-07-01', '2013-05-01', '2013-06-01', '2013-07-01'];
    await bring('recession_monthly', months, [0, 1, 0, 1, 1, 0], other);
    const { recessions } = await run('--home', other);
    expect(recessions!.to.slice(0, 7)).toBe('2013-07');
    const rows = recessions!.rows.map((row) => [row.from.slice(0, 7), row.to.slice(0, 7)]);
    expect(rows).toEqual([
      ['2012-06', '2012-06'],
      ['2013-05', '2013-06'],
    ]);
    expect(recessions!.rows[1]!.to >= '2013-06-27').toBe(true);
  });

  it.each([
    'since,until\n',
    'from,to\n',
    'from,to\n2020-02-30,2020-03-01',
    'from,to\n2020-03-01,2020-02-01',
    'from,to\n2012-01-01,2013-01-01\n2012-06-01,2014-01-01',
  ])('refuses %j', async (content) => {
    const file = written('bad.csv', content);
    const failed = await runFailing('backtest', ...small, '--recessions', file, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code: 'INVALID_RECESSIONS' } });
  });
});

describe('backtest --seeds N', () => {
  it('tells how far searches from other seeds agree, before all money', async () => {
    const { exitCode, stdout } = await runCli(
      'backtest',
      ...small,
      '--replications',
      '100',
      '--seeds',
      '2',
      '--home',
      home,
    );
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(/Searched anew from 2 seeds, the last model calls .* With \d+ %/);
  });
});
