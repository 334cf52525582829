import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  createGaussianHmm,
  createOnlineFilter,
  fitGaussianHmm,
  forward,
  forwardBackward,
  logLikelihood,
  viterbi,
} from '../src/index.ts';
import { randomModel } from './support/models.ts';

const two = createGaussianHmm({
  initialProbs: [0.5, 0.5],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [[0], [3]],
  covariances: [[1], [1]],
});

const finite = (values: Float64Array) => values.every(Number.isFinite);

describe('extreme observations', () => {
  it.each([30, 1e3, 1e8])('forward and forwardBackward survive a row %d standard deviations away', (distance) => {
    for (const side of [1, -1]) {
      const rows = [[0.1], [side * distance], [0.2], [2.9]];
      const { filteredProbs, logLikelihood: value } = forward(two, rows);
      const { smoothedProbs, expectedTransitions } = forwardBackward(two, rows);
      expect(finite(filteredProbs.data) && finite(smoothedProbs.data) && finite(expectedTransitions.data)).toBe(true);
      expect(Number.isFinite(value)).toBe(true);
      // The likelier side of an outlier is clear however small both densities are.
      expect(filteredProbs.get(1, side > 0 ? 1 : 0)).toBeCloseTo(1, 9);
      expect(Number.isFinite(viterbi(two, rows).logJointProb)).toBe(true);
    }
  });

  it('at 1e150 standard deviations doubles cannot tell the means apart, and the row tells nothing', () => {
    const { filteredProbs, predictedProbs, logLikelihood: value } = forward(two, [[0.1], [1e150]]);
    expect([...filteredProbs.row(1)]).toEqual([...predictedProbs.row(1)]);
    expect(Number.isFinite(value)).toBe(true);
  });

  it('a row whose density is zero even in logarithms tells nothing and makes the likelihood -Infinity', () => {
    const rows = [[0.1], [1e200], [2.9]];
    const { filteredProbs, predictedProbs, logLikelihood: value } = forward(two, rows);
    expect([...filteredProbs.row(1)]).toEqual([...predictedProbs.row(1)]);
    expect(value).toBe(-Infinity);
    expect(logLikelihood(two, rows)).toBe(-Infinity);
    const { smoothedProbs } = forwardBackward(two, rows);
    expect(finite(smoothedProbs.data)).toBe(true);
    expect(smoothedProbs.get(2, 1)).toBeGreaterThan(0.9);
    const { statePath, logJointProb } = viterbi(two, rows);
    expect(logJointProb).toBe(-Infinity);
    expect([statePath[0], statePath[2]]).toEqual([0, 1]);
    const filter = createOnlineFilter(two);
    filter.update(rows[0]!);
    expect(filter.update(rows[1]!).logPredictive).toBe(-Infinity);
    expect(filter.update(rows[2]!).filteredProbs[1]).toBeGreaterThan(0.9);
  });

  it('baumWelch on impossible data says so and returns the start', () => {
    const result = baumWelch(two, [[0.1], [1e200], [2.9]]);
    expect(result).toMatchObject({ stopReason: 'degenerate', iterations: 0, logLikelihood: -Infinity });
    expect(result.degeneracy).toEqual({ iteration: 0, cause: 'impossible_data' });
    expect(result.model).toEqual(two);
  });

  it('takes the maximum over the reachable states only: the best density may belong to one of probability zero', () => {
    const stuck = createGaussianHmm({
      ...two,
      initialProbs: [1, 0],
      transitionMatrix: [
        [1, 0],
        [0, 1],
      ],
    });
    // State 1 explains 1000 better by a factor of e^2995, more than a double holds, and cannot be reached.
    const rows = [[0], [1000], [0]];
    const { filteredProbs, logLikelihood: value } = forward(stuck, rows);
    expect(filteredProbs.to2DArray()).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect(value).toBeCloseTo(-1.5 * Math.log(2 * Math.PI) - 500_000, 8);
    expect(forwardBackward(stuck, rows).smoothedProbs.to2DArray()).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect([...viterbi(stuck, rows).statePath]).toEqual([0, 0, 0]);
  });

  it('keeps the backward recursion finite where a state is all but unreachable and then the only one left', () => {
    for (const initial of [1e-100, 1e-270, 1e-300, 5e-324]) {
      const model = createGaussianHmm({
        ...two,
        initialProbs: [1, initial],
        transitionMatrix: [
          [1, 0],
          [0, 1],
        ],
      });
      const rows = [[30], [30], [30], [3], [3]];
      const { smoothedProbs, expectedTransitions, logLikelihood: value } = forwardBackward(model, rows);
      expect(finite(smoothedProbs.data) && finite(expectedTransitions.data) && Number.isFinite(value)).toBe(true);
      for (let t = 0; t < rows.length; t++)
        expect(smoothedProbs.get(t, 0) + smoothedProbs.get(t, 1)).toBeCloseTo(1, 12);
    }
  });
});

describe('short sequences', () => {
  it('one row, five rows and many sequences of one row all work', () => {
    expect(forward(two, [[3]]).filteredProbs.get(0, 1)).toBeGreaterThan(0.98);
    expect(forwardBackward(two, [[3]]).expectedTransitions.data).toEqual(new Float64Array(4));
    const single = baumWelch(two, [[3]]);
    expect(single).toMatchObject({ stopReason: 'degenerate', degeneracy: { cause: 'collapsed_variance' } });
    const five = [[0.1], [0.3], [3.2], [2.7], [0.2]];
    expect(Number.isFinite(baumWelch(two, five).logLikelihood)).toBe(true);
    expect(fitGaussianHmm(five, { nStates: 2, restarts: 4 }).model.nStates).toBe(2);
    const lengths = five.map(() => 1);
    expect(forward(two, five, { lengths }).predictedProbs.to2DArray()).toEqual(five.map(() => [0.5, 0.5]));
  });

  it('as many states as rows: the floor holds every state up', () => {
    const fit = fitGaussianHmm([[1], [2], [4]], { nStates: 3, restarts: 6 });
    expect(['tolerance', 'max_iterations']).toContain(fit.stopReason);
    expect(fit.repairs.varianceFloor).toBeGreaterThan(0);
    expect(fit.model.covariances.every((value) => value > 0)).toBe(true);
  });
});

it('forward from the stationary distribution treats a history as one that began long ago', () => {
  const model = randomModel('diag', 3, 2, 9);
  const { predictedProbs } = forward(model, [[0, 0]], { initialProbs: 'stationary' });
  const next = Array.from({ length: 3 }, (_, j) =>
    predictedProbs.row(0).reduce((sum, p, i) => sum + p * model.transitionMatrix.get(i, j), 0),
  );
  for (const [j, value] of next.entries()) expect(value).toBeCloseTo(predictedProbs.get(0, j), 12);
});
