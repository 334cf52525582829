import { describe, expect, it } from 'vitest';
import { measureAgreement, measureDelay, measureSureAnswers, type JudgedDay } from '../src/commands/demo/agreement.ts';

/** Days from pairs of letters: the truth and the answer. */
function days(pairs: string, confidence: readonly number[] = []): JudgedDay[] {
  return pairs.split(' ').map(([truth, answer], i) => ({
    date: `2024-01-${String(i + 1).padStart(2, '0')}`,
    truth: truth!,
    answer: answer!,
    confidence: confidence[i] ?? 1,
  }));
}

describe('measureAgreement', () => {
  it('measureAgreement(days, regimes) counts by truth and answer', () => {
    const agreement = measureAgreement(days('aa aa aa ab bb ba'), ['a', 'b', 'c']);
    expect(agreement).toEqual({
      from: '2024-01-01',
      to: '2024-01-06',
      days: 6,
      accuracy: 4 / 6,
      balancedAccuracy: (3 / 4 + 1 / 2) / 2, // c never occurs and does not count
      constantAnswer: { regime: 'a', accuracy: 4 / 6, balancedAccuracy: 1 / 2 },
      regimes: [
        { regime: 'a', days: 4, recall: 3 / 4, precision: 3 / 4 },
        { regime: 'b', days: 2, recall: 1 / 2, precision: 1 / 2 },
        { regime: 'c', days: 0, recall: null, precision: null },
      ],
      confusion: [
        [3, 1, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
    });
  });

  it('measureAgreement(days, regimes) of the commonest answer alone is that of the constant answer', () => {
    const { accuracy, balancedAccuracy, constantAnswer } = measureAgreement(days('aa ba aa ca'), ['a', 'b', 'c']);
    expect(constantAnswer).toEqual({ regime: 'a', accuracy, balancedAccuracy });
  });
});

describe('measureDelay', () => {
  it('measureDelay(days) counts days from each change to the first right answer', () => {
    // To b: followed on the day itself. To a: two days later. To c: never. To a: one day later.
    expect(measureDelay(days('aa bb ab ab aa cb cb ac aa'))).toEqual({ changes: 4, followed: 3, medianDays: 1 });
  });

  it('measureDelay(days) without a change has no median', () => {
    expect(measureDelay(days('aa ab aa'))).toEqual({ changes: 0, followed: 0, medianDays: null });
  });
});

describe('measureSureAnswers', () => {
  it('measureSureAnswers(days, above) judges the sure days alone', () => {
    const some = days('aa ab ba bb', [0.9, 0.8, 0.7, 0.95]);
    expect(measureSureAnswers(some, 0.75)).toEqual({ above: 0.75, days: 3, accuracy: 2 / 3 });
    expect(measureSureAnswers(some, 0.99)).toEqual({ above: 0.99, days: 0, accuracy: null });
  });
});
