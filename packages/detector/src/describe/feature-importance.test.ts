import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { featureImportance } from './feature-importance.ts';

const transitionMatrix = [
  [0.9, 0.1],
  [0.3, 0.7],
];
/** A dozen operations in double precision. */
const DIGITS = 14;

describe('featureImportance', () => {
  it('featureImportance(model) is the between-state share of the variance, as worked out on paper', () => {
    // Feature 0: weights 3/4 and 1/4 on means 0 and 4 give mean 1, between 0.75 * 1 + 0.25 * 9 = 3, within 1: share 3/4.
    // Feature 1: means -1 and 1 give mean -0.5, between 0.75 * 0.25 + 0.25 * 2.25 = 0.75, within 2.25: share 1/4.
    const model = handMadeModel({
      transitionMatrix,
      means: [
        [0, -1],
        [4, 1],
      ],
      covariances: [
        [1, 2],
        [1, 3],
      ],
      occupancy: [0.75, 0.25],
      featureNames: ['a', 'b'],
    });
    const importance = featureImportance(model);
    expect(importance['a']).toBeCloseTo(0.75, DIGITS);
    expect(importance['b']).toBeCloseTo(0.25, DIGITS);
  });

  it('featureImportance(model) weighs states by occupancy', () => {
    const parts = {
      transitionMatrix,
      means: [
        [0, 0],
        [4, 1],
      ],
      covariances: [
        [1, 1],
        [1, 1],
      ],
    };
    const even = featureImportance(handMadeModel(parts));
    const rare = featureImportance(handMadeModel({ ...parts, occupancy: [0.999, 0.001] }));
    expect(even['feature_0']).not.toBeCloseTo(rare['feature_0']!, 2);
  });

  it('featureImportance(model) gives a feature nothing when its means agree', () => {
    const model = handMadeModel({
      transitionMatrix,
      means: [
        [0, 7],
        [4, 7],
      ],
      covariances: [
        [1, 1],
        [1, 9],
      ],
    });
    expect(featureImportance(model)).toEqual({ feature_0: 1, feature_1: 0 });
  });

  it('featureImportance(model) is even when nothing tells the regimes apart', () => {
    const one = handMadeModel({ transitionMatrix: [[1]], means: [[1, 2]], covariances: [[1, 1]] });
    expect(featureImportance(one)).toEqual({ feature_0: 0.5, feature_1: 0.5 });
  });

  it.each([
    ['spherical', [1, 2]],
    [
      'diag',
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      'tied',
      [
        [1, 0.2],
        [0.2, 2],
      ],
    ],
    [
      'full',
      [
        [
          [1, 0.2],
          [0.2, 1],
        ],
        [
          [2, 0],
          [0, 2],
        ],
      ],
    ],
  ] as const)('featureImportance(model) sums to one with %s covariance', (covarianceType, covariances) => {
    const model = handMadeModel({
      covarianceType,
      transitionMatrix,
      means: [
        [0, 1],
        [3, -1],
      ],
      covariances: structuredClone(covariances) as unknown as number[][],
    });
    const values = Object.values(featureImportance(model));
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(1, DIGITS);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  });
});
