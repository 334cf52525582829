// oxlint-disable eslint/no-underscore-dangle -- the names of hmmlearn's parameters end so
import { describe, expect, it } from 'vitest';
import { forward } from '../inference/forward.ts';
import { createGaussianHmm } from '../model/gaussian-hmm.ts';
import { fromHmmlearn, toHmmlearn, type HmmlearnParameters } from './hmmlearn.ts';

const chain = {
  startprob_: [0.25, 0.75],
  transmat_: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
};
const means_ = [
  [0, 1, 2],
  [3, 4, 5],
];
const stored = {
  spherical: [1.5, 2.5],
  diag: [
    [1, 2, 3],
    [4, 5, 6],
  ],
  tied: [
    [2, 0.5, 0],
    [0.5, 3, 0.1],
    [0, 0.1, 1],
  ],
  full: [
    [
      [2, 0.5, 0],
      [0.5, 3, 0.1],
      [0, 0.1, 1],
    ],
    [
      [1, 0.2, 0],
      [0.2, 2, 0],
      [0, 0, 5],
    ],
  ],
} as const;
const diagonal = (values: readonly number[]) => values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));
/** As hmmlearn's getter gives them: one matrix for each state, whatever the type. */
const shown = {
  spherical: stored.spherical.map((value) => diagonal([value, value, value])),
  diag: stored.diag.map(diagonal),
  tied: [stored.tied, stored.tied],
  full: stored.full,
};
const types = ['spherical', 'diag', 'tied', 'full'] as const;

describe('fromHmmlearn(parameters)', () => {
  it.each(types)('reads %s covariances as they are stored and as they are shown', (covariance_type) => {
    const model = createGaussianHmm({
      covarianceType: covariance_type,
      initialProbs: chain.startprob_,
      transitionMatrix: chain.transmat_,
      means: means_,
      covariances: stored[covariance_type],
    });
    for (const covars_ of [stored[covariance_type], shown[covariance_type]]) {
      expect(fromHmmlearn({ ...chain, means_, covars_, covariance_type }).toJSON()).toEqual(model.toJSON());
    }
    // The shape alone says which type it is, where the numbers of states and features differ.
    expect(fromHmmlearn({ ...chain, means_, covars_: stored[covariance_type] }).covarianceType).toBe(covariance_type);
  });

  it('takes K x D x D without a type as full, which predicts what any type predicts', () => {
    const rows = [
      [0.1, 1.2, 2.2],
      [2.9, 4.4, 4],
      [1.5, 2.5, 3.5],
    ];
    for (const covariance_type of types) {
      const typed = fromHmmlearn({ ...chain, means_, covars_: shown[covariance_type], covariance_type });
      const untyped = fromHmmlearn({ ...chain, means_, covars_: shown[covariance_type] });
      expect(untyped.covarianceType).toBe('full');
      expect(forward(untyped, rows).logLikelihood).toBeCloseTo(forward(typed, rows).logLikelihood, 12);
    }
  });

  it('reads arrays that come as storage with a shape', () => {
    const model = fromHmmlearn({
      startprob_: { shape: [2], data: Float64Array.of(0.25, 0.75) },
      transmat_: { shape: [2, 2], data: Float64Array.of(0.9, 0.1, 0.2, 0.8) },
      means_: { shape: [2, 3], data: Float64Array.from(means_.flat()) },
      covars_: { shape: [2, 3], data: Float64Array.from(stored.diag.flat()) },
    });
    expect(toHmmlearn(model)).toEqual({ ...chain, means_, covars_: stored.diag, covariance_type: 'diag' });
  });

  it('tells diag and tied apart with as many states as features where only one is possible', () => {
    const square = (covars_: number[][]) =>
      fromHmmlearn({
        ...chain,
        means_: [
          [0, 1],
          [2, 3],
        ],
        covars_,
      }).covarianceType;
    expect(
      square([
        [2, 0],
        [0, 1],
      ]),
    ).toBe('tied'); // a variance of 0 is none
    expect(
      square([
        [2, -0.5],
        [-0.5, 1],
      ]),
    ).toBe('tied');
    expect(
      square([
        [2, 0.5],
        [0.25, 1],
      ]),
    ).toBe('diag'); // not symmetric
    expect(() =>
      square([
        [2, 0.5],
        [0.5, 1],
      ]),
    ).toThrow(/covariance_type must be given as diag or tied/);
    expect(fromHmmlearn({ startprob_: [1], transmat_: [[1]], means_: [[0]], covars_: [[2]] }).covariances).toEqual(
      Float64Array.of(2),
    );
  });

  const sound: HmmlearnParameters = { ...chain, means_, covars_: stored.diag, covariance_type: 'diag' };
  it.each<[string, object, RegExp]>([
    ['another number of states', { transmat_: [[1]] }, /transmat_ must be 2 x 2, received 1 x 1/],
    ['ragged means', { means_: [[1], [2, 3]] }, /means_ must be K x D, received 2 x ragged/],
    [
      'numbers of no type',
      {
        covars_: [
          [-1, 1, 1],
          [2, 3, 4],
        ],
        covariance_type: undefined,
      },
      /covars_ .*variances above zero/,
    ],
    ['a shape of no type', { covars_: [1, 2, 3], covariance_type: undefined }, /cannot be 3/],
    [
      'covariances of another type',
      { covars_: stored.tied },
      /of type 'diag' must be 2 x 3 .* or 2 x 3 x 3 .* received 3 x 3/,
    ],
    ['correlations in a diagonal type', { covars_: stored.full }, /must be zero off the diagonal/],
    [
      'unequal variances in a spherical type',
      { covars_: shown.diag, covariance_type: 'spherical' },
      /equal along the diagonal/,
    ],
    ['unequal matrices in a tied type', { covars_: stored.full, covariance_type: 'tied' }, /the same for every state/],
    ['an unknown type', { covariance_type: 'banded' }, /covariance_type must be one of spherical, diag, tied, full/],
    [
      'a row of zeros',
      {
        transmat_: [
          [1, 0],
          [0, 0],
        ],
      },
      /transitionMatrix/,
    ],
    [
      'texts',
      {
        means_: [
          ['a', 1, 2],
          [3, 4, 5],
        ],
      },
      /means_ and all in it must be numbers, received "?a/,
    ],
    ['nothing', { covars_: null }, /covars_ must be given as an array/],
    ['data that do not fill their shape', { means_: { shape: [2, 3], data: [1] } }, /means_ must be 6, received 1/],
    ['another name', { covars: stored.diag }, /covars_/],
  ])('refuses %s', (_, wrong, message) => {
    expect(() => fromHmmlearn({ ...sound, ...wrong })).toThrow(message);
  });
});

describe('toHmmlearn(model)', () => {
  it.each(types)('gives %s covariances in the shape that the setter of hmmlearn takes', (covariance_type) => {
    const parameters = { ...chain, means_, covars_: stored[covariance_type], covariance_type };
    const written = toHmmlearn(fromHmmlearn(parameters));
    expect(written).toEqual(parameters);
    expect(JSON.parse(JSON.stringify(written))).toEqual(parameters);
  });
});
