import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { featureEvidence } from './feature-evidence.ts';

const two = handMadeModel({
  transitionMatrix: [
    [0.9, 0.1],
    [0.1, 0.9],
  ],
  means: [
    [0, 0],
    [2, 0],
  ],
  covariances: [
    [1, 1],
    [1, 1],
  ],
  scaler: { means: [10, 0], scales: [5, 1] },
  featureNames: ['a', 'b'],
});

describe('featureEvidence', () => {
  it('featureEvidence(model, row, state) is the difference of the log densities, strongest first', () => {
    // a = 20 is 2 standard deviations up: log N(2; 2, 1) - log N(2; 0, 1) = 2 nats for the second state.
    expect(featureEvidence(two, [20, 0.3], 1)).toEqual([
      { name: 'a', value: 20, evidence: 2 },
      { name: 'b', value: 0.3, evidence: 0 },
    ]);
    expect(featureEvidence(two, [20, 0.3], 0)[1]).toEqual({ name: 'a', value: 20, evidence: -2 });
  });

  it('featureEvidence(model, row, state) weighs the others by their share of time', () => {
    const three = handMadeModel({
      transitionMatrix: [
        [0.8, 0.1, 0.1],
        [0.1, 0.8, 0.1],
        [0.1, 0.1, 0.8],
      ],
      means: [[0], [0], [3]],
      covariances: [[1], [4], [1]],
      occupancy: [0.6, 0.2, 0.2],
    });
    const density = (x: number, mean: number, sd: number) => Math.exp(-((x - mean) ** 2) / (2 * sd * sd)) / sd;
    const expected = Math.log(density(2, 3, 1) / (0.75 * density(2, 0, 1) + 0.25 * density(2, 0, 2)));
    expect(featureEvidence(three, [2], 2)[0]?.evidence).toBeCloseTo(expected, 14);
  });

  it('featureEvidence(model, row, state) is 0 where there is nothing to compare with', () => {
    const one = handMadeModel({ transitionMatrix: [[1]], means: [[0]], covariances: [[1]] });
    expect(featureEvidence(one, [5], 0)).toEqual([{ name: 'feature_0', value: 5, evidence: 0 }]);
    expect(featureEvidence(two, [1e300, 0], 0).every(({ evidence }) => !Number.isNaN(evidence))).toBe(true);
  });
});
