import { describe, expect, it } from 'vitest';
import { canonicalOrder, createGaussianHmm, InvalidOptionError, logLikelihood, relabel } from '../index.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';

describe('relabel', () => {
  it.each(covarianceTypes)('relabel(model, order) moves every parameter and keeps the likelihood, %s', (type) => {
    const model = randomModel(type, 3, 2, 8);
    const moved = relabel(model, [2, 0, 1]);
    expect(moved.means.to2DArray()).toEqual([2, 0, 1].map((k) => [...model.means.row(k)]));
    expect(moved.transitionMatrix.get(0, 1)).toBe(model.transitionMatrix.get(2, 0));
    expect(moved.initialProbs[1]).toBe(model.initialProbs[0]);
    const x = randomRows(40, 2, 1);
    expect(logLikelihood(moved, x)).toBeCloseTo(logLikelihood(model, x), 10);
    expect(relabel(moved, [1, 2, 0])).toEqual(model);
  });

  it.each([[[0, 1]], [[0, 1, 1]], [[1, 2, 3]]])('refuses %j, which is no permutation of three states', (order) => {
    expect(() => relabel(randomModel('diag', 3, 2, 8), order)).toThrow(InvalidOptionError);
  });
});

describe('canonicalOrder', () => {
  const model = (means: number[][], covariances: number[][]) =>
    createGaussianHmm({
      initialProbs: [0.5, 0.5],
      transitionMatrix: [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      means,
      covariances,
    });

  it('goes by the mean of the first feature, then of the second, then by the variances', () => {
    expect(
      canonicalOrder(
        model(
          [
            [2, 0],
            [1, 9],
          ],
          [
            [1, 1],
            [1, 1],
          ],
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      canonicalOrder(
        model(
          [
            [1, 5],
            [1, 4],
          ],
          [
            [1, 1],
            [1, 1],
          ],
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      canonicalOrder(
        model(
          [
            [1, 4],
            [1, 4],
          ],
          [
            [2, 1],
            [1, 3],
          ],
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      canonicalOrder(
        model(
          [
            [1, 4],
            [1, 4],
          ],
          [
            [1, 1],
            [1, 1],
          ],
        ),
      ),
    ).toEqual([0, 1]);
  });
});
