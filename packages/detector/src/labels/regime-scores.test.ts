import { describe, expect, it } from 'vitest';
import { RegimeDetector, type LabelsOption } from '../index.ts';
import { market } from '../../test/support/fitted-toy.ts';
import { threeRegimeNames } from '../../test/support/toy-market.ts';
import { regimeScores } from './regime-scores.ts';

const fitWith = (labels?: LabelsOption) =>
  new RegimeDetector({ seed: 7, restarts: 4, labels }).fit(market.rows, { featureNames: threeRegimeNames }).model;

describe('regimeScores(model)', () => {
  it('is the mean of VIX and volatility in standard deviations, by stress', () => {
    const model = fitWith();
    const byHand = model.regimes.map((_, k) => (model.moments.means.get(k, 0) + model.moments.means.get(k, 1)) / 2);
    expect(regimeScores(model)).toEqual(byHand);
    expect(byHand).toEqual(byHand.toSorted((a, b) => a - b));
  });

  it('does not depend on the size of the weights, only on their proportions', () => {
    const [small, large] = [1, 50].map((w) => regimeScores(fitWith({ vix_level: w, return_20d: -w }))!);
    small!.forEach((score, k) => expect(score).toBeCloseTo(large![k]!, 12));
    expect(small![2]! - small![0]!).toBeGreaterThan(0.5);
  });

  it('is a variance an average feature, where the names come from the total variance', () => {
    const { model } = new RegimeDetector({ seed: 7, restarts: 4 }).fit(market.rows);
    const variance = (k: number) =>
      model.moments.covariances.slice(3 * k, 3 * k + 3).reduce((sum, v) => sum + v, 0) / 3;
    regimeScores(model)!.forEach((score, k) => expect(score).toBeCloseTo(variance(k), 12));
  });

  it('is null for names that nobody can give again', () => {
    expect(regimeScores(fitWith(({ state }) => state))).toBeNull();
    expect(regimeScores(fitWith(['risk_off', 'neutral', 'risk_on']))).toBeNull();
  });
});
