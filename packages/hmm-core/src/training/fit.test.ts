import { describe, expect, it } from 'vitest';
import {
  bic,
  countFreeParameters,
  createGaussianHmm,
  fitGaussianHmm,
  InvalidObservationsError,
  InvalidOptionError,
  InvalidPriorsError,
  logLikelihood,
  ObservationMatrix,
  sample,
  TooManyStatesError,
} from '../index.ts';
import { covarianceTypes, randomModel } from '../../test/support/models.ts';

const truth = createGaussianHmm({
  covarianceType: 'full',
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.95, 0.05],
    [0.1, 0.9],
  ],
  means: [
    [-2, 1],
    [2, -1],
  ],
  covariances: [
    [
      [1, 0.3],
      [0.3, 0.8],
    ],
    [
      [0.5, -0.1],
      [-0.1, 1.2],
    ],
  ],
});
const { observations, states } = sample(truth, 1200, { seed: 9 });

describe.each(covarianceTypes)('fitGaussianHmm, %s', (covarianceType) => {
  const options = { nStates: 2, covarianceType, seed: 7, restarts: 4 } as const;
  const fit = fitGaussianHmm(observations, options);

  it('converges, reports every restart and keeps the best', () => {
    expect(fit).toMatchObject({ stopReason: 'tolerance', kernel: 'wasm-simd' });
    expect(fit.restarts.map(({ restart, start }) => [restart, start])).toEqual([
      [0, 'k-means'],
      [1, 'quantile'],
      [2, 'random'],
      [3, 'quantile'],
    ]);
    const best = fit.restarts.reduce((a, b) => (b.penalisedObjective > a.penalisedObjective ? b : a));
    expect(fit.bestRestart).toBe(best.restart);
    expect(fit.iterations).toBe(best.iterations);
    expect(fit.logLikelihood).toBeCloseTo(best.logLikelihood, 8);
    expect(fit.settings).toMatchObject({ ...options, maxIterations: 500, tolerance: 1e-6, varianceFloor: 1e-6 });
  });

  it('reports the log-likelihood of the returned model, to the bit', () => {
    expect(logLikelihood(fit.model, observations)).toBe(fit.logLikelihood);
  });

  it('gives the same bytes for the same seed', () => {
    expect(JSON.stringify(fitGaussianHmm(observations, options))).toBe(JSON.stringify(fit));
  });

  it('restart r does not depend on the number of restarts', () => {
    const fewer = fitGaussianHmm(observations, { ...options, restarts: 2 });
    expect(fewer.restarts).toEqual(fit.restarts.slice(0, 2));
  });

  it('returns the states in canonical order', () => {
    expect(fit.model.means.get(0, 0)).toBeLessThan(fit.model.means.get(1, 0));
  });
});

describe('fitGaussianHmm', () => {
  it('recovers the truth, and another model is far from it', () => {
    const { model } = fitGaussianHmm(observations, { nStates: 2, covarianceType: 'full', restarts: 3 });
    const error = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a, (value, i) => Math.abs(value - b[i]!)).reduce((most, value) => Math.max(most, value), 0);
    expect(error(model.means.data, truth.means.data)).toBeLessThan(0.2);
    expect(error(model.covariances, truth.covariances)).toBeLessThan(0.2);
    expect(error(model.transitionMatrix.data, truth.transitionMatrix.data)).toBeLessThan(0.05);
    expect(states).toHaveLength(1200);
    const other = randomModel('full', 2, 2, 99);
    expect(error(other.means.data, truth.means.data)).toBeGreaterThan(0.5);
  });

  it('two states beat one and three by BIC on data of two', () => {
    const scores = [1, 2, 3].map((nStates) => {
      const { model, logLikelihood: value } = fitGaussianHmm(observations, {
        nStates,
        covarianceType: 'full',
        restarts: 3,
      });
      return bic(value, countFreeParameters(model), observations.rows);
    });
    expect(Math.min(...scores)).toBe(scores[1]);
  });

  it('begins every restart somewhere else, and elsewhere with another seed', () => {
    const starts = [1, 2].flatMap((seed) =>
      fitGaussianHmm(observations, { nStates: 3, seed, restarts: 6, maxIterations: 1 }).restarts.map(
        ({ logLikelihood: value }) => value,
      ),
    );
    expect(new Set(starts).size).toBe(12);
  });

  it('reads sequences from the matrix or from the options', () => {
    const lengths = [500, 700];
    const options = { nStates: 2, restarts: 2 };
    const carried = fitGaussianHmm(new ObservationMatrix(1200, 2, observations.data, lengths), options);
    expect(JSON.stringify(carried)).toBe(JSON.stringify(fitGaussianHmm(observations, { ...options, lengths })));
    expect(logLikelihood(carried.model, observations, { lengths })).toBe(carried.logLikelihood);
  });

  it('uses the priors, and compares restarts by the penalised objective', () => {
    const priors = {
      transitionMatrix: [
        [50, 1],
        [1, 50],
      ],
    };
    const fit = fitGaussianHmm(observations, { nStates: 2, restarts: 2, priors });
    const free = fitGaussianHmm(observations, { nStates: 2, restarts: 2 });
    expect(fit.model.transitionMatrix.get(0, 0)).toBeGreaterThan(free.model.transitionMatrix.get(0, 0));
    expect(fit.penalisedObjective).not.toBe(fit.logLikelihood);
    expect(fit.settings.priors).toMatchObject({ ...priors, covariances: 0 });
  });

  it('{ onProgress: false } stops with the best so far', () => {
    const heard: string[] = [];
    const fit = fitGaussianHmm(observations, {
      nStates: 2,
      restarts: 5,
      onProgress: ({ restart, restarts, iteration }) => {
        heard.push(`${restart}/${restarts}:${iteration}`);
        return !(restart === 1 && iteration === 2);
      },
    });
    expect(fit.stopReason).toBe('cancelled');
    expect(fit.restarts.map(({ stopReason }) => stopReason)).toEqual(['tolerance', 'cancelled']);
    expect(heard.slice(-2)).toEqual(['1/5:1', '1/5:2']);
    expect(logLikelihood(fit.model, observations)).toBe(fit.logLikelihood);
  });

  it('{ onProgress: false } on the very iteration that converges still starts no further restart', () => {
    const { restarts } = fitGaussianHmm(observations, { nStates: 2, restarts: 1 });
    const last = restarts[0]!.iterations;
    const options = { nStates: 2, onProgress: ({ iteration }: { iteration: number }) => iteration < last };
    expect(fitGaussianHmm(observations, { ...options, restarts: 3 })).toMatchObject({ stopReason: 'cancelled' });
    expect(fitGaussianHmm(observations, { ...options, restarts: 1 })).toMatchObject({ stopReason: 'tolerance' });
  });

  it.each([
    ['nStates', { nStates: 0 }],
    ['nStates', { nStates: 1.5 }],
    ['seed', { nStates: 2, seed: 0.5 }],
    ['restarts', { nStates: 2, restarts: 0 }],
    ['maxIterations', { nStates: 2, maxIterations: 0 }],
    ['tolerance', { nStates: 2, tolerance: -0.1 }],
    ['varianceFloor', { nStates: 2, varianceFloor: -1 }],
    ['covarianceType', { nStates: 2, covarianceType: 'round' as never }],
  ])('refuses a wrong %s by its name', (name, options) => {
    expect(() => fitGaussianHmm(observations, options)).toThrow(InvalidOptionError);
    expect(() => fitGaussianHmm(observations, options)).toThrow(`${name} must be`);
  });

  it('refuses more states than rows, constant columns and unusable priors', () => {
    expect(() => fitGaussianHmm([[1], [2]], { nStates: 3 })).toThrow(TooManyStatesError);
    expect(() => fitGaussianHmm([[1], [2]], { nStates: 3 })).toThrow('3 states cannot be learnt from 2 row(s)');
    const constant = [
      [1, 5],
      [2, 5],
      [3, 5],
    ];
    expect(() => fitGaussianHmm(constant, { nStates: 1 })).toThrow(InvalidObservationsError);
    expect(() => fitGaussianHmm(constant, { nStates: 1 })).toThrow('Column 1 is constant (5)');
    expect(() => fitGaussianHmm(observations, { nStates: 2, priors: { covariances: -1 } })).toThrow(InvalidPriorsError);
  });
});
