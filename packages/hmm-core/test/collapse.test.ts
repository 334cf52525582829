import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { baumWelch, createGaussianHmm, fitGaussianHmm, logLikelihood, sample } from '../src/index.ts';
import { relativeError } from './support/closeness.ts';
import { covarianceTypes } from './support/models.ts';

/** Kernels agree to rounding. */
const RTOL = 1e-12;

const two = createGaussianHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [[0], [3]],
  covariances: [[1], [1]],
});

describe.each(covarianceTypes)('collapse, %s', (covarianceType) => {
  // In the first regime the second feature is exactly zero, as a drawdown is on a tenth of all days.
  const { observations, states } = sample(
    createGaussianHmm({
      ...two,
      means: [
        [0, 0],
        [3, 3],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    }),
    300,
    { seed: 5 },
  );
  const rows = observations.to2DArray().map(([a, b], t) => [a!, states[t] === 0 ? 0 : b!]);
  const covariances = {
    spherical: [1, 1],
    diag: [
      [1, 1],
      [1, 1],
    ],
    tied: [
      [1, 0],
      [0, 1],
    ],
    full: [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
  }[covarianceType];
  const start = createGaussianHmm({
    ...two,
    covarianceType,
    means: [
      [0, 0],
      [3, 3],
    ],
    covariances,
  });

  it('a feature that is constant inside a state ends baumWelch as degenerate, or is absorbed', () => {
    const result = baumWelch(start, rows, { maxIterations: 300 });
    const separate = covarianceType === 'diag' || covarianceType === 'full';
    expect(result.stopReason).toBe(separate ? 'degenerate' : 'tolerance');
    expect(Number.isFinite(result.logLikelihood)).toBe(true);
    expect(relativeError(result.logLikelihood, logLikelihood(result.model, rows))).toBeLessThanOrEqual(RTOL);
    const expected = { iteration: result.iterations, state: 0, feature: 1, cause: 'collapsed_variance' };
    expect(result.degeneracy).toEqual(separate ? expected : undefined);
  });

  it('fitGaussianHmm counts what its floor held up', () => {
    const fit = fitGaussianHmm(rows, { nStates: 2, covarianceType, restarts: 4 });
    expect(fit.stopReason).toBe('tolerance');
    const separate = covarianceType === 'diag' || covarianceType === 'full';
    expect(fit.repairs.varianceFloorAtEnd).toBe(separate ? 1 : 0);
    expect(fit.model.covariances.every(Number.isFinite)).toBe(true);
  });

  it('fitGaussianHmm({ varianceFloor: 0 }) reports degenerate restarts and still returns a model', () => {
    const fit = fitGaussianHmm(rows, { nStates: 2, covarianceType, restarts: 4, varianceFloor: 0 });
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    const separate = covarianceType === 'diag' || covarianceType === 'full';
    expect(fit.restarts.some(({ stopReason }) => stopReason === 'degenerate')).toBe(separate);
    const usable = fit.restarts.filter(({ stopReason }) => stopReason !== 'degenerate');
    expect(fit.stopReason === 'degenerate').toBe(usable.length === 0);
  });

  it('a state that nothing belongs to keeps its place and is counted', () => {
    const away = createGaussianHmm({
      ...start,
      means: [
        [0, 0],
        [1e6, 1e6],
      ],
    });
    const moving = rows.map(([a, b], t) => [a!, b! + 1e-3 * Math.sin(t)]);
    const { model, repairs, stopReason } = baumWelch(away, moving, { maxIterations: 20 });
    expect(stopReason).toBe('tolerance');
    expect([...model.means.row(1)]).toEqual([1e6, 1e6]);
    expect(repairs.transitionRows).toBeGreaterThan(0);
    expect(repairs.emptyStates > 0).toBe(covarianceType !== 'tied');
    expect(model.transitionMatrix.row(1)).toEqual(away.transitionMatrix.row(1));
    expect([...model.initialProbs]).toEqual([1, 0]);
  });
});

describe('nearly singular covariances', () => {
  const random = createRandomStream(1);
  const collinear = (noise: number) =>
    Array.from({ length: 200 }, () => {
      const a = random.normal();
      return [a, a + noise * random.normal()];
    });
  const start = (variance: number) =>
    createGaussianHmm({
      covarianceType: 'full',
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.9, 0.1],
        [0.1, 0.9],
      ],
      means: [
        [-1, -1],
        [1, 1],
      ],
      covariances: [
        [
          [1, 1],
          [1, 1 + variance],
        ],
        [
          [1, 1],
          [1, 1 + variance],
        ],
      ],
    });

  it('exactly collinear features make a full fit degenerate without a floor, and rest on it with one', () => {
    const rows = collinear(0);
    expect(baumWelch(start(1e-3), rows)).toMatchObject({
      stopReason: 'degenerate',
      degeneracy: { cause: 'singular_covariance' },
    });
    const floored = fitGaussianHmm(rows, { nStates: 2, covarianceType: 'full', restarts: 2 });
    expect(floored.stopReason).toBe('tolerance');
    expect(floored.repairs.varianceFloorAtEnd).toBeGreaterThan(0);
  });

  it('where rounding makes the objective fall, the run says so and keeps the parameters before the fall', () => {
    const rows = collinear(3e-7);
    const result = baumWelch(start(1e-13), rows, { tolerance: 0, maxIterations: 2000, kernel: 'typescript' });
    expect(result.stopReason).toBe('objective_decreased');
    const { history, iterations, logLikelihood: kept } = result;
    expect(history).toHaveLength(iterations + 1);
    expect(history.at(-1)!).toBeLessThan(kept);
    expect(history.at(-2)).toBe(kept);
    expect(logLikelihood(result.model, rows)).toBe(kept);
  });

  it('with the floor on, the same data gives no trouble', () => {
    const fit = fitGaussianHmm(collinear(3e-7), { nStates: 2, covarianceType: 'full', restarts: 2 });
    expect(fit.stopReason).toBe('tolerance');
  });
});
