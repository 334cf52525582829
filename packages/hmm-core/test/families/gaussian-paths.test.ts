import { expect, describe, it } from 'vitest';
import {
  baumWelch,
  createHmm,
  fitGaussianHmm,
  fitHmm,
  forward,
  forwardBackward,
  gaussian,
  viterbi,
  type CovarianceType,
  type GaussianHmm,
} from '../../src/index.ts';
import { relativeError } from '../support/closeness.ts';
import { covarianceTypes, randomModel, randomRows, removeAtRandom } from '../support/models.ts';

/** The bound that the two paths agree to. */
const RTOL = 1e-12;

function throughTheSeam(model: GaussianHmm) {
  const { covarianceType, initialProbs, transitionMatrix, means, covariances } = model;
  const emissions = { family: gaussian({ covarianceType }), parameters: { means, covariances } };
  return createHmm({ initialProbs, transitionMatrix, emissions });
}

describe.each(covarianceTypes)(
  '%s covariances, by the kernels and through the seam',
  (covarianceType: CovarianceType) => {
    const model = randomModel(covarianceType, 3, 3, 4);
    const other = throughTheSeam(model);
    const complete = randomRows(300, 3, 5);
    const holes = removeAtRandom(complete, 0.15, 6);

    it.each([
      ['complete rows', complete, 'error'],
      ['missing values', holes, 'marginalise'],
    ] as const)('inference agrees on %s', (_name, rows, missing) => {
      const pairs = [
        [forward(other, rows, { missing }), forward(model, rows, { missing })],
        [forwardBackward(other, rows, { missing }), forwardBackward(model, rows, { missing })],
      ] as const;
      expect(relativeError(pairs[0][0].filteredProbs.data, pairs[0][1].filteredProbs.data)).toBeLessThanOrEqual(RTOL);
      expect(relativeError(pairs[1][0].smoothedProbs.data, pairs[1][1].smoothedProbs.data)).toBeLessThanOrEqual(RTOL);
      expect(relativeError(pairs[0][0].logLikelihood, pairs[0][1].logLikelihood)).toBeLessThanOrEqual(RTOL);
      expect([...viterbi(other, rows, { missing }).statePath]).toEqual([
        ...viterbi(model, rows, { missing }).statePath,
      ]);
    });

    it.each([
      ['complete rows', complete, 'error'],
      ['missing values', holes, 'marginalise'],
    ] as const)('baumWelch(model, rows) agrees after 20 iterations on %s', (_name, rows, missing) => {
      const options = { maxIterations: 20, tolerance: -Infinity, missing } as const;
      const a = baumWelch(model, rows, { ...options, kernel: 'typescript' });
      const b = baumWelch(other, rows, options);
      expect(relativeError(b.model.emissions.parameters.means, a.model.means.data)).toBeLessThanOrEqual(RTOL);
      expect(relativeError(b.model.emissions.parameters.covariances, a.model.covariances)).toBeLessThanOrEqual(RTOL);
      expect(relativeError(b.model.transitionMatrix.data, a.model.transitionMatrix.data)).toBeLessThanOrEqual(RTOL);
      expect(relativeError(b.history, a.history)).toBeLessThanOrEqual(RTOL);
    });

    it('model.emissions is the same model as a family among the others', () => {
      const { family, parameters } = model.emissions;
      expect(family.name).toBe('gaussian');
      expect(parameters.means).toBe(model.means.data);
      expect(Object.keys(model)).not.toContain('emissions');
    });
  },
);

it('fitHmm(rows, gaussian) and fitGaussianHmm(rows) end at the same optimum', () => {
  const rows = [...randomRows(200, 2, 1), ...randomRows(200, 2, 2).map(([a, b]) => [a! + 6, b! * 0.5])];
  const options = { nStates: 2, restarts: 8, seed: 3, tolerance: 1e-12, maxIterations: 5000 } as const;
  const ours = fitHmm(rows, { ...options, family: gaussian() });
  expect(relativeError(ours.logLikelihood, fitGaussianHmm(rows, options).logLikelihood)).toBeLessThanOrEqual(1e-9);
});
