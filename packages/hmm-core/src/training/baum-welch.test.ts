import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  DimensionMismatchError,
  InvalidObservationsError,
  InvalidOptionError,
  logLikelihood,
} from '../index.ts';
import { relativeError } from '../../test/support/closeness.ts';
import { kernels } from '../../test/support/kernels.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { Convergence } from './convergence.ts';

const x = randomRows(80, 2, 40);

describe.each(covarianceTypes)('baumWelch, %s', (type) => {
  const start = randomModel(type, 3, 2, 41);

  it.each(kernels)('history[i] is the log-likelihood of the parameters after i iterations, %s', (kernel, rtol) => {
    const options = { tolerance: -Infinity, kernel };
    const { history } = baumWelch(start, x, { ...options, maxIterations: 6 });
    for (const [i, value] of history.entries()) {
      const { model, logLikelihood: returned } = baumWelch(start, x, { ...options, maxIterations: i });
      expect(returned).toBe(value);
      expect(relativeError(value, logLikelihood(model, x))).toBeLessThanOrEqual(rtol);
    }
  });

  it('leaves the start alone, and gives the same bytes again', () => {
    const before = JSON.stringify(start);
    const first = JSON.stringify(baumWelch(start, x));
    expect(JSON.stringify(start)).toBe(before);
    expect(JSON.stringify(baumWelch(start, x))).toBe(first);
  });

  it('without a prior the objective is the likelihood', () => {
    const { history, objectiveHistory, logLikelihood: value, penalisedObjective } = baumWelch(start, x);
    expect(objectiveHistory).toEqual(history);
    expect(penalisedObjective).toBe(value);
  });
});

describe('baumWelch', () => {
  const start = randomModel('diag', 2, 2, 42);

  it('{ maxIterations: 0 } returns the start with its likelihood', () => {
    const result = baumWelch(start, x, { maxIterations: 0 });
    expect(result.model).toEqual(start);
    expect(result).toMatchObject({ history: [], iterations: 0, stopReason: 'max_iterations' });
  });

  it('{ tolerance: -Infinity } runs exactly maxIterations, also past the optimum', () => {
    const result = baumWelch(start, x, { tolerance: -Infinity, maxIterations: 800 });
    expect(result).toMatchObject({ iterations: 800, stopReason: 'max_iterations' });
    expect(result.history).toHaveLength(800);
  });

  it('{ tolerance } stops at the first iteration that gains no more, per observation', () => {
    const tolerance = 1e-4;
    const { history, logLikelihood: value, stopReason, iterations } = baumWelch(start, x, { tolerance });
    const gains = [...history, value].slice(1).map((after, i) => (after - history[i]!) / x.length);
    expect(stopReason).toBe('tolerance');
    expect(iterations).toBe(history.length);
    expect(gains.at(-1)!).toBeLessThanOrEqual(tolerance);
    expect(gains.slice(0, -1).every((gain) => gain > tolerance)).toBe(true);
  });

  it('{ onProgress } hears of every iteration, and false ends the run with what it has', () => {
    const heard: number[] = [];
    const result = baumWelch(start, x, {
      kernel: 'typescript',
      onProgress: ({ restart, restarts, iteration, maxIterations, logLikelihood: value }) => {
        expect([restart, restarts, maxIterations]).toEqual([0, 1, 100]);
        heard.push(value);
        return iteration < 3;
      },
    });
    expect(result).toMatchObject({ stopReason: 'cancelled', iterations: 3 });
    expect([...result.history, result.logLikelihood].slice(1)).toEqual(heard);
    expect(logLikelihood(result.model, x)).toBe(result.logLikelihood);
  });

  it.each([1, 2])('keeps structural zeros, also against Dirichlet weights of %i', (weight) => {
    const leftRight = createGaussianHmm({
      initialProbs: [1, 0, 0],
      transitionMatrix: [
        [0.6, 0.4, 0],
        [0, 0.7, 0.3],
        [0, 0, 1],
      ],
      means: [
        [-1, 0],
        [0, 1],
        [2, -1],
      ],
      covariances: [
        [1, 2],
        [0.5, 1],
        [2, 0.7],
      ],
    });
    const priors = { initialProbs: weight, transitionMatrix: weight };
    const { model } = baumWelch(leftRight, x, { lengths: [40, 40], priors });
    expect([...model.initialProbs]).toEqual([1, 0, 0]);
    expect(model.transitionMatrix.get(0, 2)).toBe(0);
    expect([...model.transitionMatrix.row(2)]).toEqual([0, 0, 1]);
  });

  it('has no floor unless asked for: { varianceFloor } counts its repairs and holds', () => {
    // The second feature is constant in the first half: that state's variance goes to zero.
    const rows = x.map(([a], t) => (t < 40 ? [a! - 9, 5] : [a! + 9, x[t]![1]!]));
    const split = createGaussianHmm({
      ...start,
      means: [
        [-9, 5],
        [9, 0],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    });
    const free = baumWelch(split, rows);
    expect(free).toMatchObject({ stopReason: 'degenerate', repairs: { varianceFloor: 0 } });
    expect(free.degeneracy).toMatchObject({ state: 0, feature: 1, cause: 'collapsed_variance' });
    const floored = baumWelch(split, rows, { varianceFloor: 1e-3 });
    expect(floored.stopReason).toBe('tolerance');
    expect(floored.repairs.varianceFloor).toBeGreaterThanOrEqual(floored.iterations - 1);
    expect(floored.repairs.varianceFloorAtEnd).toBe(1);
    const pooled = variance(rows.map((row) => row[1]!));
    expect(floored.model.covariances[1]).toBeCloseTo(1e-3 * pooled, 12);
  });

  it('accepts a start below the floor without calling the rise to it a fall', () => {
    const narrow = createGaussianHmm({
      ...start,
      covariances: [
        [1e-4, 1e-4],
        [1, 1],
      ],
    });
    expect(baumWelch(narrow, x, { varianceFloor: 0.5 }).stopReason).toBe('tolerance');
  });

  it('keeps a row of the transition matrix that nothing was learnt for, and counts it', () => {
    // Sequences of one row: there are no transitions at all.
    const result = baumWelch(start, x, { lengths: x.map(() => 1), maxIterations: 3, tolerance: -Infinity });
    expect(result.model.transitionMatrix.to2DArray()).toEqual(start.transitionMatrix.to2DArray());
    expect(result.repairs.transitionRows).toBe(6);
  });

  it('keeps the initial probabilities when a prior leaves nothing of them', () => {
    const result = baumWelch(start, x, { priors: { initialProbs: 0 }, maxIterations: 1, tolerance: -Infinity });
    expect(result.repairs.initialProbs).toBe(1);
    expect(result.model.initialProbs).toEqual(start.initialProbs);
  });

  it('refuses bad options and data that does not fit', () => {
    expect(() => baumWelch(start, x, { maxIterations: -1 })).toThrow(InvalidOptionError);
    expect(() => baumWelch(start, x, { maxIterations: 1.5 })).toThrow('maxIterations must be');
    expect(() => baumWelch(start, x, { tolerance: -1 })).toThrow('tolerance must be at least 0, or -Infinity');
    expect(() => baumWelch(start, x, { tolerance: Number.NaN })).toThrow(InvalidOptionError);
    expect(() => baumWelch(start, x, { varianceFloor: 1 })).toThrow('varianceFloor must be a share');
    expect(() => baumWelch(start, [[1, 2, 3]])).toThrow(DimensionMismatchError);
    expect(() =>
      baumWelch(
        start,
        [
          [1, 2],
          [2, 2],
        ],
        { varianceFloor: 0.1 },
      ),
    ).toThrow(InvalidObservationsError);
  });
});

describe('Convergence', () => {
  const after = (...objectives: number[]) => {
    const convergence = new Convergence(10, 1e-6, 100);
    for (const objective of objectives) convergence.record({ logLikelihood: objective, objective });
    return convergence;
  };

  it('judge calls a fall beyond 1e-10 relative by its name, and one within it converged', () => {
    expect(after(-1000).judge(-1000 - 1e-6, true)).toBe('objective_decreased');
    expect(after(-1000).judge(-1000 - 1e-8, true)).toBe('tolerance');
    expect(after(-1000).judge(-1000 + 1e-5, true)).toBe('tolerance');
    expect(after(-1000).judge(-999, true)).toBeUndefined();
  });

  it('judge does not judge a fall where the objective measures something else', () => {
    expect(after(-1000).judge(-1001, false)).toBeUndefined();
  });

  it('judge takes an infinite objective for degenerate', () => {
    expect(after(-1000).judge(-Infinity, true)).toBe('degenerate');
    expect(new Convergence(10, -Infinity, 5).judge(Number.NaN, true)).toBe('degenerate');
  });

  it('takeBack returns the value before the fall and keeps both in the history', () => {
    const convergence = after(-1000, -990);
    expect(convergence.takeBack({ logLikelihood: -995, objective: -995 })).toEqual({
      logLikelihood: -990,
      objective: -990,
    });
    expect(convergence.history).toEqual([-1000, -990, -995]);
  });
});

function variance(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
