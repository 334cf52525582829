import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  DECREASE_TOLERANCE,
  fitGaussianHmm,
  InvalidOptionError,
  sample,
  stationaryDistribution,
  type ParameterName,
} from '../index.ts';
import { relativeError } from '../../test/support/closeness.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { maximiseStationaryInto } from './stationary-start.ts';

const names: readonly ParameterName[] = ['initialProbs', 'transitionMatrix', 'means', 'covariances'];
const read = (model: ReturnType<typeof randomModel>) => ({
  initialProbs: model.initialProbs,
  transitionMatrix: model.transitionMatrix.data,
  means: model.means.data,
  covariances: model.covariances,
});

/** Sums in another order. */
const ROUNDING = 1e-12;

describe('baumWelch(start, observations, { fixed })', () => {
  const cases = covarianceTypes.flatMap((type) => names.map((name) => [name, type] as const));

  it.each(cases)('leaves fixed %s of a %s model to the bit, moves the rest and never loses', (name, type) => {
    const start = randomModel(type, 2, 2, 5);
    const fit = baumWelch(start, randomRows(60, 2, 6), { fixed: [name], maxIterations: 10, tolerance: 0 });
    const before = read(start);
    const after = read(fit.model);
    for (const other of names) {
      const same = after[other].every((value, p) => value === before[other][p]);
      expect({ other, same }).toEqual({ other, same: other === name });
    }
    expect(fit.stopReason).not.toBe('objective_decreased');
    expect(fit.logLikelihood).toBeGreaterThan(fit.history[0]!);
  });

  it('does not raise fixed covariances to the floor', () => {
    const start = createGaussianHmm({
      initialProbs: [1],
      transitionMatrix: [[1]],
      means: [[0]],
      covariances: [[1e-4]],
    });
    const options = { maxIterations: 2, varianceFloor: 0.5, tolerance: -Infinity };
    const rows = randomRows(30, 1, 2);
    expect(baumWelch(start, rows, { ...options, fixed: ['covariances'] }).model.covariances[0]).toBe(1e-4);
    expect(baumWelch(start, rows, options).model.covariances[0]).toBeGreaterThan(0.1);
  });

  it('refuses names that no parameter has', () => {
    const start = randomModel('diag', 2, 1, 1);
    expect(() => baumWelch(start, [[1], [2]], { fixed: ['variances' as never] })).toThrow(InvalidOptionError);
    expect(() => baumWelch(start, [[1], [2]], { fixed: ['initialProbs'], stationaryStart: true })).toThrow(
      'fixed must be without initialProbs',
    );
  });
});

describe('fitGaussianHmm(observations, { fixed })', () => {
  const truth = randomModel('diag', 2, 2, 41);
  const { observations } = sample(truth, 400, { seed: 3 });

  it('takes the fixed parameters of the one model in starts into every start', () => {
    const options = { nStates: 2, starts: [truth], restarts: 4, fixed: ['means'] as const };
    const fit = fitGaussianHmm(observations, options);
    expect(fit.restarts).toHaveLength(5);
    const sorted = (values: ArrayLike<number>) => Array.from(values).toSorted((a, b) => a - b);
    expect(sorted(fit.model.means.data)).toEqual(sorted(truth.means.data));
    expect(fit.settings.constraints).toEqual({ fixed: ['means'], stationaryStart: false });
  });

  it('refuses fixed parameters that come from nowhere', () => {
    expect(() => fitGaussianHmm(observations, { nStates: 2, fixed: ['means'] })).toThrow('starts must be exactly one');
  });
});

describe('structural zeros', () => {
  it('a left-to-right start stays left-to-right, and a free one does not', () => {
    const rows = [0, 0, 0, 5, 5, 5, 5, 10, 10, 10].map((level, t) => [level + 0.1 * (t % 3)]);
    const build = (zero: number) =>
      createGaussianHmm({
        initialProbs: [1 - 2 * zero, zero, zero],
        transitionMatrix: [
          [0.6, 0.4 - zero, zero],
          [zero, 0.6, 0.4 - zero],
          [zero, zero, 1 - 2 * zero],
        ],
        means: [[1], [6], [9]],
        covariances: [[4], [4], [4]],
      });
    for (const acceleration of ['none', 'squarem'] as const) {
      const { model } = baumWelch(build(0), [...rows, ...rows], { lengths: [10, 10], maxIterations: 50, acceleration });
      expect(Array.from(model.initialProbs)).toEqual([1, 0, 0]);
      expect([model.transitionMatrix.get(0, 2), model.transitionMatrix.get(1, 0)]).toEqual([0, 0]);
      expect(model.transitionMatrix.get(2, 2)).toBe(1);
    }
    // The control: one sequence that jumps back needs what the structure forbids.
    const free = baumWelch(build(0.01), [...rows, ...rows], { maxIterations: 50 });
    expect(free.model.transitionMatrix.get(2, 0)).toBeGreaterThan(0.05);
  });
});

describe('stationaryStart', () => {
  it.each(['none', 'squarem'] as const)(
    'ties the initial probabilities to the transition matrix (%s)',
    (acceleration) => {
      const { observations } = sample(randomModel('full', 3, 2, 3), 200, { seed: 8 });
      const options = { stationaryStart: true, maxIterations: 40, lengths: [50, 50, 50, 50], acceleration };
      const { model } = baumWelch(randomModel('full', 3, 2, 4), observations, options);
      const long = stationaryDistribution(model.transitionMatrix);
      expect(relativeError(model.initialProbs, long)).toBeLessThan(ROUNDING);
      const free = baumWelch(randomModel('full', 3, 2, 4), observations, { ...options, stationaryStart: false }).model;
      expect(relativeError(free.initialProbs, stationaryDistribution(free.transitionMatrix))).toBeGreaterThan(0.01);
    },
  );

  it('never lowers the likelihood, with many short sequences that make the start matter (seed 12)', () => {
    const cases = fc.record({
      seed: fc.nat(10_000),
      sticky: fc.boolean(),
      acceleration: fc.constantFrom('none' as const, 'squarem' as const),
    });
    fc.assert(
      fc.property(cases, ({ seed, sticky, acceleration }) => {
        const { objectiveHistory, stopReason } = baumWelch(
          randomModel('diag', 3, 1, seed),
          randomRows(40, 1, seed + 1),
          {
            lengths: Array.from({ length: 20 }, () => 2),
            stationaryStart: true,
            maxIterations: 15,
            tolerance: 0,
            acceleration,
            varianceFloor: 1e-3,
            priors: sticky ? { transitionMatrix: 1.5, initialProbs: 2 } : {},
          },
        );
        expect(stopReason).not.toBe('objective_decreased');
        const fell = objectiveHistory.some(
          (value, i) => i > 0 && value - objectiveHistory[i - 1]! < -DECREASE_TOLERANCE * Math.abs(value),
        );
        expect(fell).toBe(false);
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  it('maximiseStationaryInto finds the best two-state matrix, which a fine grid confirms and the free M step misses', () => {
    const counts = { initial: Float64Array.of(9, 3), transitions: Float64Array.of(4, 2, 1, 5) };
    const chain = (a: number, b: number) => ({
      nStates: 2,
      initialProbs: new Float64Array(2),
      transitionMatrix: Float64Array.of(1 - a, a, b, 1 - b),
    });
    // For two states pi = (b, a) / (a + b).
    const value = (a: number, b: number) =>
      4 * Math.log(1 - a) +
      2 * Math.log(a) +
      Math.log(b) +
      5 * Math.log(1 - b) +
      9 * Math.log(b / (a + b)) +
      3 * Math.log(a / (a + b));
    const next = chain(0.5, 0.5);
    maximiseStationaryInto(next, counts, chain(0.5, 0.5));
    const found = value(next.transitionMatrix[1]!, next.transitionMatrix[2]!);
    let best = -Infinity;
    for (let a = 0.002; a < 1; a += 0.002) for (let b = 0.002; b < 1; b += 0.002) best = Math.max(best, value(a, b));
    expect(found).toBeGreaterThanOrEqual(best);
    expect(found - best).toBeLessThan(1e-4);
    expect(value(2 / 6, 1 / 6)).toBeLessThan(best - 0.5);
    expect(
      relativeError(
        next.initialProbs,
        stationaryDistribution([
          [next.transitionMatrix[0]!, next.transitionMatrix[1]!],
          [next.transitionMatrix[2]!, next.transitionMatrix[3]!],
        ]),
      ),
    ).toBeLessThan(ROUNDING);
  });

  it('maximiseStationaryInto survives a chain with two closed classes', () => {
    const previous = {
      nStates: 2,
      initialProbs: Float64Array.of(0.5, 0.5),
      transitionMatrix: Float64Array.of(1, 0, 0, 1),
    };
    const next = { nStates: 2, initialProbs: new Float64Array(2), transitionMatrix: new Float64Array(4) };
    maximiseStationaryInto(
      next,
      { initial: Float64Array.of(2, 1), transitions: Float64Array.of(3, 0, 0, 4) },
      previous,
    );
    expect(Array.from(next.transitionMatrix)).toEqual([1, 0, 0, 1]);
    expect(Array.from(next.initialProbs)).toEqual([0.5, 0.5]);
  });
});
