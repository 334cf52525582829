import { describe, expect, it } from 'vitest';
import { handMadeModel } from '../../test/support/hand-made-model.ts';
import { InvalidOptionsError } from '../errors.ts';
import { filterHistory } from './filter-history.ts';
import { outlookAt } from './regime-outlook.ts';

// States so far apart that a row's regime is beyond doubt.
const model = handMadeModel({
  transitionMatrix: [
    [0.9, 0.1],
    [0.2, 0.8],
  ],
  means: [[0], [100]],
  covariances: [[1], [1]],
});
const DIGITS = 12;

function outlook(rows: number[], horizons = [1, 5]) {
  return outlookAt(model, filterHistory(model, rows, {}), horizons);
}

describe('outlookAt', () => {
  it('outlookAt(model, history, horizons) counts the rows of the present run', () => {
    expect(outlook([0, 100, 100, 0, 0, 0])).toMatchObject({ regime: 'risk_on', lasted: 3, sinceStart: false });
    expect(outlook([100, 100])).toMatchObject({ regime: 'risk_off', lasted: 2, sinceStart: true });
  });

  it('outlookAt(model, history, horizons) gives 1 - a_kk^h and p A^h', () => {
    const { horizons, expectedDuration } = outlook([100, 0]);
    expect(expectedDuration).toBeCloseTo(10, DIGITS);
    expect(horizons[0]!.probabilityToLeave).toBeCloseTo(0.1, DIGITS);
    expect(horizons[1]!.probabilityToLeave).toBeCloseTo(1 - 0.9 ** 5, DIGITS);
    expect(horizons[0]!.probabilities.risk_on).toBeCloseTo(0.9, DIGITS);
    // Two-state chain: P(on after h) = pi + (1 - pi) (1 - 0.1 - 0.2)^h with pi = 2/3.
    expect(horizons[1]!.probabilities.risk_on).toBeCloseTo(2 / 3 + 0.7 ** 5 / 3, DIGITS);
  });

  it('outlookAt(model, history, horizons) says when the regime ends, with an interval of 80 %', () => {
    const { timeToLeave, expectedDuration } = outlook([100, 0]);
    // 1 - 0.9^h reaches 0.1 at 1, a half at 7, 0.9 at 22.
    expect(timeToLeave).toMatchObject({ median: 7, coverage: 0.8, lower: 1, upper: 22, neverProb: 0 });
    expect(timeToLeave.mean).toBe(expectedDuration);
    expect(outlook([0, 100]).timeToLeave).toMatchObject({ median: 4, lower: 1, upper: 11 });
  });

  it.each([0, 1.5, -3, NaN])('outlookAt(model, history, [%s]) is refused', (days) => {
    expect(() => outlook([0], [days])).toThrow(InvalidOptionsError);
  });

  it('outlookAt(model, history, []) has no horizons', () => {
    expect(outlook([0], []).horizons).toEqual([]);
  });
});
