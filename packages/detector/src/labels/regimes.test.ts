import { describe, expect, it } from 'vitest';
import { Regime, regimeNames } from './regimes.ts';

describe('regimeNames', () => {
  it.each([
    [1, ['neutral']],
    [2, ['risk_on', 'risk_off']],
    [3, ['risk_on', 'neutral', 'risk_off']],
    [4, ['risk_on', 'neutral_1', 'neutral_2', 'risk_off']],
    [6, ['risk_on', 'neutral_1', 'neutral_2', 'neutral_3', 'neutral_4', 'risk_off']],
  ])('regimeNames(%i) runs from the least to the most stressed', (nStates, expected) => {
    expect(regimeNames(nStates)).toEqual(expected);
  });

  it('regimeNames(3) are the values of Regime', () => {
    expect(regimeNames(3)).toEqual(Object.values(Regime));
  });
});
