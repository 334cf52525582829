import { describe, expect, it } from 'vitest';
import { kernels } from '../../test/support/kernels.ts';
import { covarianceTypes, randomModel } from '../../test/support/models.ts';
import { createGaussianHmm, sample, viterbi, type GaussianHmm, type Observations } from '../index.ts';

function expectSamePath(model: GaussianHmm, rows: Observations, lengths?: readonly number[]) {
  const given = lengths === undefined ? {} : { lengths };
  const actual = viterbi(model, rows, { ...given, kernel: 'wasm' });
  const expected = viterbi(model, rows, { ...given, kernel: 'typescript' });
  expect(actual.statePath).toEqual(expected.statePath);
  expect(actual.logJointProb).toBe(expected.logJointProb);
  return actual;
}

describe('viterbi(model, rows, { kernel })', () => {
  const states = [1, 2, 3, 4, 5, 6, 7, 8, 9, 17];
  it.each(covarianceTypes.flatMap((type) => states.map((K) => [type, K] as const)))('%s, %i states', (type, K) => {
    for (const D of [1, 2, 5, 9]) {
      const model = randomModel(type, K, D, 200 * K + D);
      const { observations } = sample(model, 1100, { seed: D });
      const { statePath } = expectSamePath(model, observations);
      expect(new Set(statePath).size).toBeGreaterThan(K / 3);
      expectSamePath(model, observations, [1, 2, 7, 8, 512, 513, 57]);
    }
  });

  it.each(kernels)('takes the highest of equal predecessors and the lowest of equal ends, %s', (kernel) => {
    // Three states that nothing tells apart.
    const model = createGaussianHmm({
      initialProbs: [0.25, 0.5, 0.25],
      transitionMatrix: [
        [0.25, 0.5, 0.25],
        [0.25, 0.5, 0.25],
        [0.25, 0.5, 0.25],
      ],
      means: [[0], [0], [0]],
      covariances: [[1], [1], [1]],
    });
    const flat = createGaussianHmm({
      ...model,
      initialProbs: [0.5, 0.25, 0.25],
      transitionMatrix: [
        [0.5, 0.25, 0.25],
        [0.25, 0.5, 0.25],
        [0.25, 0.25, 0.5],
      ],
    });
    expect([...viterbi(model, [[1], [2], [1]], { kernel }).statePath]).toEqual([1, 1, 1]);
    expect([...viterbi(flat, [[1], [2], [1]], { kernel }).statePath]).toEqual([0, 0, 0]);
    const even = createGaussianHmm({
      ...model,
      initialProbs: [0.5, 0.5, 0],
      transitionMatrix: [
        [0.5, 0.5, 0],
        [0.5, 0.5, 0],
        [0, 0, 1],
      ],
    });
    expect([...viterbi(even, [[1], [2], [1]], { kernel }).statePath]).toEqual([1, 1, 0]);
  });

  it.each(kernels)('passes over a row that no reachable state explains, %s', (kernel) => {
    const model = createGaussianHmm({
      initialProbs: [1, 0],
      transitionMatrix: [
        [1, 0],
        [0, 1],
      ],
      means: [[0], [1]],
      covariances: [[1], [1]],
    });
    const { statePath, logJointProb } = viterbi(model, [[0], [1e200], [0]], { kernel });
    expect([...statePath]).toEqual([0, 0, 0]);
    expect(logJointProb).toBe(-Infinity);
  });

  it('zeros in the transition matrix, both kernels', () => {
    const model = createGaussianHmm({
      initialProbs: [1, 0, 0],
      transitionMatrix: [
        [0.99, 0.01, 0],
        [0, 0.99, 0.01],
        [0, 0, 1],
      ],
      means: [[0], [1], [2]],
      covariances: [[1], [1], [1]],
    });
    const { statePath } = expectSamePath(model, sample(model, 600, { seed: 1 }).observations);
    expect(statePath).toEqual(statePath.toSorted());
  });
});
