import { describe, expect, it } from 'vitest';
import type { StateProfile } from './state-profile.ts';
import { scoreByStress, scoreByWeights, stressFeatures } from './stress-score.ts';

const profile: StateProfile = {
  state: 0,
  means: { vix_level: 40, realized_vol_20d: 0.4, other: 7 },
  standardDeviations: { vix_level: 1, realized_vol_20d: 1, other: 1 },
  standardizedMeans: { vix_level: 2, realized_vol_20d: 3, other: 100 },
  totalVariance: 5,
};

describe('scoreByStress', () => {
  it('scoreByStress(profile) averages the standardised means of the stress features', () => {
    expect(scoreByStress(profile)).toBe(2.5);
  });

  it('scoreByStress(profile) is the total variance where there is none of them', () => {
    expect(scoreByStress({ ...profile, means: { other: 7 }, standardizedMeans: { other: 100 } })).toBe(5);
  });

  it('stressFeatures(names) finds those that are there', () => {
    expect(stressFeatures(['hy_spread', 'x', 'vix_level'])).toEqual(['vix_level', 'hy_spread']);
  });
});

describe('scoreByWeights', () => {
  it('scoreByWeights(profile, weights) is their weighted sum', () => {
    expect(scoreByWeights(profile, { vix_level: 0.5, other: -0.01 })).toBe(0);
  });
});
