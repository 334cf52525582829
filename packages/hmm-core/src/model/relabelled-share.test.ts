import { expect, it } from 'vitest';
import { createGaussianHmm, relabelledShare } from '../index.ts';

it('relabelledShare(a, b, rows) starts both from their long run, not from the first day of their training', () => {
  const model = {
    transitionMatrix: [
      [0.98, 0.02],
      [0.03, 0.97],
    ],
    means: [[0], [1]],
    covariances: [[1], [1]],
  };
  // The same model after trainings that began in a calm year and in a crisis.
  const calm = createGaussianHmm({ ...model, initialProbs: [1, 0] });
  const crisis = createGaussianHmm({ ...model, initialProbs: [0, 1] });
  const rows = [[0.4], [0.5], [0.6]];
  expect(relabelledShare(calm, crisis, rows).all).toBe(0);
  expect(relabelledShare(calm, crisis, rows, { by: 'smoothed' }).all).toBe(0);
  // The control: asked for, the first days do differ.
  expect(relabelledShare(calm, crisis, rows, { initialProbs: 'model' }).all).toBe(1);
});
