import { createWorkerPool } from '@regimekit/numerics/workers';
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  fitGaussianHmm,
  fitGaussianHmmAsync,
  forward,
  InvalidObservationsError,
  logLikelihood,
  sample,
  TooManyStatesError,
  viterbi,
  type CovarianceType,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceTypes, randomModel, randomRows, removeAtRandom } from './support/models.ts';
import { naiveEmStep, type NaivePriors } from './support/naive-em.ts';

/** Against the naive EM: two orders of summation, several iterations on. */
const NAIVE_RTOL = 1e-9;
const SEED = 20260808;
const _ = Number.NaN;
const options = { missing: 'marginalise' } as const;

const noPriors: NaivePriors = { means: 0, meansWeight: 0, covariances: 0, covariancesWeight: 1 };
const priors: NaivePriors = { means: 0.3, meansWeight: 2, covariances: 0.8, covariancesWeight: 9 };

/** The same settings in the shapes of the package: a number would fill a whole matrix. */
function packagePriors(given: NaivePriors, type: CovarianceType, D: number) {
  const diagonal = Array.from({ length: D }, (_i, i) =>
    Array.from({ length: D }, (_j, j) => (i === j ? given.covariances : 0)),
  );
  return { ...given, covariances: type === 'tied' || type === 'full' ? diagonal : given.covariances };
}

describe.each(covarianceTypes)('baumWelch with missing values against the naive EM, %s', (type) => {
  const D = 4;
  const iterations = 6;
  const lengths = [30, 1, 25];
  const start = randomModel(type, 2, D, 90);
  const rows = removeAtRandom(randomRows(56, D, 91), 0.35, 92).map((row, t) => (t % 20 === 4 ? row.map(() => _) : row));

  const naive = (given: NaivePriors, how = {}) => {
    let model = start;
    for (let i = 0; i < iterations; i++) model = createGaussianHmm(naiveEmStep(model, rows, lengths, given, how));
    return model;
  };
  const ours = (given: NaivePriors) =>
    baumWelch(start, rows, {
      ...options,
      lengths,
      priors: packagePriors(given, type, D),
      maxIterations: iterations,
      tolerance: -Infinity,
    }).model;
  const fields = ['initialProbs', 'transitionMatrix', 'means', 'covariances'] as const;
  const error = (a: ReturnType<typeof ours>, b: ReturnType<typeof ours>) =>
    Math.max(...fields.map((field) => relativeError(a.toJSON()[field], b.toJSON()[field])));

  it('maximum likelihood', () => {
    expect(error(ours(noPriors), naive(noPriors))).toBeLessThan(NAIVE_RTOL);
  });

  it('with priors on means and covariances', () => {
    expect(error(ours(priors), naive(priors))).toBeLessThan(NAIVE_RTOL);
  });

  it('control: without the conditional covariance the naive EM ends elsewhere', () => {
    expect(error(ours(noPriors), naive(noPriors, { conditionalCovariance: false }))).toBeGreaterThan(0.05);
  });
});

describe('one state, second column missing in the later rows (monotone)', () => {
  // Anderson (1957): regression of the second column on the first over the complete rows, moments of the first over all.
  const rows = randomRows(80, 2, 93).map(([a, b], t) => [a!, t < 35 ? 0.6 * a! + b! : _]);
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const covary = (a: number[], b: number[]) => average(a.map((v, i) => (v - average(a)) * (b[i]! - average(b))));
  const all = rows.map((row) => row[0]!);
  const [first, second] = [all.slice(0, 35), rows.slice(0, 35).map((row) => row[1]!)];
  const slope = covary(first, second) / covary(first, first);
  const mean = [average(all), average(second) + slope * (average(all) - average(first))];
  const s11 = covary(all, all);
  const s22 = covary(second, second) - slope * covary(first, second) + slope * slope * s11;
  const closedForm = [s11, slope * s11, slope * s11, s22];

  const start = createGaussianHmm({
    covarianceType: 'full',
    initialProbs: [1],
    transitionMatrix: [[1]],
    means: [[0, 0]],
    covariances: [
      [
        [1, 0],
        [0, 1],
      ],
    ],
  });

  it.each(['full', 'tied'] as const)('baumWelch arrives at the closed form of the maximum, %s', (covarianceType) => {
    const from = createGaussianHmm({
      ...start,
      covarianceType,
      covariances: [1, 0, 0, 1],
    });
    const { model, history } = baumWelch(from, rows, { ...options, maxIterations: 300, tolerance: -Infinity });
    expect(relativeError(model.means.data, mean)).toBeLessThan(1e-12);
    expect(relativeError(model.covariances, closedForm)).toBeLessThan(1e-12);
    expect(history).toHaveLength(300);
  });

  it('control: column means in place of what is missing give another covariance', () => {
    const filled = rows.map(([a, b]) => [a!, Number.isNaN(b) ? average(second) : b!]);
    const { model } = baumWelch(start, filled);
    expect(relativeError(model.covariances, closedForm)).toBeGreaterThan(0.1);
  });

  it('with diag the columns are estimated each from its own values', () => {
    const diag = createGaussianHmm({ ...start, covarianceType: 'diag', covariances: [1, 1] });
    const { model } = baumWelch(diag, rows, { ...options, maxIterations: 300, tolerance: -Infinity });
    expect(relativeError(model.means.data, [average(all), average(second)])).toBeLessThan(1e-12);
    expect(relativeError(model.covariances, [s11, covary(second, second)])).toBeLessThan(1e-12);
  });
});

const cases = record({
  type: constantFrom(...covarianceTypes),
  K: integer({ min: 1, max: 4 }),
  D: integer({ min: 1, max: 5 }),
  T: integer({ min: 2, max: 60 }),
  seed: integer({ min: 0, max: 1e6 }),
  share: constantFrom(0.1, 0.4, 0.8),
  penalised: constantFrom(true, false),
});

describe(`properties of EM with missing values (seed ${SEED})`, () => {
  it('baumWelch never lets the penalised objective fall, and ends with a model and a reason', () => {
    const run = property(cases, ({ type, K, D, T, seed, share, penalised }) => {
      const x = removeAtRandom(randomRows(T, D, seed + 1), share, seed + 2);
      x[0] = x[0]!.map(() => 0.5);
      const given = penalised ? packagePriors(priors, type, D) : {};
      const result = baumWelch(randomModel(type, K, D, seed), x, { ...options, priors: given, maxIterations: 40 });
      const all = [...result.objectiveHistory, result.penalisedObjective];
      for (const [i, after] of all.slice(1).entries()) {
        expect(after).toBeGreaterThanOrEqual(all[i]! - 1e-9 * Math.abs(all[i]!));
      }
      expect(['tolerance', 'max_iterations', 'degenerate']).toContain(result.stopReason);
      expect(JSON.stringify(result.model)).not.toContain('null');
      expect(logLikelihood(result.model, x, options)).toBe(result.logLikelihood);
    });
    assert(run, { seed: SEED, numRuns: 200 });
  });
});

const truth = createGaussianHmm({
  covarianceType: 'full',
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
  means: [
    [-1.5, 1, 0],
    [1.5, -1, 0.5],
  ],
  covariances: [
    [
      [1, 0.5, 0.2],
      [0.5, 0.8, 0.1],
      [0.2, 0.1, 1],
    ],
    [
      [0.7, -0.3, 0],
      [-0.3, 1.2, 0.4],
      [0, 0.4, 1.5],
    ],
  ],
});
const { observations } = sample(truth, 1500, { seed: 12 });
const whole = observations.to2DArray();
const tenth = removeAtRandom(whole, 0.1, 13);

describe.each(covarianceTypes)('fitGaussianHmm with a tenth of the values missing (seed 12), %s', (covarianceType) => {
  const settings = { nStates: 2, covarianceType, seed: 5, restarts: 3 } as const;
  const full = fitGaussianHmm(whole, settings);
  const fit = fitGaussianHmm(tenth, { ...settings, ...options });

  it('stays near the fit to all values', () => {
    // In standard deviations of about one: 1,500 rows pin a mean to 0.04, and a tenth of them less changes it by a third.
    const MEAN_ATOL = 0.05;
    const COVARIANCE_ATOL = 0.08;
    const SAME_STATE = 0.97;
    expect(fit.stopReason).toBe('tolerance');
    const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(apart(fit.model.means.data, full.model.means.data)).toBeLessThan(MEAN_ATOL);
    expect(apart(fit.model.covariances, full.model.covariances)).toBeLessThan(COVARIANCE_ATOL);
    expect(apart(fit.model.transitionMatrix.data, full.model.transitionMatrix.data)).toBeLessThan(MEAN_ATOL);
    const path = viterbi(full.model, whole).statePath;
    const same = viterbi(fit.model, tenth, options).statePath.filter((state, t) => state === path[t]).length;
    expect(same / path.length).toBeGreaterThan(SAME_STATE);
  });

  it('every restart reaches that optimum, and the report is of the returned model', () => {
    for (const { logLikelihood: value } of fit.restarts)
      expect(relativeError(value, fit.logLikelihood)).toBeLessThan(1e-5);
    expect(logLikelihood(fit.model, tenth, options)).toBe(fit.logLikelihood);
  });

  it('fitGaussianHmmAsync gives the same bytes, inline and over worker threads', async () => {
    await using pool = createWorkerPool({ size: 2 });
    for (const executor of [undefined, pool]) {
      const again = await fitGaussianHmmAsync(tenth, { ...settings, ...options, executor });
      expect(JSON.stringify(again)).toBe(JSON.stringify(fit));
    }
  });

  it('complete data gives the same bytes with the option on and off', () => {
    expect(JSON.stringify(fitGaussianHmm(whole, { ...settings, ...options }))).toBe(JSON.stringify(full));
    const start = randomModel(covarianceType, 2, 3, 14);
    expect(JSON.stringify(baumWelch(start, whole, { ...options, varianceFloor: 1e-3 }))).toBe(
      JSON.stringify(baumWelch(start, whole, { varianceFloor: 1e-3 })),
    );
  });
});

describe('fitGaussianHmm with missing values', () => {
  const settings = { nStates: 2, covarianceType: 'diag', restarts: 4, ...options } as const;

  it('begins at rows that hold something: a third of the days without any value attracts no state', () => {
    const closed = whole.map((row, t) => (t % 3 === 0 ? row.map(() => _) : row));
    const fit = fitGaussianHmm(closed, { ...settings, covarianceType: 'full' });
    expect(relativeError(fit.model.means.data, truth.means.data)).toBeLessThan(0.1);
    expect(relativeError(fit.model.transitionMatrix.data, truth.transitionMatrix.data)).toBeLessThan(0.1);
    // The same data with the empty days struck out jumps more often: the chain is not that of the days.
    const struck = fitGaussianHmm(
      closed.filter((row) => !Number.isNaN(row[0])),
      { ...settings, covarianceType: 'full' },
    );
    expect(struck.model.transitionMatrix.get(1, 0)).toBeGreaterThan(1.2 * fit.model.transitionMatrix.get(1, 0));
  });

  it('takes sequences without any value, and rows at either end', () => {
    const rows = whole
      .slice(0, 300)
      .map((row, t) => (t < 5 || t > 290 || (t >= 100 && t < 110) ? row.map(() => _) : row));
    const fit = fitGaussianHmm(rows, { ...settings, lengths: [100, 10, 190] });
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    expect(forward(fit.model, rows, { ...options, lengths: [100, 10, 190] }).logLikelihood).toBe(fit.logLikelihood);
  });

  it('holds the floor as a share of the variance of the values that are there', () => {
    const rows = whole.map(([a, b], t) => [t % 2 === 0 ? _ : a! < 0 ? 5 : a!, b!]);
    const { model, repairs } = fitGaussianHmm(rows, { ...settings, varianceFloor: 1e-3 });
    const there = rows.map((row) => row[0]!).filter((value) => !Number.isNaN(value));
    const mean = there.reduce((sum, value) => sum + value / there.length, 0);
    const variance = there.reduce((sum, value) => sum + (value - mean) ** 2 / there.length, 0);
    expect(repairs.varianceFloorAtEnd).toBe(1);
    expect(relativeError(Math.min(...model.covariances), 1e-3 * variance)).toBeLessThan(1e-12);
  });

  it('refuses a column without values, one that never varies where it has some, and too few rows with any', () => {
    const without = whole.slice(0, 50).map(([a, b]) => [a!, _, b!]);
    expect(() => fitGaussianHmm(without, settings)).toThrow('none in column 1: it is missing in every row');
    const start = randomModel('diag', 2, 3, 15);
    expect(() => baumWelch(start, without, options)).toThrow(InvalidObservationsError);
    expect(() => baumWelch(start, without)).toThrow('received NaN in row 0, column 1');
    const constant = whole.slice(0, 50).map(([a, b], t) => [a!, t === 7 ? 1 : _, b!]);
    expect(() => fitGaussianHmm(constant, settings)).toThrow('Column 1 is constant (1)');
    expect(() =>
      fitGaussianHmm(
        [
          [1, 2],
          [_, _],
          [_, _],
        ],
        settings,
      ),
    ).toThrow(TooManyStatesError);
    expect(() => fitGaussianHmm([[1], [_], [_]], settings)).toThrow('2 states cannot be learnt from 1 row(s)');
  });

  it('a column with a single value collapses without a floor, and the report says so', () => {
    // Each iteration leaves nine tenths of the variance: those of the rows where the value is missing.
    const rows = whole.slice(0, 10).map(([a], t) => [a!, t === 7 ? 1 : _]);
    const start = randomModel('diag', 1, 2, 16);
    const result = baumWelch(start, rows, { ...options, maxIterations: 2000, tolerance: -Infinity });
    const degeneracy = { state: 0, feature: 1, cause: 'collapsed_variance' };
    expect(result).toMatchObject({ stopReason: 'degenerate', degeneracy });
    expect(result.model.means.get(0, 1)).toBeCloseTo(1, 12);
    const floored = baumWelch(start, [...rows, [0, 2]], { ...options, varianceFloor: 0.1 });
    expect(floored.stopReason).toBe('tolerance');
  });
});
