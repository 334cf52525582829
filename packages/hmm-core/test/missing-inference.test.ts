import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  createOnlineFilter,
  forward,
  forwardBackward,
  InvalidObservationsError,
  logLikelihood,
  viterbi,
} from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceOf, enumerate, logMarginal, logNormal } from './support/enumeration.ts';
import { covarianceTypes, randomModel, randomRows, removeAtRandom } from './support/models.ts';

const RTOL = 1e-12;
const SEED = 20260707;
const K = 3;
const T = 6;
const D = 4;
const _ = Number.NaN;
const options = { missing: 'marginalise' } as const;

// From a few missing values to rows without any.
const draws = [0.2, 0.4, 0.7].map((share, i) => removeAtRandom(randomRows(T, D, 70 + i), share, 80 + i));
const emptyRows = randomRows(T, D, 73).map((row, t) => (t === 0 || t === 3 ? row.map(() => _) : row));

describe.each(covarianceTypes)('against the enumeration of all paths with missing values, %s', (type) => {
  const model = randomModel(type, K, D, 60);

  it.each([...draws, emptyRows].map((x, i) => [i, x] as const))('draw %i', (_i, x) => {
    expect(x.flat().some(Number.isNaN)).toBe(true);
    const truth = enumerate(model, x);
    const filtered = forward(model, x, options);
    const smoothed = forwardBackward(model, x, options);
    const decoded = viterbi(model, x, options);
    expect(relativeError(filtered.logLikelihood, truth.logLikelihood)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(logLikelihood(model, x, options), truth.logLikelihood)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(filtered.filteredProbs.to2DArray(), truth.filtered)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(filtered.predictedProbs.to2DArray(), truth.predicted)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(smoothed.smoothedProbs.to2DArray(), truth.smoothed)).toBeLessThanOrEqual(RTOL);
    expect(relativeError(smoothed.expectedTransitions.to2DArray(), truth.transitions)).toBeLessThanOrEqual(RTOL);
    expect([...decoded.statePath]).toEqual(truth.bestPath);
    expect(relativeError(decoded.logJointProb, truth.bestLogJoint)).toBeLessThanOrEqual(RTOL);
  });

  it('control: filling with column means, or leaving incomplete rows out, gives another likelihood', () => {
    const x = draws[1]!;
    const exact = logLikelihood(model, x, options);
    const means = Array.from({ length: D }, (_d, d) => {
      const there = x.map((row) => row[d]!).filter((value) => !Number.isNaN(value));
      return there.reduce((sum, value) => sum + value / there.length, 0);
    });
    const filled = x.map((row) => row.map((value, d) => (Number.isNaN(value) ? means[d]! : value)));
    expect(relativeError(logLikelihood(model, filled), exact)).toBeGreaterThan(0.05);
    const skipped = x.map((row) => (row.some(Number.isNaN) ? row.map(() => _) : row));
    expect(relativeError(logLikelihood(model, skipped, options), exact)).toBeGreaterThan(0.05);
  });
});

describe('the marginal density', () => {
  it('is the integral of the joint over the missing value (trapezoids, which are exact to rounding here)', () => {
    const model = randomModel('full', 1, 2, 61);
    const mean = [...model.means.row(0)];
    const covariance = covarianceOf(model, 0);
    const sd = Math.sqrt(covariance[1]![1]!);
    const step = sd / 50;
    let integral = 0;
    for (let i = -1000; i <= 1000; i++)
      integral += step * Math.exp(logNormal([0.7, mean[1]! + i * step], mean, covariance));
    expect(relativeError(logLikelihood(model, [[0.7, _]], options), Math.log(integral))).toBeLessThan(RTOL);
    expect(relativeError(logMarginal([0.7, _], mean, covariance), Math.log(integral))).toBeLessThan(RTOL);
  });
});

describe('rows without any value', () => {
  const model = randomModel('full', K, D, 62);

  it('forward(model, x) makes a step of pure prediction', () => {
    const { filteredProbs, predictedProbs } = forward(model, emptyRows, options);
    for (const t of [0, 3]) expect(relativeError(filteredProbs.row(t), predictedProbs.row(t))).toBeLessThan(RTOL);
  });

  it('logLikelihood(model, x) is zero when there is nothing else', () => {
    const nothing = Array.from({ length: 5 }, () => Array.from({ length: D }, () => _));
    expect(Math.abs(logLikelihood(model, nothing, options))).toBeLessThan(RTOL);
    expect(
      relativeError(viterbi(model, nothing, options).logJointProb, enumerate(model, nothing).bestLogJoint),
    ).toBeLessThan(RTOL);
  });

  it('at the end of a sequence change nothing before them but the smoothed look ahead', () => {
    const x = randomRows(T, D, 74);
    const longer = [...x, x[0]!.map(() => _)];
    expect(relativeError(logLikelihood(model, longer, options), logLikelihood(model, x))).toBeLessThan(RTOL);
    const smoothed = forwardBackward(model, longer, options).smoothedProbs.to2DArray().slice(0, T);
    expect(relativeError(smoothed, forwardBackward(model, x).smoothedProbs.to2DArray())).toBeLessThan(RTOL);
  });
});

describe('a single value', () => {
  it('logLikelihood(model, [[value, NaN, …]]) is that of a mixture in one dimension', () => {
    const model = randomModel('full', K, D, 63);
    const density = Array.from(model.initialProbs, (p, k) => {
      const variance = covarianceOf(model, k)[2]![2]!;
      const z = (0.4 - model.means.get(k, 2)) ** 2 / variance;
      return (p * Math.exp(-z / 2)) / Math.sqrt(2 * Math.PI * variance);
    }).reduce((sum, p) => sum + p, 0);
    expect(relativeError(logLikelihood(model, [[_, _, 0.4, _]], options), Math.log(density))).toBeLessThan(RTOL);
  });
});

const cases = record({
  type: constantFrom(...covarianceTypes),
  K: integer({ min: 1, max: 5 }),
  D: integer({ min: 1, max: 8 }),
  T: integer({ min: 1, max: 60 }),
  seed: integer({ min: 0, max: 1e6 }),
  share: constantFrom(0.05, 0.3, 0.8, 1),
});

function check(holds: (model: ReturnType<typeof randomModel>, x: number[][], complete: number[][]) => void) {
  const run = property(cases, ({ type, K: states, D: features, T: steps, seed, share }) => {
    const complete = randomRows(steps, features, seed + 1);
    holds(randomModel(type, states, features, seed), removeAtRandom(complete, share, seed + 2), complete);
  });
  assert(run, { seed: SEED, numRuns: 150 });
}

describe(`properties with missing values (seed ${SEED})`, () => {
  it('the online filter gives the bits of forward, wherever it was saved and loaded', () => {
    check((model, x) => {
      let filter = createOnlineFilter(model, options);
      const { filteredProbs, predictedProbs } = forward(model, x, options);
      for (const [t, row] of x.entries()) {
        const step = filter.update(row);
        expect([...step.filteredProbs]).toEqual([...filteredProbs.row(t)]);
        expect([...step.predictedProbs]).toEqual([...predictedProbs.row(t)]);
        const state = JSON.parse(JSON.stringify(filter.state()));
        if (t % 7 === 3) filter = createOnlineFilter(model, { ...options, state });
      }
    });
  });

  it('a row has the same bits whatever is missing in the rows beside it', () => {
    check((model, x, complete) => {
      const lengths = [x.length, complete.length];
      const both = forward(model, [...x, ...complete], { ...options, lengths }).filteredProbs.to2DArray();
      expect(both.slice(0, x.length)).toEqual(forward(model, x, options).filteredProbs.to2DArray());
      expect(both.slice(x.length)).toEqual(forward(model, complete).filteredProbs.to2DArray());
    });
  });

  it('complete data gives the same bytes with the option on and off', () => {
    check((model, _x, complete) => {
      expect(forward(model, complete, options)).toEqual(forward(model, complete));
      expect(forwardBackward(model, complete, options)).toEqual(forwardBackward(model, complete));
      expect(viterbi(model, complete, options)).toEqual(viterbi(model, complete));
      const [on, off] = [createOnlineFilter(model, options), createOnlineFilter(model)];
      for (const row of complete) expect(on.update(row)).toEqual(off.update(row));
    });
  });

  it('rows of probabilities sum to one, and the likelihood is finite', () => {
    check((model, x) => {
      const { smoothedProbs, logLikelihood: value } = forwardBackward(model, x, options);
      for (const row of smoothedProbs.to2DArray()) {
        expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(RTOL);
      }
      expect(Number.isFinite(value)).toBe(true);
    });
  });
});

describe('createOnlineFilter(model, { missing })', () => {
  const model = randomModel('full', 2, 10, 64);

  it('keeps its bits when more patterns pass than it keeps the factors of', () => {
    const x = removeAtRandom(randomRows(600, 10, 75), 0.5, 76);
    const patterns = new Set(x.map((row) => row.map(Number.isNaN).join()));
    expect(patterns.size).toBeGreaterThan(256);
    const filter = createOnlineFilter(model, options);
    const { filteredProbs } = forward(model, x, options);
    for (const [t, row] of x.entries())
      expect([...filter.update(row).filteredProbs]).toEqual([...filteredProbs.row(t)]);
  });

  it('has the bits of forward also where rows of one pattern fill several chunks', () => {
    const x = randomRows(700, 10, 78).map((row, t) => row.map((value, d) => (d === t % 2 ? _ : value)));
    const filter = createOnlineFilter(model, options);
    const { filteredProbs } = forward(model, x, options);
    for (const [t, row] of x.entries())
      expect([...filter.update(row).filteredProbs]).toEqual([...filteredProbs.row(t)]);
  });

  it('refuses a NaN by default and an infinity always, and stays where it was', () => {
    const row = randomRows(1, 10, 77)[0]!;
    for (const [filter, value] of [
      [createOnlineFilter(model), _],
      [createOnlineFilter(model, options), Infinity],
    ] as const) {
      filter.update(row);
      const before = filter.state();
      expect(() => filter.update([...row.slice(0, 9), value])).toThrow(InvalidObservationsError);
      expect(filter.state()).toEqual(before);
    }
    expect(() => createOnlineFilter(model, { missing: 'skip' as 'error' })).toThrow('missing must be');
  });
});

describe('extremes', () => {
  it('a structural zero and a far value beside a missing one leave no NaN', () => {
    const model = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [1, 0],
        [0, 1],
      ],
      means: [
        [0, 0],
        [1e6, 0],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    });
    const { filteredProbs, logLikelihood: value } = forward(
      model,
      [
        [1e6, _],
        [_, 1e6],
      ],
      options,
    );
    expect(filteredProbs.to2DArray()).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(relativeError(value, -1e12 - Math.log(2 * Math.PI))).toBeLessThan(RTOL);
  });
});
