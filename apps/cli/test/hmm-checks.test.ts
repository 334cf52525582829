// Families, choice and checks of plain models on any CSV.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGaussianHmm, createHmm, poisson, sample, studentT, type HiddenMarkovModel } from '@regimekit/hmm-core';
import { describe, expect, it } from 'vitest';
import { runCli, runError, runJson, temporaryFolder } from './support/run-cli.ts';
import { writeText } from './support/tables.ts';

const chain = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
};
const counts = createHmm({ ...chain, emissions: { family: poisson(), parameters: { rates: [3, 12] } } });
const heavy = createHmm({
  ...chain,
  emissions: {
    family: studentT({ degreesOfFreedom: 4 }),
    parameters: { means: [0, 0], scales: [0.5, 4], degreesOfFreedom: 4 },
  },
});
const plain = createGaussianHmm({ ...chain, means: [[0], [4]], covariances: [[1], [1]] });

function writeRows(folder: string, model: HiddenMarkovModel, n = 300): string {
  const rows = Array.from(sample(model, n, { seed: 1 }).observations.data);
  return writeText(folder, 'rows.csv', `x\n${rows.join('\n')}\n`);
}

describe('regimekit hmm with families', () => {
  it.each([
    ['poisson', counts, []],
    ['student-t', heavy, ['--freedom', '4']],
    ['gaussian-mixture', plain, ['--components', '1']],
    ['linear-regression', plain, ['--lags', '1']],
    ['categorical', counts, []],
  ] as const)('fit --family %s writes a model that every command reads', async (family, truth, options) => {
    const folder = temporaryFolder();
    const [csv, out] = [writeRows(folder, truth), join(folder, 'model.json')];
    const fitted = await runJson<{ fit: { logLikelihood: number }; model: { emissions: { family: string } } }>(
      'hmm',
      'fit',
      csv,
      '--family',
      family,
      ...options,
      '--restarts',
      '3',
      '--out',
      out,
    );
    expect(fitted.model.emissions.family).toBe(family);
    const scored = await runJson<{ logLikelihood: number }>('hmm', 'score', out, csv);
    expect(scored.logLikelihood).toBeCloseTo(fitted.fit.logLikelihood, 6);
    expect((await runJson<{ rows: unknown[] }>('hmm', 'decode', out, csv)).rows).toHaveLength(300);
    expect((await runJson<{ states: unknown[] }>('hmm', 'sample', out, '--steps', '5')).states).toHaveLength(5);
    const { observations } = await runJson<{ observations: unknown[] | null }>(
      'hmm',
      'forecast',
      out,
      csv,
      '--steps',
      '2',
    );
    expect(observations === null).toBe(family === 'linear-regression');
    const { tests } = await runJson<{ tests: unknown[] }>('hmm', 'residuals', out, csv);
    expect(tests).toHaveLength(4);
    const { stdout } = await runCli('hmm', 'fit', csv, '--start-from', out, '--starts', '0');
    expect(stdout).toContain(`2 states of ${family} on 300 rows of x`);
  });

  it('fit refuses what has no meaning for a family, and a model of another one', async () => {
    const folder = temporaryFolder();
    const [csv, out] = [writeRows(folder, counts), join(folder, 'model.json')];
    for (const option of [
      ['--covariance', 'full'],
      ['--shrinkage', '20'],
      ['--kernel', 'wasm'],
      ['--lags', '2'],
    ]) {
      const { exitCode, message } = await runError('hmm', 'fit', csv, '--family', 'poisson', ...option);
      expect({ exitCode, message }).toEqual({ exitCode: 2, message: expect.stringContaining(option[0]!) });
    }
    expect(await runError('hmm', 'fit', csv, '--components', '2')).toMatchObject({ exitCode: 2 });
    await runJson('hmm', 'fit', csv, '--family', 'poisson', '--restarts', '2', '--out', out);
    const other = ['--start-from', out, '--family', 'student-t'];
    expect(await runError('hmm', 'fit', csv, ...other)).toMatchObject({ code: 'FAMILY_MISMATCH', exitCode: 2 });
    const half = writeText(folder, 'half.csv', 'x\n1.5\n2\n3\n');
    expect(await runError('hmm', 'fit', half, '--family', 'poisson')).toMatchObject({ code: 'NOT_A_COUNT' });
  });
});

describe('regimekit hmm forecast', () => {
  it('forecast gives quantiles of each column: those asked for', async () => {
    const folder = temporaryFolder();
    const model = writeText(folder, 'model.json', JSON.stringify({ columns: ['x'], model: plain }));
    const csv = writeRows(folder, plain);
    const found = await runJson<{
      observations: { columns: { quantiles: { probability: number; value: number }[] }[] }[];
    }>('hmm', 'forecast', model, csv, '--steps', '300', '--quantiles', '50');
    const [only] = found.observations.at(-1)!.columns[0]!.quantiles;
    expect(only!.probability).toBe(0.5);
    // In the long run two thirds are N(0, 1), one third N(4, 1): the median is where 2/3 Phi(y) + 1/3 Phi(y - 4) = 1/2.
    expect(only!.value).toBeCloseTo(0.6738, 3);
    expect(await runError('hmm', 'forecast', model, csv, '--quantiles', '0')).toMatchObject({ exitCode: 2 });
  });
});

describe('regimekit hmm residuals', () => {
  it('residuals rejects a model that misses the memory, and draws it', async () => {
    const folder = temporaryFolder();
    const one = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[1.3]], covariances: [[4.5]] });
    const csv = writeRows(folder, plain);
    const write = (name: string, model: object) => writeText(folder, name, JSON.stringify({ columns: ['x'], model }));
    const picture = join(folder, 'residuals.html');
    const right = await runCli('hmm', 'residuals', write('right.json', plain), csv);
    expect(right.stdout).toContain('Nothing here speaks against the model');
    const wrong = await runCli('hmm', 'residuals', write('wrong.json', one), csv, '--picture', picture);
    expect(wrong.stdout).toMatch(/memory \(Ljung-Box\).*rejected/);
    expect(wrong.stdout).toContain('x: The model misses memory');
    expect(readFileSync(picture, 'utf8')).toContain('x: autocorrelation');
    expect(await runError('hmm', 'residuals', join(folder, 'wrong.json'), csv, '--lags', '290')).toMatchObject({
      code: 'TOO_FEW_VALUES',
      exitCode: 2,
    });
  });
});

describe('regimekit hmm errors', () => {
  it('errors gives standard errors by curvature and by bootstrap', async () => {
    const folder = temporaryFolder();
    const [csv, out] = [writeRows(folder, plain), join(folder, 'model.json')];
    await runJson('hmm', 'fit', csv, '--out', out, '--restarts', '3');
    type Errors = { method: string; estimates: { name: string; standardError: number }[] };
    const mean = ({ estimates }: Errors) => estimates.find(({ name }) => name === 'means[0,0]')!.standardError;
    const curved = await runJson<Errors>('hmm', 'errors', out, csv);
    const drawn = await runJson<Errors>('hmm', 'errors', out, csv, '--bootstrap', '40');
    expect(curved.method).toBe('information');
    expect(drawn.method).toBe('bootstrap');
    expect(mean(drawn) / mean(curved)).toBeGreaterThan(0.6);
    expect(mean(drawn) / mean(curved)).toBeLessThan(1.6);
    const { stdout } = await runCli('hmm', 'errors', out, csv);
    expect(stdout).toContain('expectedDurations[1]');
    expect(await runError('hmm', 'errors', out, csv, '--level', '100')).toMatchObject({ exitCode: 2 });
  });
});

describe('regimekit hmm select and test', () => {
  it('select shows the whole table and why, and writes the choice', async () => {
    const folder = temporaryFolder();
    const [csv, out] = [writeRows(folder, plain, 400), join(folder, 'model.json')];
    const argv = ['hmm', 'select', csv, '--states', '1,2', '--folds', '2', '--out', out];
    const found = await runJson<{ chosen: string; table: { nStates: number }[]; reason: string }>(...argv);
    expect(found.table.map(({ nStates }) => nStates)).toEqual([1, 2]);
    expect(found.chosen).toContain('2 states');
    expect((await runJson<{ states: unknown[] }>('hmm', 'sample', out, '--steps', '3')).states).toHaveLength(3);
    const { stdout } = await runCli(...argv.slice(0, -2), '--criterion', 'bic');
    expect(stdout).toMatch(/^> +2 states/m);
    expect(await runError('hmm', 'select', csv, '--states', '2,x')).toMatchObject({ exitCode: 2 });
    expect(await runError('hmm', 'select', csv, '--families', 'laplace')).toMatchObject({ exitCode: 2 });
  });

  it('test says whether regimes can be shown', async () => {
    const folder = temporaryFolder();
    const csv = writeRows(folder, plain);
    const found = await runJson<{ pValue: number; exceedances: number }>('hmm', 'test', csv, '--replicates', '19');
    expect(found).toMatchObject({ pValue: 0.05, exceedances: 0 });
    const one = createGaussianHmm({ initialProbs: [1], transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
    const none = writeRows(folder, one);
    const { stdout } = await runCli('hmm', 'test', none, '--replicates', '19', '--stop-after', '3');
    expect(stdout).toContain('Regimes cannot be shown here');
  });
});
