import { describe, expect, it } from 'vitest';
import {
  aic,
  baumWelch,
  bernoulli,
  canonicalOrder,
  countFreeParameters,
  createHmm,
  fitHmm,
  gaussian,
  gaussianMixture,
  linearRegression,
  logLikelihood,
  parameterVector,
  poisson,
  product,
  relabel,
  sample,
  stationaryDistribution,
  studentT,
  withParameterVector,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';
import { familyCases, modelOfCase } from './cases.ts';

const transitionMatrix = [
  [0.95, 0.05],
  [0.1, 0.9],
];
const truth = createHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix,
  emissions: { family: poisson(), parameters: { rates: [3, 9] } },
});
const { observations } = sample(truth, 400, { seed: 1 });
const options = { family: poisson(), nStates: 2, restarts: 3, seed: 2 } as const;

describe('fitHmm(rows, options)', () => {
  it('restart r is the same whatever the number of restarts, and a seed gives the same bytes', () => {
    const few = fitHmm(observations, options);
    const more = fitHmm(observations, { ...options, restarts: 5 });
    expect(more.restarts.slice(0, 3)).toEqual(few.restarts);
    expect(JSON.stringify(fitHmm(observations, options))).toBe(JSON.stringify(few));
    expect(JSON.stringify(fitHmm(observations, { ...options, seed: 3 }).restarts)).not.toBe(
      JSON.stringify(few.restarts),
    );
  });

  it('searches by many short runs when no restarts are named', () => {
    const { restarts, settings, optima } = fitHmm(observations, {
      family: poisson(),
      nStates: 2,
      search: { starts: 10, keep: 3 },
    });
    expect(settings.search).toEqual({ shortIterations: 5, keep: 3 });
    expect(restarts).toHaveLength(10);
    expect(restarts.filter(({ stopReason }) => stopReason === 'abandoned')).toHaveLength(7);
    expect(optima[0]!.reached).toBeGreaterThan(0);
  });

  it('fixed emissions of the one start stay, and what is left is fitted', () => {
    const fit = fitHmm(observations, { ...options, restarts: 0, starts: [truth], fixed: ['emissions'] });
    expect([...fit.model.emissions.parameters.rates!]).toEqual([3, 9]);
    expect(fit.logLikelihood).toBeGreaterThan(logLikelihood(truth, observations));
    expect(() => fitHmm(observations, { ...options, fixed: ['emissions'] })).toThrow(/exactly one model/);
  });

  it('stationaryStart ties the initial probabilities to the long run', () => {
    const { model } = fitHmm(observations, { ...options, stationaryStart: true });
    const longRun = stationaryDistribution(model.transitionMatrix);
    expect(relativeError(model.initialProbs, longRun)).toBeLessThanOrEqual(1e-12);
  });

  it('priors on the chain pull it, and the penalised objective never falls', () => {
    const sticky = {
      transitionMatrix: [
        [201, 1],
        [1, 201],
      ],
    };
    const fit = fitHmm(observations, { ...options, priors: sticky });
    const plain = fitHmm(observations, options);
    expect(fit.model.transitionMatrix.get(0, 0)).toBeGreaterThan(plain.model.transitionMatrix.get(0, 0));
    const falls = fit.objectiveHistory.filter((v, i, all) => i > 0 && v < all[i - 1]! - 1e-10 * Math.abs(v));
    expect(falls).toEqual([]);
    // Each log prior, without its constant, is 200 times the logarithm of a probability.
    expect(fit.penalisedObjective).toBeLessThan(fit.logLikelihood);
  });

  it('a zero of a start stays a zero', () => {
    const start = createHmm({
      ...truth,
      transitionMatrix: [
        [0.9, 0.1],
        [0, 1],
      ],
      emissions: truth.emissions,
      toJSON: () => '',
    } as never);
    const fit = baumWelch(start, observations, { maxIterations: 10 });
    expect(fit.model.transitionMatrix.get(1, 0)).toBe(0);
  });

  it('several sequences and missing rows are the sum of what is there', () => {
    const rows = observations.to2DArray().map((row, t) => (t % 7 === 3 ? [Number.NaN] : row));
    const fit = fitHmm(rows, { ...options, lengths: [150, 250], missing: 'marginalise' });
    expect(fit.stopReason).toBe('tolerance');
    expect(relativeError(fit.model.emissions.parameters.rates!, [3, 9])).toBeLessThan(0.1);
    const value = logLikelihood(fit.model, rows, { lengths: [150, 250], missing: 'marginalise' });
    expect(fit.logLikelihood).toBe(value);
  });

  it('a product is fitted where single values are missing', () => {
    const family = product({
      blocks: { n: { columns: [0], family: poisson() }, x: { columns: [1], family: gaussian() } },
    });
    const model = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix,
      emissions: { family, parameters: { n: { rates: [3, 9] }, x: { means: [0, 3], covariances: [1, 1] } } },
    });
    const rows = sample(model, 600, { seed: 4 })
      .observations.to2DArray()
      .map(([n, x], t) => [t % 5 === 0 ? Number.NaN : n!, t % 6 === 0 ? Number.NaN : x!]);
    const fit = fitHmm(rows, { family, nStates: 2, restarts: 3, missing: 'marginalise' });
    expect(fit.stopReason).toBe('tolerance');
    expect(relativeError(fit.model.emissions.parameters['n.rates']!, [3, 9])).toBeLessThan(0.1);
    expect(relativeError(fit.model.emissions.parameters['x.means']!, [0, 3])).toBeLessThan(0.1);
  });

  it.each([
    ['student-t', studentT({ degreesOfFreedom: 5 })],
    ['gaussian-mixture', gaussianMixture({ nComponents: 2 })],
    ['linear-regression', linearRegression({ lags: 1 })],
    ['gaussian', gaussian()],
  ] as const)('the variance floor keeps a %s from collapsing, and is counted', (_name, family) => {
    // A third of the rows are exactly the same.
    const rows = Array.from({ length: 300 }, (_, t) => [t % 90 < 30 ? 8 : Math.sin(12.9898 * t) * 3]);
    const floored = fitHmm(rows, { family, nStates: 2, restarts: 12, varianceFloor: 1e-4 });
    expect(floored.restarts.filter(({ stopReason }) => stopReason === 'degenerate')).toEqual([]);
    expect(floored.restarts.some(({ repairs }) => repairs.varianceFloorAtEnd > 0)).toBe(true);
    const free = fitHmm(rows, { family, nStates: 2, restarts: 12, varianceFloor: 0 });
    expect(free.restarts.some(({ stopReason }) => stopReason === 'degenerate')).toBe(true);
  });

  it('baumWelch(model) ends as degenerate where a variance collapses, with the last usable model', () => {
    const rows = Array.from({ length: 60 }, (_, t) => [t % 30 < 10 ? 1 : Math.sin(12.9898 * t) * 3]);
    const start = createHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix,
      emissions: { family: gaussian(), parameters: { means: [1, 0], covariances: [0.01, 4] } },
    });
    const fit = baumWelch(start, rows, { maxIterations: 500 });
    expect(fit.stopReason).toBe('degenerate');
    expect(fit.degeneracy).toMatchObject({ cause: 'collapsed_variance', state: 0 });
    expect(fit.model.emissions.parameters.covariances![0]).toBeGreaterThan(0);
  });
});

describe.each(familyCases)('$name', (given) => {
  const model = modelOfCase(given);
  const rows = given.rows.slice(0, 20) as number[][];
  const data = given.covariates === undefined ? {} : { covariates: given.covariates.slice(0, 20) as number[][] };

  it('relabel(model, order) keeps the likelihood, and canonicalOrder undoes it', () => {
    const turned = relabel(model, [1, 0]);
    expect(relativeError(logLikelihood(turned, rows, data), logLikelihood(model, rows, data))).toBeLessThanOrEqual(
      1e-13,
    );
    const order = canonicalOrder(model);
    expect(relabel(turned, canonicalOrder(turned)).toJSON()).toEqual(relabel(model, order).toJSON());
  });

  it('withParameterVector(model, parameterVector(model)) is the model, and each coordinate is free', () => {
    const { values, names } = parameterVector(model);
    expect(values).toHaveLength(countFreeParameters(model));
    expect(new Set(names).size).toBe(names.length);
    const again = withParameterVector(model, values);
    for (const [name, block] of Object.entries(model.emissions.parameters)) {
      expect(relativeError(again.emissions.parameters[name], block)).toBeLessThanOrEqual(1e-12);
    }
    expect(relativeError(again.transitionMatrix.data, model.transitionMatrix.data)).toBeLessThanOrEqual(1e-12);
    const tied = parameterVector(model, { stationaryStart: true });
    expect(tied.values).toHaveLength(values.length - 1);
    const long = withParameterVector(model, tied.values, { stationaryStart: true });
    expect(relativeError(long.initialProbs, stationaryDistribution(model.transitionMatrix))).toBeLessThanOrEqual(1e-12);
    expect(() => withParameterVector(model, values.slice(1))).toThrow(/free coordinate/);
  });
});

it('countFreeParameters(model) counts what can move', () => {
  const chain = {
    initialProbs: [1, 0],
    transitionMatrix: [
      [0.5, 0.5],
      [0, 1],
    ],
  };
  const count = (family: Parameters<typeof createHmm>[0]['emissions']['family'], parameters: object) =>
    countFreeParameters(createHmm({ ...chain, emissions: { family, parameters: parameters as never } })) - 3;
  expect(count(poisson(), { rates: [1, 2] })).toBe(2);
  expect(
    count(bernoulli(), {
      probs: [
        [0.1, 0.2],
        [0.3, 0.4],
      ],
    }),
  ).toBe(4);
  expect(count(studentT({ degreesOfFreedom: 4 }), { means: [0, 1], scales: [1, 1], degreesOfFreedom: 4 })).toBe(4);
  expect(count(studentT({ degreesOfFreedom: 'shared' }), { means: [0, 1], scales: [1, 1], degreesOfFreedom: 4 })).toBe(
    5,
  );
  expect(aic(-10, count(poisson(), { rates: [1, 2] }) + 3)).toBe(30);
});
