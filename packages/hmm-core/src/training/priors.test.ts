import { describe, expect, it } from 'vitest';
import {
  baumWelch,
  DimensionMismatchError,
  hmmlearnPriors,
  InvalidPriorsError,
  maximumLikelihoodPriors,
} from '../index.ts';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { resolvePriors } from './priors.ts';

describe('priors', () => {
  it('hmmlearnPriors() differs from maximum likelihood by the 0.01 of its covariances alone', () => {
    expect(hmmlearnPriors()).toEqual({ ...maximumLikelihoodPriors(), covariances: 0.01 });
  });

  it('resolvePriors(number) adds it to every element of a full matrix, as hmmlearn does', () => {
    expect([...resolvePriors({ covariances: 0.01 }, 'full', 1, 2).covariances]).toEqual([0.01, 0.01, 0.01, 0.01]);
    expect([
      ...resolvePriors(
        {
          covariances: [
            [2, 1],
            [1, 2],
          ],
        },
        'full',
        2,
        2,
      ).covariances,
    ]).toEqual([2, 1, 1, 2, 2, 1, 1, 2]);
    expect(resolvePriors({ means: undefined }, 'diag', 2, 2).means).toEqual(new Float64Array(4));
  });

  it.each([
    [
      'a negative Dirichlet weight',
      { transitionMatrix: -1 },
      'priors.transitionMatrix must be finite numbers of at least 0',
    ],
    ['a negative weight of means', { meansWeight: -1 }, 'priors.meansWeight'],
    ['a mean that is not finite', { means: Number.NaN }, 'priors.means must be finite numbers, received NaN'],
    ['a negative variance', { covariances: -0.1 }, 'priors.covariances'],
    ['an infinite weight', { covariancesWeight: Infinity }, 'priors.covariancesWeight'],
  ])('refuses %s', (_, priors, message) => {
    expect(() => resolvePriors(priors, 'diag', 2, 2)).toThrow(InvalidPriorsError);
    expect(() => resolvePriors(priors, 'diag', 2, 2)).toThrow(message);
  });

  it('refuses shapes that do not fit, and weights per feature where they have no meaning', () => {
    expect(() => resolvePriors({ means: [1, 2, 3] }, 'diag', 2, 2)).toThrow(DimensionMismatchError);
    expect(() => resolvePriors({ meansWeight: [1, 2] }, 'full', 2, 2)).toThrow('the same for all features of a state');
    expect(resolvePriors({ meansWeight: [1, 2] }, 'diag', 2, 2).meansWeight).toEqual(Float64Array.of(1, 2, 1, 2));
  });

  const informative = {
    initialProbs: 1.5,
    transitionMatrix: [
      [6, 2, 2],
      [2, 6, 2],
      [2, 2, 6],
    ],
    means: 0.5,
    meansWeight: 3,
    covariances: 0.4,
    covariancesWeight: 7,
  };

  it.each(covarianceTypes)('the penalised objective with informative priors rises to its maximum, %s', (type) => {
    const x = randomRows(120, 2, 31);
    const options = { priors: informative, tolerance: 0, maxIterations: 3000 };
    const { objectiveHistory, stopReason } = baumWelch(randomModel(type, 3, 2, 32), x, options);
    const falls = objectiveHistory.slice(1).map((value, i) => objectiveHistory[i]! - value);
    expect(Math.max(...falls)).toBeLessThan(1e-9);
    expect(stopReason).toBe('tolerance');
  });
});
