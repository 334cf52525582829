// The whole way on an invented market: files, warehouse, features, model, registry, answers, log.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RegimeDetector } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFailing, type PredictDocument, type TrainDocument } from './support/documents.ts';
import { hashTree, sha256 } from './support/hash-tree.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

const MARKET = { seed: 7, start: '2012-01-03', nDays: 1500 };
const RESTARTS = '4';
const NAMES = [
  'vix_level',
  'vix_percentile',
  'realized_vol_20d',
  'return_20d',
  'drawdown',
  'yield_curve_slope',
  'yield_curve_change_20d',
  'hy_spread',
  'hy_spread_change_20d',
];

interface ImportDocument {
  readonly files: readonly Record<string, unknown>[];
}

let home: string;
let files: string[];
let imported: ImportDocument;
let trained: TrainDocument;
const features = new FeatureCalculator().calculateFeatureHistory(createSyntheticMarket(MARKET).inputs);
const train = ['train', '--restarts', RESTARTS, '--seed', '11'];

beforeAll(async () => {
  const folder = temporaryFolder();
  home = join(folder, 'home');
  files = Object.values(writeMarketFiles(join(folder, 'files'), MARKET));
  imported = await runJson('data', 'import', ...files, '--home', home);
  trained = await runJson(...train, '--register', '--promote', '--home', home);
});

/** A copy of the home, for what would change it. */
function copyOfHome(): string {
  const copy = join(temporaryFolder(), 'home');
  cpSync(home, copy, { recursive: true });
  return copy;
}

describe('data import FILE into a home that has no data', () => {
  it('leaves nothing behind when the file is refused, and the data when it is taken', async () => {
    const fresh = join(temporaryFolder(), 'home');
    for (const bad of ['nowhere.csv', 'package.json']) {
      expect((await runCli('data', 'import', bad, '--home', fresh)).exitCode).toBe(2);
      expect(existsSync(fresh)).toBe(false);
    }
    await runJson('data', 'import', files[0]!, '--home', fresh);
    expect(existsSync(join(fresh, 'market.duckdb'))).toBe(true);
  });
});

describe('train --follow VERSION', () => {
  it('starts from that version and says what share of the common history has another label', async () => {
    const follow = [...train, '--follow', 'production', '--home', home];
    const { fit } = await runJson<{ fit: { refit: { relabelledShare: number; commonRows: number } } }>(...follow);
    expect(fit.refit.commonRows).toBe(features.rows);
    expect(fit.refit.relabelledShare).toBeLessThan(0.01);
    expect((await runCli(...follow)).stdout).toContain('against the model it follows:');
    expect(trained.fit).toMatchObject({ refit: null });
  });
});

describe('train --register --key NAME', () => {
  it('signs the new version, and looks for the key before the work', async () => {
    const signing = copyOfHome();
    const { keyId } = await runJson<{ keyId: string }>('keys', 'create', 'ada', '--home', signing);
    const quick = ['train', '--features', 'vol2', '--restarts', '1', '--home', signing];
    expect((await runFailing(...quick, '--register', '--key', 'adda')).error.code).toBe('KEY_NOT_FOUND');
    expect((await runFailing(...quick, '--key', 'ada')).error.code).toBe('KEY_WITHOUT_REGISTER');
    const { stdout } = await runCli(...quick, '--register', '--key', 'ada', '--actor', 'ada', '--reason', 'signed');
    expect(stdout).toMatch(/Registered as regime-detector 2\.0\.0, in staging, signed with the key ada\./);
    const shown = await runJson('registry', 'show', '2.0.0', '--home', signing);
    expect(shown).toMatchObject({ metadata: { trainedBy: 'ada' }, signatures: [{ keyId, addedBy: 'ada' }] });
  });
});

/** A home that has the data and no model. */
async function homeWithData(): Promise<string> {
  const fresh = join(temporaryFolder(), 'home');
  await runJson('data', 'import', ...files, '--home', fresh);
  return fresh;
}

describe('the whole way', () => {
  it('data import FILE... reports each file', () => {
    expect(imported.files).toHaveLength(5);
    for (const [i, file] of imported.files.entries()) {
      expect(file).toMatchObject({ path: files[i], format: 'csv', changed: 0, skipped: [] });
      expect(file).toMatchObject({ series: [expect.any(String)], warnings: expect.any(Array) });
      expect(file.added).toBe(file.read);
      expect(file.read).toBeGreaterThan(1490);
    }
  });

  it('data import FILE... again changes nothing', async () => {
    const copy = copyOfHome();
    const again = await runJson<ImportDocument>('data', 'import', ...files, '--home', copy);
    expect(again.files.map(({ added, changed }) => [added, changed])).toEqual(files.map(() => [0, 0]));
    expect(await runJson('data', 'check', '--home', copy)).toEqual(await runJson('data', 'check', '--home', home));
  });

  it('features build gives what the library computes from the same series, to the bit', async () => {
    const built = await runJson<{ rows: { date: string; features: Record<string, number> }[]; featureNames: string[] }>(
      'features',
      'build',
      '--home',
      home,
    );
    expect(built.featureNames).toEqual(NAMES);
    expect(built.rows).toEqual(features.dates.map((date, i) => ({ date, features: features.record(i) })));
  });

  it('train --register --promote answers with the version, the fit and the regimes', () => {
    expect(trained.version).toBe('1.0.0');
    expect(trained.training).toMatchObject({ from: features.dates[0], to: features.dates.at(-1), rows: features.rows });
    expect(trained.fit.stopReason).toBe('tolerance');
    expect(trained.fit.iterations).toBeGreaterThan(1);
    expect(trained.fit.restarts).toHaveLength(Number(RESTARTS));
    const reached = trained.fit.restarts.map(({ logLikelihood }) => logLikelihood ?? -Infinity);
    expect(Math.max(...reached)).toBeCloseTo(trained.fit.logLikelihood, 4);
    expect(trained.regimes.map(({ regime }) => regime)).toEqual(['risk_on', 'neutral', 'risk_off']);
  });

  it('train finds a sane transition matrix: rows sum to one, the diagonal dominates, regimes do change', () => {
    for (const [i, row] of trained.transitionMatrix.entries()) {
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      expect(row[i]).toBeGreaterThan(0.9);
      expect(row[i]).toBeLessThan(1);
    }
  });

  it('predict of the whole history gives what a detector fitted in this process gives, to the bit', async () => {
    const detector = new RegimeDetector({ seed: 11, restarts: Number(RESTARTS) }).fit(features);
    const expected = detector.predictRegimes(features);
    const { predictions } = await runJson<PredictDocument>('predict', '--from', '2012-01-03', '--home', home);
    expect(
      predictions.map(({ date, regime, confidence, probabilities }) => [date, regime, confidence, probabilities]),
    ).toEqual(expected.map(({ date, regime, confidence, probabilities }) => [date, regime, confidence, probabilities]));
    expect(new Set(predictions.map(({ regime }) => regime)).size).toBe(3);
    const other = new RegimeDetector({ seed: 12, restarts: 1 }).fit(features.slice({ to: '2016-12-30' }));
    expect(other.predictRegimes(features)).not.toEqual(expected); // so that the comparison above can fail
  });

  it('monitor sees what predict has logged: the newest day as live, the others as replay', async () => {
    const copy = copyOfHome();
    await runJson('predict', '--home', copy);
    await runJson('predict', '--from', features.dates.at(-40)!, '--to', features.dates.at(-2)!, '--home', copy);
    const live = await runJson<{ metrics: Record<string, unknown> }>('monitor', '--home', copy);
    expect(live.metrics).toMatchObject({ days: 1, to: features.dates.at(-1), modelVersions: ['1.0.0'] });
    const replay = await runJson<{ metrics: Record<string, unknown> }>('monitor', '--kind', 'replay', '--home', copy);
    expect(replay.metrics).toMatchObject({ days: 30, to: features.dates.at(-2) });
  });
});

describe('the document of predict', () => {
  it('predict is { model, predictions } with date, regime, confidence, probabilities and features of the newest day', async () => {
    const document = await runJson<PredictDocument>('predict', '--home', home);
    expect(document).toEqual({
      model: { name: 'regime-detector', version: '1.0.0', stage: 'production' },
      predictions: [
        {
          date: features.dates.at(-1),
          regime: expect.stringMatching(/^(risk_on|neutral|risk_off)$/),
          confidence: expect.any(Number),
          probabilities: { risk_on: expect.any(Number), neutral: expect.any(Number), risk_off: expect.any(Number) },
          basis: { kind: 'history', rows: features.rows },
          features: features.record(features.rows - 1),
        },
      ],
    });
    const { regime, confidence, probabilities } = document.predictions[0]!;
    expect(Object.keys(probabilities)).toEqual(['risk_on', 'neutral', 'risk_off']);
    expect(probabilities[regime]).toBe(confidence);
    expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('predict gives a day the same answer in any range, to the bit, and the days in their order', async () => {
    const [a, b, c, d] = [300, 700, 900, 1200].map((row) => features.dates[row]!) as [string, string, string, string];
    const ask = async (...range: string[]) =>
      (await runJson<PredictDocument>('predict', ...range, '--home', home)).predictions;
    const whole = await ask('--from', a, '--to', d);
    expect(whole.map(({ date }) => date)).toEqual(features.dates.slice(300, 1201));
    expect(await ask('--from', b, '--to', c)).toEqual(whole.slice(400, 601));
    expect(await ask('--date', b)).toEqual([whole[400]]);
    expect(await ask('--to', a)).toHaveLength(301);
    expect((await ask('--to', a)).at(-1)).toEqual(whole[0]);
  });

  it('predict uses nothing later than the day: scrambled data after it change nothing up to it', async () => {
    const cut = features.dates[800]!;
    const other = join(temporaryFolder(), 'home');
    cpSync(join(home, 'models'), join(other, 'models'), { recursive: true });
    const scrambled = files.map((file) => reverseAfter(cut, file, temporaryFolder()));
    await runJson('data', 'import', ...scrambled, '--home', other);
    const all = async (where: string) =>
      (await runJson<PredictDocument>('predict', '--from', '2012-01-03', '--home', where)).predictions;
    const [original, changed] = [await all(home), await all(other)];
    expect(changed.slice(0, 801)).toEqual(original.slice(0, 801));
    expect(changed.slice(801)).not.toEqual(original.slice(801));
  });
});

/** Copies a CSV of one series with the values after a day in reverse order; returns the path of the copy. */
function reverseAfter(day: string, file: string, folder: string): string {
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',') as [string, string]);
  const first = rows.findIndex(([date]) => date > day);
  const later = rows.slice(first).map(([, value]) => value);
  const scrambled = rows.map(([date, value], i) => [date, i < first ? value : later[later.length - 1 - (i - first)]]);
  const copy = join(folder, basename(file));
  writeFileSync(copy, `${[header, ...scrambled.map((row) => row.join(','))].join('\n')}\n`);
  return copy;
}

describe('what is written', () => {
  it('train without --register writes nothing', async () => {
    const before = hashTree(home);
    expect(Object.keys(before).length).toBeGreaterThan(5);
    const { version } = await runJson<TrainDocument>(...train, '--home', home);
    expect(version).toBeNull();
    expect((await runCli(...train, '--home', home)).stdout).toContain('Nothing was written.');
    expect(hashTree(home)).toEqual(before);
  });

  it('train --register does write (so that the test above can fail)', async () => {
    const copy = copyOfHome();
    await runJson(...train, '--register', '--home', copy);
    expect(hashTree(copy)).not.toEqual(hashTree(home));
  });

  it('train with the same seed gives the same bytes twice, and another seed does not', async () => {
    const copy = await homeWithData();
    const bytes = async (seed: string) => {
      const { folder } = await runJson<TrainDocument>(
        'train',
        '--restarts',
        '2',
        '--seed',
        seed,
        '--register',
        '--home',
        copy,
      );
      return sha256(join(folder, 'arrays.safetensors'));
    };
    const first = await bytes('3');
    expect(await bytes('3')).toBe(first);
    expect(await bytes('4')).not.toBe(first);
  });

  it('predict and train in a home without anything leave it without anything', async () => {
    const nowhere = join(temporaryFolder(), 'nowhere');
    for (const command of ['predict', 'train', 'monitor', 'doctor']) await runCli(command, '--home', nowhere);
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('failures', () => {
  it('train without data ends with 1 and says how to bring some in', async () => {
    const { exitCode, error } = await runFailing('train', '--home', join(temporaryFolder(), 'empty'));
    expect(exitCode).toBe(1);
    expect(error).toEqual({
      code: 'NO_MARKET_DATA',
      message: expect.stringContaining('empty'),
      hint: expect.stringContaining('regimekit data import'),
    });
  });

  it('predict without a model ends with 1 and says how to get one', async () => {
    const { exitCode, error } = await runFailing('predict', '--home', await homeWithData());
    expect(exitCode).toBe(1);
    expect(error).toMatchObject({ code: 'NO_MODELS', hint: expect.stringContaining('regimekit train --register') });
  });

  it('train --features of a set without its series names the series that is missing', async () => {
    const other = join(temporaryFolder(), 'home');
    await runJson('data', 'import', ...files.slice(0, 2), '--home', other);
    const { error } = await runFailing('train', '--home', other);
    expect(error.message).toContain('treasury_2y');
    expect(
      (await runJson<TrainDocument>('train', '--features', 'vol2', '--restarts', '2', '--home', other)).version,
    ).toBeNull();
  });

  it.each([
    ['a date that is none', ['predict', '--date', '2016-02-30'], 'INVALID_OPTION', '--date'],
    [
      'a range that ends before it begins',
      ['predict', '--from', '2016-02-02', '--to', '2016-02-01'],
      'INVALID_OPTION',
      '--to',
    ],
    ['a day and a range', ['predict', '--date', '2016-02-01', '--from', '2016-02-01'], 'DATE_AND_RANGE', '--date'],
    ['a Sunday', ['predict', '--date', '2016-02-07'], 'NO_SUCH_DAY', '2016-02-07'],
    ['days after the data', ['predict', '--from', '2030-01-01'], 'NO_SUCH_DAY', '2030-01-01'],
    ['an unknown feature set', ['train', '--features', 'regime10'], 'UNKNOWN_FEATURE_SET', 'regime10'],
    ['an unknown covariance', ['train', '--covariance', 'round'], 'USAGE', 'round'],
    ['no states', ['train', '--states', '0'], 'INVALID_OPTION', '--states'],
    ['half a restart', ['train', '--restarts', '2.5'], 'INVALID_OPTION', '--restarts'],
    ['a seed that is no number', ['train', '--seed', 'x'], 'INVALID_SEED', '--seed'],
    ['a promotion without a registration', ['train', '--promote'], 'PROMOTE_WITHOUT_REGISTER', '--register'],
    ['too few days', ['train', '--to', '2013-06-28'], 'INSUFFICIENT_SAMPLES', '620'],
    [
      'too few days, by the way out',
      ['train', '--to', '2013-06-28'],
      'INSUFFICIENT_SAMPLES',
      '--skip-sample-validation',
    ],
    ['a version to follow that is none', ['train', '--follow', '9.9.9'], 'VERSION_NOT_FOUND', '9.9.9'],
    ['an unknown option', ['train', '--colour'], 'USAGE', '--colour'],
    ['an unknown command', ['tarin'], 'USAGE', 'tarin'],
    ['a missing file', ['data', 'import', 'nowhere.csv'], 'UNREADABLE_FILE', 'nowhere.csv'],
    ['an unknown data format', ['data', 'import', 'package.json', '--format', 'excel'], 'WRONG_FORMAT', 'excel'],
    ['a folder that is none', ['features', 'build', '--out', 'no/rows.csv'], 'FILE_NOT_WRITABLE', 'no/rows.csv'],
    ['an unknown version', ['predict', '--model-version', '9.9.9'], 'VERSION_NOT_FOUND', '9.9.9'],
  ])('%s is bad input: exit code 2 and a message that names it', async (_, argv, code, named) => {
    const before = hashTree(home);
    const { exitCode, error } = await runFailing(...argv, '--home', home);
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 2, code });
    expect(error.message).toContain(named);
    expect(hashTree(home)).toEqual(before);
    const onTerminal = await runCli(...argv, '--home', home);
    expect(onTerminal).toMatchObject({ exitCode: 2, stdout: '' });
    expect(onTerminal.stderr).toContain(error.message);
    expect(onTerminal.stderr).not.toMatch(/\n\s+at /);
  });

  it('--debug shows the stack of a failure', async () => {
    const { stderr } = await runCli('train', '--features', 'regime10', '--debug', '--home', home);
    expect(stderr).toMatch(/\n\s+at /);
  });
});
