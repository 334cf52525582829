import { describe, expect, it } from 'vitest';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';
import { writeText } from './support/tables.ts';

interface Forecast {
  readonly now: number[];
  readonly forecast: { step: number; probabilities: number[] }[];
  readonly longRun: number[];
  readonly timeToLeave: Record<string, number | null>;
}

/** Two states so far apart that every row tells its state for certain. */
function writeModel(folder: string, transitionMatrix: number[][]): string {
  const model = {
    formatVersion: 1,
    covarianceType: 'diag',
    initialProbs: [0.6, 0.4],
    transitionMatrix,
    means: [[-100], [100]],
    covariances: [[1], [1]],
  };
  return writeText(folder, 'model.json', JSON.stringify({ columns: ['x'], model }));
}

const CHAIN = [
  [0.9, 0.1],
  [0.3, 0.7],
];

describe('regimekit hmm forecast', () => {
  it('forecast looks ahead from the last row, as computed by hand', async () => {
    const folder = temporaryFolder();
    const argv = ['hmm', 'forecast', writeModel(folder, CHAIN), writeText(folder, 'x.csv', 'x\n100\n-100\n')];
    const { now, forecast, longRun, timeToLeave } = await runJson<Forecast>(...argv, '--steps', '3');
    expect(now[0]).toBeCloseTo(1, 12);
    expect(forecast.map(({ step }) => step)).toEqual([1, 2, 3]);
    // (1, 0) A, (1, 0) A^2, (1, 0) A^3
    for (const [h, p] of [0.9, 0.84, 0.804].entries()) expect(forecast[h]!.probabilities[0]).toBeCloseTo(p, 12);
    expect(longRun[0]).toBeCloseTo(0.75, 12);
    // A geometric with 0.1: 1 - 0.9^h reaches 0.1 at 1, 0.5 at 7, 0.9 at 22.
    expect(timeToLeave).toMatchObject({ median: 7, coverage: 0.8, lower: 1, upper: 22, neverProb: 0 });
    expect(timeToLeave['mean']).toBeCloseTo(10, 10);
    // From the other row it is another forecast.
    const other = writeText(folder, 'y.csv', 'x\n-100\n100\n');
    const turned = await runJson<Forecast>(...argv.slice(0, 3), other);
    expect(turned.forecast[0]!.probabilities[0]).toBeCloseTo(0.3, 12);
    expect(turned.forecast).toHaveLength(10);
  });

  it('forecast prints a bar for each state and step, round steps of a long one, and the time to leave', async () => {
    const folder = temporaryFolder();
    const argv = ['hmm', 'forecast', writeModel(folder, CHAIN), writeText(folder, 'x.csv', 'x\n100\n-100\n')];
    const { stdout } = await runCli(...argv, '--steps', '60');
    const [states, columns] = stdout.split('What to expect of x');
    const labels = states!.split('\n').flatMap((line) => /^(now|\+\d+|long run)/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(['now', '+1', '+2', '+5', '+10', '+20', '+50', '+60', 'long run']);
    // Below it, the quantiles of the column at the same steps.
    expect(columns).toMatch(/^ *\+60( +-?\d[\d.]*){5}$/m);
    expect(stdout).toMatch(/^\+1 +█+.*90\.0 %.*10\.0 %$/m);
    expect(stdout).toContain('10.0 steps on average, median 7, with 80 % between 1 and 22.');
    const wide = stdout.split('\n').filter((line) => line.length > 100);
    expect(wide).toEqual([]);
  });

  it('forecast says of a state that is never left that it is so', async () => {
    const folder = temporaryFolder();
    const model = writeModel(folder, [
      [1, 0],
      [0.3, 0.7],
    ]);
    const csv = writeText(folder, 'x.csv', 'x\n-100\n');
    const { timeToLeave } = await runJson<Forecast>('hmm', 'forecast', model, csv);
    expect(timeToLeave).toMatchObject({ mean: null, median: null, lower: null, upper: null, neverProb: 1 });
    const { stdout } = await runCli('hmm', 'forecast', model, csv);
    expect(stdout).toContain('Time to leave the present state: never, by this model.');
    // A row that tells nothing: with 0.6 it is in the state that is never left.
    const open = await runCli('hmm', 'forecast', model, writeText(folder, 'open.csv', 'x\n0\n'));
    expect(open.stdout).toContain('median never, with 80 % between 1 and never; with 60.0 % it is never left.');
    expect(stdout + open.stdout).not.toMatch(/Infinity|NaN|null/);
  });

  it('forecast looks past a last row without values, and refuses steps that are none', async () => {
    const folder = temporaryFolder();
    const model = writeModel(folder, CHAIN);
    const gap = writeText(folder, 'gap.csv', 'x\n-100\n""\n');
    const { now } = await runJson<Forecast>('hmm', 'forecast', model, gap, '--missing');
    expect(now[0]).toBeCloseTo(0.9, 12);
    const { exitCode, stderr } = await runCli('hmm', 'forecast', model, gap, '--steps', '0');
    expect([exitCode, stderr.includes('--steps must be a whole number')]).toEqual([2, true]);
  });
});
