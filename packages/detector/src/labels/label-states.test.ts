import { describe, expect, it } from 'vitest';
import { InvalidOptionsError } from '../errors.ts';
import { labelStates } from './label-states.ts';
import type { StateProfile } from './state-profile.ts';

function profile(state: number, standardizedMeans: Record<string, number>, totalVariance = 1): StateProfile {
  return { state, standardizedMeans, totalVariance, means: standardizedMeans, standardDeviations: standardizedMeans };
}

const byVix = [profile(0, { vix_level: 2, return_20d: 9 }), profile(1, { vix_level: -1, return_20d: 0 })];

describe('labelStates', () => {
  it('labelStates(profiles) orders by the average of the stress features that are there', () => {
    const profiles = [
      profile(0, { vix_level: 0.5, hy_spread: 2, return_20d: -9 }),
      profile(1, { vix_level: 1, hy_spread: 0, return_20d: 9 }),
      profile(2, { vix_level: -1, hy_spread: -0.5, return_20d: 99 }),
    ];
    const { order, rule } = labelStates(profiles, undefined);
    expect(order).toEqual([2, 1, 0]);
    expect(rule).toEqual({ kind: 'stress', features: ['vix_level', 'hy_spread'] });
  });

  it('labelStates(profiles) orders by total variance where no stress feature is there', () => {
    const profiles = [profile(0, { a: 9 }, 3), profile(1, { a: 0 }, 1), profile(2, { a: -9 }, 2)];
    const { order, rule } = labelStates(profiles, undefined);
    expect(order).toEqual([1, 2, 0]);
    expect(rule).toEqual({ kind: 'total_variance' });
  });

  it('labelStates(profiles) breaks ties by the mean of the first feature, then by the number of the state', () => {
    const profiles = [profile(0, { a: 1 }), profile(1, { a: 0 }), profile(2, { a: 1 })];
    expect(labelStates(profiles, undefined).order).toEqual([1, 0, 2]);
  });

  it('labelStates(profiles, weights) orders by the weighted sum', () => {
    expect(labelStates(byVix, { return_20d: -1 })).toEqual({
      order: [0, 1],
      rule: { kind: 'weights', weights: { return_20d: -1 } },
    });
  });

  it('labelStates(profiles, function) orders by its value', () => {
    const { order, rule } = labelStates(byVix, ({ means }) => -means['vix_level']!);
    expect(order).toEqual([0, 1]);
    expect(rule).toEqual({ kind: 'function' });
  });

  it('labelStates(profiles, array) takes the word of its author', () => {
    const profiles = [profile(0, { a: 0 }), profile(1, { a: 1 }), profile(2, { a: 2 })];
    const { order, rule } = labelStates(profiles, ['neutral', 'risk_off', 'risk_on']);
    expect(order).toEqual([2, 0, 1]);
    expect(rule).toEqual({ kind: 'explicit', regimes: ['neutral', 'risk_off', 'risk_on'] });
  });

  it('labelStates(profiles, weights) refuses a feature that is not there, with those that are', () => {
    expect(() => labelStates(byVix, { vix: 1 })).toThrow(InvalidOptionsError);
    expect(() => labelStates(byVix, { vix: 1 })).toThrow('weight to vix; the features are vix_level, return_20d');
  });

  it('labelStates(profiles, function) refuses a score that is no finite number', () => {
    expect(() => labelStates(byVix, () => NaN)).toThrow('must return a finite number, received NaN for state 0');
  });
});
