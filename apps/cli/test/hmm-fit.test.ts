import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkSampleSize,
  fitGaussianHmm,
  parseGaussianHmm,
  relabel,
  reviewFit,
  type GaussianHmmJson,
} from '@regimekit/hmm-core';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';
import { writeTable, writeText } from './support/tables.ts';

interface Fitted {
  readonly fit: {
    readonly logLikelihood: number;
    readonly kernel: string;
    readonly settings: Record<string, unknown>;
    readonly restarts: { start: string }[];
    readonly findings: { code: string }[];
  };
  readonly alignment?: { costs: number[]; margin: number; relabelled: { all: number; last: number } };
  readonly model: GaussianHmmJson;
}

const readRows = (csv: string): number[][] =>
  readFileSync(csv, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(1).map(Number));

describe('regimekit hmm fit', () => {
  it('fit --json is the fit of the core with what the core says of it, to the bit', async () => {
    const csv = writeTable(temporaryFolder());
    const options = { nStates: 3, seed: 5, search: { starts: 6, keep: 2 }, shrinkage: { weight: 20 } };
    const expected = fitGaussianHmm(readRows(csv), options);
    const argv = ['hmm', 'fit', csv, '--states', '3', '--seed', '5', '--starts', '6', '--keep', '2'];
    const document = await runJson<Fitted>(...argv, '--shrinkage', '20');
    expect(document.model).toEqual(JSON.parse(JSON.stringify(expected.model)));
    expect(document.fit).toMatchObject({
      logLikelihood: expected.logLikelihood,
      penalisedObjective: expected.penalisedObjective,
      optima: expected.optima,
      settings: JSON.parse(JSON.stringify(expected.settings)) as object,
      findings: reviewFit(expected),
      sampleSize: checkSampleSize({ nSamples: 400, nStates: 3, nFeatures: 2, covarianceType: 'diag' }),
      kernel: expected.kernel,
    });
    const other = await runJson<Fitted>(...argv);
    expect(other.model).not.toEqual(document.model);
  });

  it('fit prints the explained fit, with the names of the columns and what the file lacks', async () => {
    const folder = temporaryFolder();
    const lines = readFileSync(writeTable(folder), 'utf8').split('\n').slice(0, 60);
    const { stdout } = await runCli('hmm', 'fit', writeText(folder, 'few.csv', lines.join('\n')), '--restarts', '3');
    const titles = [
      '2 states on 59 rows of ret, vol (left out: date)',
      'What was tried',
      'What won',
      'The states',
      'What was repaired',
      'What looks suspicious',
      'Is there enough data',
      'Each state: mean and standard deviation',
    ];
    const places = titles.map((title) => stdout.indexOf(title));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places.toSorted((a, b) => a - b)).toEqual(places);
    expect(stdout).toContain('[TOO_FEW_SAMPLES]');
    expect(stdout).toMatch(/\b1 +vol +\d/);
    expect(stdout).not.toMatch(/undefined|NaN/);
  });

  it('fit --start-from keeps the numbers of the states and says how much of the history changed', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder);
    const first = await runJson<Fitted>('hmm', 'fit', csv, '--restarts', '2');
    // The same model with its states the other way round.
    const turned = relabel(parseGaussianHmm(first.model), [1, 0]);
    const before = writeText(folder, 'before.json', JSON.stringify({ columns: ['ret', 'vol'], model: turned }));
    const out = join(folder, 'refit.json');
    const argv = ['hmm', 'fit', csv, '--restarts', '2', '--start-from', before];
    const refit = await runJson<Fitted>(...argv, '--out', out);
    expect(refit.fit.restarts.map(({ start }) => start)).toContain('previous');
    expect(refit.model.means.map((row) => row.map((x) => x.toFixed(2)))).toEqual(
      turned.means.to2DArray().map((row) => row.map((x) => x.toFixed(2))),
    );
    expect(refit.alignment!.relabelled).toMatchObject({ all: 0, last: 0 });
    expect(Math.max(...refit.alignment!.costs)).toBeLessThan(1e-6);
    expect(refit.alignment!.margin).toBeGreaterThan(1);
    expect((await runJson<{ logLikelihood: number }>('hmm', 'score', out, csv)).logLikelihood).toBe(
      refit.fit.logLikelihood,
    );
    // Without it the states come in their own order.
    expect(first.model.means[0]![0]).toBeLessThan(0);
    expect(refit.model.means[0]![0]).toBeGreaterThan(0);
    expect((await runCli(...argv)).stdout).toContain('0.0 % of the rows change their most probable state');
  });

  it('fit --start-from --starts 0 climbs from the model before and from nowhere else', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder);
    const before = join(folder, 'before.json');
    await runJson('hmm', 'fit', csv, '--restarts', '1', '--out', before);
    for (const option of ['--starts', '--restarts']) {
      const { fit } = await runJson<Fitted>('hmm', 'fit', csv, '--start-from', before, option, '0');
      expect(fit.restarts.map(({ start }) => start)).toEqual(['previous']);
    }
    expect((await runCli('hmm', 'fit', csv, '--starts', '0')).exitCode).toBe(2);
  });

  it('fit --start-from refuses a model of other columns or another number of states', async () => {
    const folder = temporaryFolder();
    const csv = writeTable(folder);
    const before = join(folder, 'before.json');
    await runJson('hmm', 'fit', csv, '--restarts', '1', '--out', before);
    const columns = await runCli('hmm', 'fit', csv, '--start-from', before, '--columns', 'vol,ret');
    expect(columns).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has the columns ret, vol') });
    const states = await runCli('hmm', 'fit', csv, '--start-from', before, '--states', '3');
    expect(states).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('3 state(s)') });
  });

  it('fit --stickiness makes stays longer, and the report names the prior', async () => {
    const csv = writeTable(temporaryFolder());
    const plain = await runJson<Fitted>('hmm', 'fit', csv, '--restarts', '2');
    const sticky = await runJson<Fitted>('hmm', 'fit', csv, '--restarts', '2', '--stickiness', '200');
    const stay = ({ model }: Fitted): number => model.transitionMatrix[0]![0]!;
    expect(stay(sticky)).toBeGreaterThan(stay(plain));
    expect(sticky.fit.settings).toMatchObject({ priors: { kind: 'dirichlet-niw', stickiness: 200 } });
  });

  it('fit --kernel computes the same with either kernel, up to rounding, and says which one it was', async () => {
    const csv = writeTable(temporaryFolder());
    const argv = ['hmm', 'fit', csv, '--restarts', '2', '--kernel'];
    const wasm = await runJson<Fitted>(...argv, 'wasm');
    const typescript = await runJson<Fitted>(...argv, 'typescript');
    expect([wasm.fit.kernel, typescript.fit.kernel]).toEqual(['wasm-simd', 'typescript']);
    const difference = Math.abs(wasm.fit.logLikelihood - typescript.fit.logLikelihood);
    expect(difference).toBeLessThan(1e-9 * Math.abs(wasm.fit.logLikelihood));
  });

  it('fit refuses two kinds of search at once and numbers that are none', async () => {
    const csv = writeTable(temporaryFolder());
    const cases: [string[], string][] = [
      [['--restarts', '3', '--starts', '9'], '--restarts runs every start to its end'],
      [['--restarts', '3', '--keep', '9'], '--restarts runs every start to its end'],
      [['--starts', '0'], '--starts must be a whole number'],
      [['--shrinkage', '-1'], '--shrinkage must be a whole number'],
      [['--stickiness', 'much'], '--stickiness must be a whole number'],
      [['--covariance', 'round'], 'spherical, diag, tied, full'],
      [['--kernel', 'gpu'], 'auto, wasm, typescript'],
    ];
    for (const [options, message] of cases) {
      const { exitCode, stderr } = await runCli('hmm', 'fit', csv, ...options);
      expect({ options, exitCode }).toEqual({ options, exitCode: 2 });
      expect(stderr).toContain(message);
    }
  });
});
