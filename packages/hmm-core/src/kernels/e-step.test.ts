import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/support/closeness.ts';
import { fixtures, startOf } from '../../test/support/fixtures.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { createGaussianHmm, sample, type GaussianHmm } from '../index.ts';
import { readObservations, type Observations } from '../observations.ts';
import { parametersOf } from '../training/parameters.ts';
import { createStatistics } from '../training/sufficient-statistics.ts';
import type { EStepKernel } from './kernel.ts';
import { createTypescriptEStep } from './typescript/e-step.ts';
import { WasmEStep } from './wasm/e-step.ts';

/** Relative to the largest element of an array. */
const RTOL = 1e-12;

function eStep(kernel: EStepKernel, model: GaussianHmm) {
  const parameters = parametersOf(model);
  const structure = covarianceStructures[model.covarianceType];
  const factors = structure.createFactors(model.nStates, model.nFeatures);
  structure.factorInto(factors, parameters);
  const statistics = createStatistics(parameters);
  const logLikelihood = kernel.evaluate(parameters, factors);
  kernel.gather(statistics);
  return { logLikelihood, ...statistics };
}

/** The largest difference to the twin, relative to the largest element of its array. */
function twinError(model: GaussianHmm, rows: Observations, lengths?: readonly number[]): number {
  const observed = readObservations(rows, lengths);
  const kernel = new WasmEStep(observed, model);
  const actual = eStep(kernel, model);
  kernel.release();
  const expected = eStep(createTypescriptEStep(observed, model), model);
  // About the old means a sum of first powers may cancel: its scale is that of the second moments.
  const { first, second } = expected.moments;
  const scale = Math.max(...second.map(Math.abs), ...first.map(Math.abs));
  return Math.max(
    relativeError(actual.logLikelihood, expected.logLikelihood),
    relativeError(actual.initial, expected.initial),
    relativeError(actual.transitions, expected.transitions),
    relativeError(actual.moments.weights, expected.moments.weights),
    ...actual.moments.first.map((value, p) => Math.abs(value - first[p]!) / scale),
    relativeError(actual.moments.second, second),
  );
}

describe('WasmEStep agrees with its TypeScript twin', () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('on %s', (_, fixture) => {
    expect(twinError(startOf(fixture), fixture.X, fixture.lengths)).toBeLessThanOrEqual(RTOL);
  });

  const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11];
  it.each(covarianceTypes.flatMap((type) => sizes.map((K) => [type, K] as const)))('%s, %i states', (type, K) => {
    for (const D of [1, 2, 3, 4, 5, 8, 9]) {
      const model = randomModel(type, K, D, 100 * K + D);
      const { observations } = sample(model, 700, { seed: D });
      expect(twinError(model, observations)).toBeLessThanOrEqual(RTOL);
      expect(twinError(model, observations, [1, 7, 8, 9, 16, 255, 256, 148])).toBeLessThanOrEqual(RTOL);
    }
  });

  it.each([1, 2, 7, 8, 9, 15, 16, 17, 511, 512, 513, 520, 521, 1023, 1025])('on %i rows', (nSteps) => {
    const model = randomModel('diag', 3, 2, 5);
    expect(twinError(model, sample(model, nSteps, { seed: nSteps }).observations)).toBeLessThanOrEqual(RTOL);
  });
});

const leftRight = (K: number) =>
  createGaussianHmm({
    initialProbs: Array.from({ length: K }, (_, k) => (k === 0 ? 1 : 0)),
    transitionMatrix: Array.from({ length: K }, (_, i) =>
      Array.from({ length: K }, (_unused, j) =>
        i === K - 1 ? Number(j === i) : j === i ? 0.99 : j === i + 1 ? 0.01 : 0,
      ),
    ),
    means: Array.from({ length: K }, (_, k) => [4 * k, -k]),
    covariances: Array.from({ length: K }, () => [1, 1]),
  });

describe('WasmEStep with what does not happen every day', () => {
  it.each([2, 3, 4, 9])('zeros in the transition matrix, %i states', (K) => {
    const model = leftRight(K);
    const { observations } = sample(model, 600, { seed: 3 });
    expect(twinError(model, observations, [100, 500])).toBeLessThanOrEqual(RTOL);
    const kernel = new WasmEStep(readObservations(observations), model);
    expect(eStep(kernel, model).transitions[K]).toBe(0);
  });

  it('rows that only a state out of reach explains', () => {
    const model = leftRight(4);
    const rows = Array.from({ length: 400 }, (_, t) => (t < 300 ? [60, -60] : [0, 0]));
    expect(twinError(model, rows)).toBeLessThanOrEqual(RTOL);
  });

  it('a first row that only a state without initial probability explains', () => {
    const model = createGaussianHmm({ ...randomModel('diag', 2, 1, 3), initialProbs: [1, 0], means: [[-90], [90]] });
    const rows = sample(model, 200, { seed: 4 }).observations.to2DArray();
    expect(twinError(model, [[90], ...rows])).toBeLessThanOrEqual(RTOL);
  });

  it('outliers of forty standard deviations', () => {
    for (const type of covarianceTypes) {
      const model = randomModel(type, 3, 3, 8);
      const rows = randomRows(300, 3, 9).map((row, t) => (t % 37 === 0 ? row.map((value) => 40 * value) : row));
      expect(twinError(model, rows)).toBeLessThanOrEqual(RTOL);
    }
  });

  it('a row that is impossible even in logarithms', () => {
    const model = randomModel('diag', 2, 1, 10);
    const rows = randomRows(100, 1, 11).map(([value], t) => [t === 50 ? 1e200 : value!]);
    const observed = readObservations(rows);
    const kernel = new WasmEStep(observed, model);
    expect(eStep(kernel, model)).toEqual(eStep(createTypescriptEStep(observed, model), model));
  });

  it('states a thousand standard deviations apart', () => {
    const near = randomModel('full', 2, 2, 12);
    const model = createGaussianHmm({
      ...near,
      means: [
        [-1e4, 3],
        [1e4, -3],
      ],
    });
    expect(twinError(model, sample(model, 300, { seed: 5 }).observations)).toBeLessThanOrEqual(RTOL);
  });

  it('data far from zero', () => {
    const near = randomModel('diag', 3, 2, 13);
    const means = near.means.to2DArray().map((row) => row.map((value) => value + 1e5));
    const model = createGaussianHmm({ ...near, means });
    // The rows themselves carry eleven digits of their distance from the mean.
    expect(twinError(model, sample(model, 500, { seed: 6 }).observations)).toBeLessThanOrEqual(1e-11);
  });

  it('the same bytes from memory that another fit has used', () => {
    const model = randomModel('full', 3, 3, 14);
    const { observations } = sample(model, 300, { seed: 7 });
    const run = () => {
      const kernel = new WasmEStep(readObservations(observations), model);
      const result = eStep(kernel, model);
      kernel.release();
      return result;
    };
    const fresh = run();
    expect(twinError(randomModel('diag', 5, 4, 15), randomRows(5000, 4, 16))).toBeLessThanOrEqual(RTOL);
    expect(run()).toEqual(fresh);
  });
});

it('control: a twin with another transition matrix does not agree', () => {
  const model = randomModel('diag', 3, 2, 17);
  const { observations } = sample(model, 200, { seed: 8 });
  const other = createGaussianHmm({ ...model, transitionMatrix: randomModel('diag', 3, 2, 18).transitionMatrix });
  const observed = readObservations(observations);
  const actual = eStep(new WasmEStep(observed, model), model);
  const expected = eStep(createTypescriptEStep(observed, model), other);
  expect(relativeError(actual.transitions, expected.transitions)).toBeGreaterThan(1e-6);
});
