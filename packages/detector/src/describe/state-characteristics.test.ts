import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { describeRegimes } from './state-characteristics.ts';

describe('describeRegimes', () => {
  it('describeRegimes(model) gives means and standard deviations in the features own units', () => {
    const model = handMadeModel({
      transitionMatrix: [
        [0.75, 0.25],
        [0.5, 0.5],
      ],
      means: [
        [-1, 0.5],
        [2, 0],
      ],
      covariances: [
        [0.25, 1],
        [4, 9],
      ],
      scaler: { means: [20, 0.1], scales: [8, 0.02] },
      occupancy: [0.6, 0.4],
      featureNames: ['vix_level', 'realized_vol_20d'],
    });
    expect(describeRegimes(model)).toEqual({
      risk_on: {
        features: {
          vix_level: { mean: 12, standardDeviation: 4 },
          realized_vol_20d: { mean: 0.11, standardDeviation: 0.02 },
        },
        shareOfTime: 0.6,
        expectedDuration: 4,
      },
      risk_off: {
        features: {
          vix_level: { mean: 36, standardDeviation: 16 },
          realized_vol_20d: { mean: 0.1, standardDeviation: 0.06 },
        },
        shareOfTime: 0.4,
        expectedDuration: 2,
      },
    });
  });

  it('describeRegimes(model) reads the diagonal of a full covariance', () => {
    const model = handMadeModel({
      covarianceType: 'full',
      transitionMatrix: [[1]],
      means: [[0, 0]],
      covariances: [
        [
          [4, 1],
          [1, 9],
        ],
      ],
    });
    const { features, expectedDuration } = describeRegimes(model).neutral;
    expect(features['feature_0']?.standardDeviation).toBe(2);
    expect(features['feature_1']?.standardDeviation).toBe(3);
    expect(expectedDuration).toBe(Infinity);
  });
});
