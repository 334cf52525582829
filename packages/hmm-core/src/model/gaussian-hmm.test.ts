import { MatrixView } from '@regimekit/numerics';
import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  createGaussianHmm,
  DimensionMismatchError,
  InvalidEmissionsError,
  InvalidOptionError,
  InvalidProbabilitiesError,
  parseGaussianHmm,
  type GaussianHmmParameters,
} from '../index.ts';
import { covarianceTypes, randomModel } from '../../test/support/models.ts';

const valid: GaussianHmmParameters = {
  covarianceType: 'full',
  initialProbs: [0.4, 0.6],
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [
    [1, 2],
    [3, 4],
  ],
  covariances: [
    [
      [2, 0.5],
      [0.5, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
};
const make = (changes: Partial<GaussianHmmParameters>) => () => createGaussianHmm({ ...valid, ...changes });

describe('createGaussianHmm', () => {
  it('takes nested arrays, flat typed arrays and matrices to the same model', () => {
    const nested = createGaussianHmm(valid);
    const flat = createGaussianHmm({
      covarianceType: 'full',
      initialProbs: Float64Array.of(0.4, 0.6),
      transitionMatrix: Float64Array.of(0.9, 0.1, 0.2, 0.8),
      means: Float64Array.of(1, 2, 3, 4),
      covariances: Float64Array.of(2, 0.5, 0.5, 1, 1, 0, 0, 1),
    });
    const matrices = createGaussianHmm({
      covarianceType: 'full',
      initialProbs: [0.4, 0.6],
      transitionMatrix: new Matrix([
        [0.9, 0.1],
        [0.2, 0.8],
      ]),
      means: MatrixView.from([
        [1, 2],
        [3, 4],
      ]),
      covariances: [
        new Matrix([
          [2, 0.5],
          [0.5, 1],
        ]),
        Matrix.eye(2),
      ],
    });
    expect(JSON.stringify(flat)).toBe(JSON.stringify(nested));
    expect(JSON.stringify(matrices)).toBe(JSON.stringify(nested));
    expect(nested).toMatchObject({ nStates: 2, nFeatures: 2, covarianceType: 'full' });
    expect(nested.transitionMatrix.get(0, 1)).toBe(0.1);
  });

  it('has diag covariances unless told otherwise', () => {
    const { covarianceType: _full, covariances: _matrices, ...rest } = valid;
    expect(createGaussianHmm({ ...rest, covariances: Float64Array.of(1, 2, 3, 4) }).covarianceType).toBe('diag');
  });

  it('copies what it is given, and freezes the record', () => {
    const means = Float64Array.of(1, 2, 3, 4);
    const model = make({ means })();
    means[0] = 99;
    expect(model.means.get(0, 0)).toBe(1);
    expect(Object.isFrozen(model)).toBe(true);
  });

  it.each(covarianceTypes)('toJSON() and parseGaussianHmm(json) give the same bytes, %s', (type) => {
    const model = randomModel(type, 3, 4, 5);
    const again = parseGaussianHmm(JSON.parse(JSON.stringify(model)));
    expect(again).toEqual(model);
    expect(createGaussianHmm(model.toJSON())).toEqual(model);
  });

  it('survives JSON with negative zeros and tiny numbers', () => {
    const model = make({
      means: [
        [-0, 5e-324],
        [1e300, 4],
      ],
      initialProbs: [1, -0],
    })();
    expect(parseGaussianHmm(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  it('can be cloned to another thread and made again from the clone', () => {
    const model = randomModel('tied', 2, 3, 1);
    expect(createGaussianHmm(structuredClone(model))).toEqual(model);
  });

  it.each([
    ['another number of rows', { transitionMatrix: [[1]] }, 'transitionMatrix must be 2 x 2, received 1 x 1'],
    ['ragged means', { means: [[1, 2], [3]] }, 'means must be 2 x 2, received 2 x ragged'],
    [
      'covariances of another type',
      { covariances: [1, 2] },
      "covariances of type 'full' must be 2 x 2 x 2, received 2",
    ],
    ['no state', { initialProbs: [] }, 'at least one state'],
    ['no feature', { means: [[], []] }, 'at least one state and one feature'],
  ])('refuses %s', (_, changes, message) => {
    expect(make(changes)).toThrow(DimensionMismatchError);
    expect(make(changes)).toThrow(message);
  });

  it.each([
    [
      'rows that do not sum to one',
      {
        transitionMatrix: [
          [0.9, 0.2],
          [0.2, 0.8],
        ],
      },
      'received the sums 1.1, 1',
    ],
    ['initial probabilities that do not', { initialProbs: [0.5, 0.4] }, 'received the sum 0.9'],
    ['a negative one', { initialProbs: [1.5, -0.5] }, 'received 1.5 at 0'],
    [
      'NaN',
      {
        transitionMatrix: [
          [0.5, 0.5],
          [Number.NaN, 1],
        ],
      },
      'received NaN at (1, 0)',
    ],
  ])('refuses probabilities: %s', (_, changes, message) => {
    expect(make(changes)).toThrow(InvalidProbabilitiesError);
    expect(make(changes)).toThrow(message);
  });

  const spd = [
    [1, 0],
    [0, 1],
  ];
  it.each([
    [
      'indefinite',
      [
        spd,
        [
          [1, 2],
          [2, 1],
        ],
      ],
      'covariance of state 1 is not positive definite',
    ],
    [
      'singular',
      [
        [
          [1, 1],
          [1, 1],
        ],
        spd,
      ],
      'covariance of state 0 is not positive definite',
    ],
    [
      'negative',
      [
        [
          [-1, 0],
          [0, 1],
        ],
        spd,
      ],
      'its variances are -1, 1',
    ],
    [
      'infinite',
      [
        [
          [Infinity, 0],
          [0, 1],
        ],
        spd,
      ],
      'covariance of state 0',
    ],
    [
      'NaN',
      [
        [
          [Number.NaN, 0],
          [0, 1],
        ],
        spd,
      ],
      'covariance of state 0',
    ],
    [
      'not symmetric',
      [
        spd,
        [
          [1, 0.2],
          [0.1, 1],
        ],
      ],
      'state 1 must be symmetric, received 0.1 at (1, 0) and 0.2 at (0, 1)',
    ],
  ])('refuses a covariance that is %s', (_, covariances, message) => {
    expect(make({ covariances })).toThrow(InvalidEmissionsError);
    expect(make({ covariances })).toThrow(message);
  });

  it('refuses a variance of zero, naming the state', () => {
    expect(
      make({
        covarianceType: 'diag',
        covariances: [
          [1, 1],
          [1, 0],
        ],
      }),
    ).toThrow('covariance of state 1');
    expect(make({ covarianceType: 'spherical', covariances: [0, 1] })).toThrow('covariance of state 0');
    expect(
      make({
        covarianceType: 'tied',
        covariances: [
          [1, 2],
          [2, 1],
        ],
      }),
    ).toThrow('The tied covariance');
  });

  it('accepts a covariance that is nearly singular, in any units', () => {
    const nearly = [
      [1e8, 1e4 * (1 - 1e-9) * 1e-4],
      [1e4 * (1 - 1e-9) * 1e-4, 1e-8],
    ];
    expect(make({ covariances: [nearly, spd] })).not.toThrow();
  });

  it('refuses a model that lacks a part, naming it', () => {
    for (const parameters of [{}, { means: [[1]] }]) {
      expect(() => createGaussianHmm(parameters as never)).toThrow(
        'initialProbs must be given as an array, received undefined.',
      );
    }
    const noMeans = { initialProbs: [1], transitionMatrix: [[1]], covariances: [[1]] };
    expect(() => createGaussianHmm(noMeans as never)).toThrow('means must be given as an array, received undefined.');
  });

  it('refuses means that are not finite, and unknown covariance types', () => {
    expect(
      make({
        means: [
          [1, 2],
          [3, Infinity],
        ],
      }),
    ).toThrow('received Infinity for state 1, feature 1');
    expect(make({ covarianceType: 'banded' as never })).toThrow(InvalidOptionError);
  });
});
