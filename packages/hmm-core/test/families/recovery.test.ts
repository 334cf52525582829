import { createRandomStream } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  categorical,
  createHmm,
  fitHmm,
  gaussian,
  gaussianMixture,
  linearRegression,
  poisson,
  product,
  sample,
  studentT,
  type EmissionFamily,
  type GivenParameters,
} from '../../src/index.ts';

const T = 3000;
/** Several standard errors at 3,000 rows; degrees of freedom are known worse. */
const CLOSE = 0.2;
const LOOSE = 2;
const transitionMatrix = [
  [0.95, 0.05],
  [0.1, 0.9],
];

// States in canonical order: by their first parameter.
const truths: readonly { family: EmissionFamily; parameters: GivenParameters; nCovariates?: number }[] = [
  { family: poisson(), parameters: { rates: [2, 7] } },
  {
    family: bernoulli(),
    parameters: {
      probs: [
        [0.1, 0.3],
        [0.8, 0.6],
      ],
    },
  },
  {
    family: categorical({ nCategories: 3 }),
    parameters: {
      probs: [
        [0.1, 0.2, 0.7],
        [0.7, 0.2, 0.1],
      ],
    },
  },
  { family: studentT(), parameters: { means: [-1, 1], scales: [1, 0.5], degreesOfFreedom: [4, 7] } },
  {
    family: studentT({ scaleType: 'full', degreesOfFreedom: 'shared' }),
    parameters: {
      means: [
        [-1, 0],
        [1, 0.5],
      ],
      scales: [
        [
          [1, 0.3],
          [0.3, 1],
        ],
        [
          [0.5, 0],
          [0, 0.7],
        ],
      ],
      degreesOfFreedom: 5,
    },
  },
  {
    family: gaussianMixture({ nComponents: 2 }),
    parameters: {
      weights: [
        [0.35, 0.65],
        [0.7, 0.3],
      ],
      means: [
        [[-6], [-2]],
        [[2], [6]],
      ],
      covariances: [
        [[0.5], [1]],
        [[1], [0.5]],
      ],
    },
  },
  {
    family: linearRegression({ lags: 1 }),
    parameters: { intercept: [-1, 1], lags: [[0.7], [0.2]], variances: [0.5, 1] },
  },
  {
    family: linearRegression({ nCovariates: 1, tied: ['variances'] }),
    parameters: { intercept: [-1, 1], slopes: [[1], [-1]], variances: 0.8 },
    nCovariates: 1,
  },
  {
    family: product({ blocks: { x: { columns: [0], family: gaussian() }, n: { columns: [1], family: poisson() } } }),
    parameters: { x: { means: [-1, 1], covariances: [1, 0.5] }, n: { rates: [1, 3] } },
  },
];

describe.each(truths)('$family.name', ({ family, parameters, nCovariates }) => {
  const truth = createHmm({ initialProbs: [0.5, 0.5], transitionMatrix, emissions: { family, parameters } });
  const random = createRandomStream(2);
  const options = nCovariates === undefined ? {} : { covariates: Array.from({ length: T }, () => [random.normal()]) };

  it('fitHmm(sample(model)) finds the parameters again', () => {
    const { observations } = sample(truth, T, { seed: 7, ...options });
    const fit = fitHmm(observations, { family, nStates: 2, restarts: 6, seed: 1, tolerance: 1e-8, ...options });
    expect(fit.stopReason).toBe('tolerance');
    for (const [p, value] of truth.transitionMatrix.data.entries()) {
      expect(Math.abs(fit.model.transitionMatrix.data[p]! - value)).toBeLessThan(CLOSE);
    }
    const found = fit.model.emissions.parameters;
    const far = Object.entries(truth.emissions.parameters).filter(([name, values]) => {
      // Components of a mixture have no order.
      const ordered = (numbers: Float64Array) => (family.name === 'gaussian-mixture' ? numbers.toSorted() : numbers);
      const error = ordered(found[name]!).map((value, p) => Math.abs(value - ordered(values)[p]!));
      const worst = error.reduce((a, b) => Math.max(a, b), 0);
      return worst > (name === 'degreesOfFreedom' ? LOOSE : CLOSE);
    });
    expect(far).toEqual([]);
  });
});
