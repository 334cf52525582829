import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  DimensionMismatchError,
  dirichletNiwPriors,
  fitGaussianHmm,
  fitGaussianHmmAsync,
  InvalidOptionError,
  sample,
  type FitOptions,
  type FitProgress,
} from '../index.ts';
import { covarianceTypes, randomModel } from '../../test/support/models.ts';
import { groupOptima } from './optima.ts';
import type { RestartReport } from './fit-result.ts';

const { observations } = sample(randomModel('diag', 3, 2, 5), 250, { seed: 6 });
const base: FitOptions = { nStates: 3, seed: 3, maxIterations: 80 };
const search = { starts: 10, shortIterations: 3, keep: 4 };

describe('fitGaussianHmm(observations, { search })', () => {
  const fit = fitGaussianHmm(observations, { ...base, search });
  const all = fitGaussianHmm(observations, { ...base, restarts: 10 });
  const abandoned = fit.restarts.filter(({ stopReason }) => stopReason === 'abandoned');

  it('runs the best of the short runs to the end, each as it would have run alone', () => {
    expect(fit.restarts.map(({ restart }) => restart)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(abandoned).toHaveLength(6);
    const kept = fit.restarts.filter(({ stopReason }) => stopReason !== 'abandoned');
    expect(kept).toEqual(kept.map(({ restart }) => all.restarts[restart]));
    expect(fit.settings).toMatchObject({ restarts: 10, search: { shortIterations: 3, keep: 4 } });
  });

  it('keeps those that stood highest when the short runs halted', () => {
    const short = fitGaussianHmm(observations, { ...base, restarts: 10, maxIterations: 3 }).restarts;
    const standings = short.toSorted((a, b) => b.penalisedObjective - a.penalisedObjective);
    const expected = standings.slice(0, 4).map(({ restart }) => restart);
    const kept = fit.restarts.filter(({ stopReason }) => stopReason !== 'abandoned').map(({ restart }) => restart);
    expect(kept).toEqual(expected.toSorted((a, b) => a - b));
    for (const { restart, iterations, penalisedObjective } of abandoned) {
      expect({ iterations, penalisedObjective }).toEqual({
        iterations: 3,
        penalisedObjective: short[restart]!.penalisedObjective,
      });
    }
  });

  it('runs every start to its end when no more than keep are asked for', () => {
    const few = fitGaussianHmm(observations, { ...base, search: { ...search, starts: 4 } });
    expect(JSON.stringify(few)).toBe(JSON.stringify(fitGaussianHmm(observations, { ...base, restarts: 4 })));
  });

  it('gives the same bytes on the inline executor and on two worker threads', async () => {
    const expected = JSON.stringify(fit);
    expect(JSON.stringify(await fitGaussianHmmAsync(observations, { ...base, search }))).toBe(expected);
    await using executor = createWorkerPool({ size: 2 });
    expect(JSON.stringify(await fitGaussianHmmAsync(observations, { ...base, search, executor }))).toBe(expected);
  });

  it('tells the callback which runs are short, and stops in the midst of them when it says no', async () => {
    const heard: FitProgress[] = [];
    const onProgress = (progress: FitProgress) => void heard.push(progress);
    fitGaussianHmm(observations, { ...base, search, onProgress });
    const short = heard.filter(({ run }) => run === 'short');
    expect(new Set(short.map(({ restart }) => restart)).size).toBe(10);
    expect(short.every(({ maxIterations }) => maxIterations === 3)).toBe(true);
    expect(heard.at(-1)).toMatchObject({ run: 'full', maxIterations: 80, restarts: 10 });

    const refuse = ({ restart }: FitProgress) => restart < 2;
    const stopped = fitGaussianHmm(observations, { ...base, search, onProgress: refuse });
    expect(stopped).toMatchObject({ stopReason: 'cancelled' });
    expect(stopped.restarts).toHaveLength(3);
    const stoppedAsync = await fitGaussianHmmAsync(observations, { ...base, search, onProgress: refuse });
    expect(stoppedAsync).toMatchObject({ stopReason: 'cancelled' });
  });

  it('goes together with missing values, priors, shrinkage and acceleration', () => {
    const gaps = observations.to2DArray().map((row, t) => row.map((value, d) => (t % 7 === d ? Number.NaN : value)));
    const fit = fitGaussianHmm(gaps, {
      ...base,
      covarianceType: 'full',
      search,
      missing: 'marginalise',
      shrinkage: { weight: 20 },
      priors: dirichletNiwPriors({ stickiness: 3, emissions: { degreesOfFreedom: 5 } }),
      acceleration: 'squarem',
    });
    expect(fit.stopReason).toBe('tolerance');
    expect(fit.optima[0]!.reached).toBeGreaterThanOrEqual(1);
  });

  it('refuses restarts beside search, and counts that are none', () => {
    expect(() => fitGaussianHmm(observations, { ...base, restarts: 2, search })).toThrow('restarts must be left out');
    expect(() => fitGaussianHmm(observations, { ...base, search: { starts: 0 } })).toThrow('search.starts must be');
    expect(() => fitGaussianHmm(observations, { ...base, search: { keep: 0 } })).toThrow('search.keep must be');
    expect(() => fitGaussianHmm(observations, { ...base, search: { shortIterations: 0.5 } })).toThrow(
      InvalidOptionError,
    );
  });
});

describe('fitGaussianHmm(observations, { startFrom, starts })', () => {
  const before = fitGaussianHmm(observations, { ...base, restarts: 6 }).model;

  it('runs from the previous model alone when restarts is 0, and arrives at once', () => {
    const refit = fitGaussianHmm(observations, { ...base, startFrom: before, restarts: 0 });
    expect(refit.restarts.map(({ start }) => start)).toEqual(['previous']);
    expect(refit.model.means.get(0, 0)).toBeCloseTo(before.means.get(0, 0), 2);
    // The control: from a seeded start the way is longer.
    const seeded = fitGaussianHmm(observations, { ...base, restarts: 2 });
    expect(refit.iterations).toBeLessThan(seeded.restarts[1]!.iterations);
  });

  it('leaves the zeros of the previous model, but keeps those of a start of your own', () => {
    const withZeros = createGaussianHmm({
      ...before.toJSON(),
      initialProbs: [0, 0, 1],
      transitionMatrix: [
        [0.9, 0.1, 0],
        [0, 0.9, 0.1],
        [0.1, 0, 0.9],
      ],
    });
    const warm = fitGaussianHmm(observations, { ...base, startFrom: withZeros, restarts: 0 });
    expect(Math.min(warm.model.transitionMatrix.get(0, 2), warm.model.transitionMatrix.get(1, 0))).toBeGreaterThan(0);
    const own = fitGaussianHmm(observations, { ...base, starts: [withZeros], restarts: 0 });
    expect(own.restarts.map(({ start }) => start)).toEqual(['given']);
    expect(own.model.transitionMatrix.data.filter((value) => value === 0)).toHaveLength(3);
    expect(own.model.initialProbs.filter((value) => value === 0)).toHaveLength(2);
  });

  it('adds them before the seeded starts, which stay the same', () => {
    const fit = fitGaussianHmm(observations, { ...base, startFrom: before, starts: [before], restarts: 3 });
    expect(fit.restarts.map(({ start }) => start)).toEqual(['previous', 'given', 'k-means', 'quantile', 'random']);
    const alone = fitGaussianHmm(observations, { ...base, restarts: 3 });
    expect(fit.restarts.slice(2).map(({ logLikelihood }) => logLikelihood)).toEqual(
      alone.restarts.map(({ logLikelihood }) => logLikelihood),
    );
    const searched = fitGaussianHmm(observations, { ...base, startFrom: before, search });
    expect(searched.restarts).toHaveLength(11);
    expect(searched.restarts[0]).toMatchObject({ start: 'previous', stopReason: 'tolerance' });
  });

  it.each(covarianceTypes)('converts a previous model of any other type to %s', (covarianceType) => {
    for (const other of covarianceTypes) {
      const startFrom = randomModel(other, 3, 2, 8);
      const fit = fitGaussianHmm(observations, { ...base, covarianceType, startFrom, restarts: 0, maxIterations: 2 });
      expect(fit.model.covarianceType).toBe(covarianceType);
      expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    }
  });

  it('refuses models that do not fit, and no start at all', () => {
    const wrong = randomModel('diag', 2, 2, 1);
    expect(() => fitGaussianHmm(observations, { ...base, startFrom: wrong })).toThrow(DimensionMismatchError);
    expect(() => fitGaussianHmm(observations, { ...base, starts: [wrong] })).toThrow('starts[0] must have 3 state(s)');
    const full = randomModel('full', 3, 2, 1);
    expect(() => fitGaussianHmm(observations, { ...base, starts: [full] })).toThrow('starts[0].covarianceType must be');
    expect(() => fitGaussianHmm(observations, { ...base, restarts: 0 })).toThrow(InvalidOptionError);
  });
});

describe('groupOptima', () => {
  const run = (restart: number, penalisedObjective: number, stopReason: RestartReport['stopReason'] = 'tolerance') =>
    ({ restart, penalisedObjective, logLikelihood: penalisedObjective, stopReason }) as RestartReport;

  it('groupOptima(restarts) counts runs within 1e-6 of the best of a group, and only those that ended', () => {
    const runs = [
      run(0, -1000.01),
      run(1, -1000),
      run(2, -1000.0005),
      run(3, -900, 'degenerate'),
      run(4, -999, 'abandoned'),
      run(5, -999, 'cancelled'),
      run(6, -1000.0101, 'max_iterations'),
    ];
    expect(groupOptima(runs, -Infinity)).toEqual([
      { penalisedObjective: -1000, logLikelihood: -1000, reached: 2, restarts: [1, 2] },
      { penalisedObjective: -1000.01, logLikelihood: -1000.01, reached: 2, restarts: [0, 6] },
    ]);
  });

  it('groupOptima(restarts, lastGain) allows for what EM leaves to climb when it stops', () => {
    const runs = [run(0, -10), run(1, -10.005), run(2, -10.02)];
    expect(groupOptima(runs, 0.001).map(({ reached }) => reached)).toEqual([2, 1]);
    expect(groupOptima(runs, 0).map(({ reached }) => reached)).toEqual([1, 1, 1]);
  });

  it('the table of a fit counts every run to the end once', () => {
    const fit = fitGaussianHmm(observations, { ...base, search });
    expect(fit.optima.reduce((sum, { reached }) => sum + reached, 0)).toBe(4);
    expect(fit.optima[0]!.restarts[0]).toBe(fit.bestRestart);
  });
});
