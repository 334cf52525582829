import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covarianceOf, logNormal } from '../../test/support/enumeration.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import {
  alignStates,
  createGaussianHmm,
  DimensionMismatchError,
  forward,
  InvalidOptionError,
  logLikelihood,
  relabel,
  relabelledShare,
  rescale,
} from '../index.ts';
import { stateDivergence } from './state-divergence.ts';

const RTOL = 1e-9;
/** The trapezoidal rule on a smooth integrand that has vanished at both ends. */
const INTEGRAL_TOLERANCE = 1e-10;
/** Sums in another order. */
const ROUNDING = 1e-10;

const chain = {
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.9, 0.1],
    [0.1, 0.9],
  ],
};

describe('stateDivergence', () => {
  it('stateDivergence(a, b) in one dimension is -log of the integral of sqrt(p q)', () => {
    const model = createGaussianHmm({ ...chain, means: [[0.3], [2]], covariances: [[0.5], [3]] });
    const density = (k: number, x: number) => Math.exp(logNormal([x], [...model.means.row(k)], covarianceOf(model, k)));
    const step = 0.001;
    let integral = 0;
    for (let x = -40; x <= 40; x += step) integral += Math.sqrt(density(0, x) * density(1, x)) * step;
    expect(Math.abs(stateDivergence(model, 0, model, 1) + Math.log(integral))).toBeLessThan(INTEGRAL_TOLERANCE);
  });

  it('stateDivergence(a, b) is symmetric, 0 for a state and itself, and the same in other units (seed 3)', () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(10_000),
      scale: fc.constantFrom(1e-3, 40),
    });
    fc.assert(
      fc.property(cases, ({ type, seed, scale }) => {
        const a = randomModel(type, 2, 3, seed);
        const b = randomModel(type, 2, 3, seed + 1);
        const there = stateDivergence(a, 0, b, 1);
        expect(stateDivergence(b, 1, a, 0)).toBeCloseTo(there, 9);
        expect(stateDivergence(a, 0, a, 0)).toBeCloseTo(0, 12);
        const change = { shifts: [5, -3, 100], scales: [scale, 2, 0.1] };
        const moved = stateDivergence(rescale(a, change), 0, rescale(b, change), 1);
        expect(Math.abs(moved - there)).toBeLessThan(RTOL * (1 + there));
        // The control: units that only one of the two has would be seen.
        expect(Math.abs(stateDivergence(rescale(a, change), 0, b, 1) - there)).toBeGreaterThan(1e-3);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

describe('alignStates', () => {
  it('alignStates(model, relabelled model) finds the permutation back at no cost, for every covariance type (seed 4)', () => {
    const cases = fc.record({
      type: fc.constantFrom(...covarianceTypes),
      seed: fc.nat(10_000),
      order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
    });
    fc.assert(
      fc.property(cases, ({ type, seed, order }) => {
        const model = randomModel(type, 4, 3, seed);
        const shuffled = relabel(model, order);
        const { order: back, totalCost, margin, costs } = alignStates(model, shuffled);
        expect(back.map((k) => order[k])).toEqual([0, 1, 2, 3]);
        expect(relabel(shuffled, back).means.data).toEqual(model.means.data);
        expect(totalCost).toBeLessThan(ROUNDING);
        expect(Math.max(...costs)).toBeLessThan(ROUNDING);
        expect(margin).toBeGreaterThan(0);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('alignStates(reference, candidate) weighs all states together, where each for itself would choose twice', () => {
    // Both states of the candidate are nearest to the reference's first.
    const reference = createGaussianHmm({ ...chain, means: [[0], [10]], covariances: [[1], [1]] });
    const candidate = createGaussianHmm({ ...chain, means: [[3], [1]], covariances: [[1], [1]] });
    const { order, divergences, margin, costs } = alignStates(reference, candidate);
    expect(divergences.get(0, 0)).toBeLessThan(divergences.get(1, 0));
    expect(divergences.get(0, 1)).toBeLessThan(divergences.get(1, 1));
    expect(order).toEqual([1, 0]);
    expect([...costs]).toEqual([divergences.get(0, 1), divergences.get(1, 0)]);
    expect(margin).toBeCloseTo(9 / 8 + 81 / 8 - (1 / 8 + 49 / 8), 12);
  });

  it('alignStates(reference, candidate) refuses models of another size', () => {
    const a = randomModel('diag', 2, 2, 1);
    expect(() => alignStates(a, randomModel('diag', 3, 2, 1))).toThrow(DimensionMismatchError);
    expect(() => alignStates(a, randomModel('diag', 2, 3, 1))).toThrow('2 state(s) and 3 feature(s)');
  });
});

describe('relabelledShare', () => {
  it('relabelledShare(a, b, rows) counts the rows whose most probable state differs, of all and of the last', () => {
    const rows = randomRows(60, 2, 9);
    const a = randomModel('diag', 3, 2, 11);
    const b = randomModel('full', 3, 2, 12);
    const labels = [a, b].map((model) =>
      forward(model, rows, { initialProbs: 'stationary' })
        .filteredProbs.to2DArray()
        .map((row) => row.indexOf(Math.max(...row))),
    );
    const differs = labels[0]!.map((label, t) => (label === labels[1]![t] ? 0 : 1));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(relabelledShare(a, b, rows, { lastRows: 10 })).toEqual({
      all: mean(differs),
      last: mean(differs.slice(-10)),
      rows: 60,
      lastRows: 10,
    });
    expect(relabelledShare(a, b, rows).lastRows).toBe(60);
  });

  it('relabelledShare(a, b, rows) is 1 where a refit only swapped its two states, and 0 after alignment', () => {
    const model = createGaussianHmm({ ...chain, means: [[0], [4]], covariances: [[1], [2]] });
    const flipped = relabel(model, [1, 0]);
    const rows = randomRows(50, 1, 5);
    expect(relabelledShare(model, flipped, rows).all).toBe(1);
    const aligned = relabel(flipped, alignStates(model, flipped).order);
    expect(relabelledShare(model, aligned, rows, { by: 'smoothed' }).all).toBe(0);
  });

  it('relabelledShare(a, b, rows) refuses a window of no rows', () => {
    const model = randomModel('diag', 2, 1, 1);
    expect(() => relabelledShare(model, model, [[0]], { lastRows: 0 })).toThrow(InvalidOptionError);
  });
});

describe('rescale', () => {
  it.each(covarianceTypes)(
    'rescale(%s model) moves the log-likelihood by the log of the scales and nothing else',
    (type) => {
      const model = randomModel(type, 3, 2, 21);
      const rows = randomRows(40, 2, 22);
      const change = { shifts: [3, -7], scales: [10, 0.2] };
      const moved = rows.map((row) => row.map((value, d) => change.shifts[d]! + change.scales[d]! * value));
      const expected = logLikelihood(model, rows) - 40 * (Math.log(10) + Math.log(0.2));
      expect(Math.abs(logLikelihood(rescale(model, change), moved) - expected)).toBeLessThan(RTOL * Math.abs(expected));
      // The control: the rows in their old units are another matter.
      expect(Math.abs(logLikelihood(rescale(model, change), rows) - expected)).toBeGreaterThan(1);
    },
  );

  it('rescale(model) refuses scales that are not positive, and the wrong number of them', () => {
    const model = randomModel('diag', 2, 2, 1);
    expect(() => rescale(model, { shifts: [0, 0], scales: [1, 0] })).toThrow('scales[1] must be positive');
    expect(() => rescale(model, { shifts: [0, Number.NaN], scales: [1, 1] })).toThrow('shifts[1] must be finite');
    expect(() => rescale(model, { shifts: [0], scales: [1] })).toThrow(DimensionMismatchError);
  });
});
