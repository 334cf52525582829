import { describe, expect, it } from 'vitest';
import { createGaussianHmm, viterbi } from '../index.ts';

describe('viterbi', () => {
  // Two states that nothing tells apart: every path has the same score.
  const twins = createGaussianHmm({
    initialProbs: [0.5, 0.5],
    transitionMatrix: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    means: [[0], [0]],
    covariances: [[1], [1]],
  });

  it('breaks ties as hmmlearn does: the lowest final state, the highest at each step back', () => {
    expect([...viterbi(twins, [[1], [2], [3]]).statePath]).toEqual([1, 1, 0]);
    expect([...viterbi(twins, [[1], [2], [3], [4]], { lengths: [1, 3] }).statePath]).toEqual([0, 1, 1, 0]);
  });

  it('gives the most probable state of a single row, with its joint', () => {
    const model = createGaussianHmm({ ...twins, initialProbs: [0.1, 0.9] });
    const { statePath, logJointProb } = viterbi(model, [[0]]);
    expect([...statePath]).toEqual([1]);
    expect(logJointProb).toBeCloseTo(Math.log(0.9) - 0.5 * Math.log(2 * Math.PI), 12);
  });

  it('works with more states than a byte can number', () => {
    const K = 300;
    const even = Array.from({ length: K }, () => 1 / K);
    const model = createGaussianHmm({
      initialProbs: even,
      transitionMatrix: even.map(() => even),
      means: even.map((_, k) => [k]),
      covariances: even.map(() => [0.01]),
    });
    expect([...viterbi(model, [[299], [260], [3], [257]]).statePath]).toEqual([299, 260, 3, 257]);
  });
});
