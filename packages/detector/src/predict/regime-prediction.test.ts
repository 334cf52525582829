import { describe, expect, it } from 'vitest';
import { createRegimePrediction, indexOfMaximum } from './regime-prediction.ts';

describe('createRegimePrediction', () => {
  const regimes = ['risk_on', 'neutral', 'risk_off'] as const;

  it('createRegimePrediction(regimes, probs, place) names the most probable regime and all probabilities', () => {
    const place = { row: 7, date: '2017-05-01', rowsSeen: 8 };
    expect(createRegimePrediction(regimes, Float64Array.of(0.2, 0.7, 0.1), place)).toEqual({
      row: 7,
      date: '2017-05-01',
      regime: 'neutral',
      confidence: 0.7,
      probabilities: { risk_on: 0.2, neutral: 0.7, risk_off: 0.1 },
      basis: { kind: 'history', rows: 8 },
    });
  });

  it('createRegimePrediction(regimes, probs, place) says stationary for a row without history', () => {
    const place = { row: 0, date: null, rowsSeen: 1 };
    expect(createRegimePrediction(regimes, Float64Array.of(1, 0, 0), place).basis).toEqual({
      kind: 'stationary',
      rows: 1,
    });
  });

  it('indexOfMaximum(values) takes the first of equals: the less stressed', () => {
    expect(indexOfMaximum([0.25, 0.5, 0.5])).toBe(1);
  });
});
