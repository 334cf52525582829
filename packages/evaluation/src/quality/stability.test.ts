import { describe, expect, it } from 'vitest';
import { weekdays } from '../../test/support/days.ts';
import { InvalidOptionError, InvalidSeriesError, labelStability, type LabelFold } from '../index.ts';

const days = weekdays('2020-01-01', 600);

/** A fold over the first `n` days, all of label 0 and confidence .7 but for what is given. */
function fold(n: number, change: (t: number) => { label?: number; confidence?: number } = () => ({})): LabelFold {
  const each = Array.from({ length: n }, (_, t) => ({ label: 0, confidence: 0.7, ...change(t) }));
  return {
    dates: days.slice(0, n),
    labels: each.map(({ label }) => label),
    confidence: each.map(({ confidence }) => confidence),
  };
}

describe('labelStability(folds, options)', () => {
  it('states the share of the last year that each refit relabelled, by hand', () => {
    // The second fold relabels days 290 and 291; of the 10 last days of the first (290..299) that is a fifth.
    const report = labelStability(
      [fold(300), fold(321, (t) => ({ label: t === 290 || t === 291 ? 1 : 0 })), fold(342)],
      {
        nLabels: 2,
        lastDays: 10,
      },
    );
    expect(report.refits.map(({ days: n, relabelled, passed }) => [n, relabelled, passed])).toEqual([
      [10, 0.2, false],
      [10, 0, true],
    ]);
    expect(report).toMatchObject({ meanRelabelled: 0.1, worstRelabelled: 0.2, passed: false });
  });

  it('follows labels as first stated through one refit and one year, by stated confidence', () => {
    // Fold 1 states days 300..319: half of them as 1 with confidence .97, which fold 2 takes back and fold 3 gives again.
    const bold = (t: number) => (t >= 310 && t < 320 ? { label: 1, confidence: 0.97 } : {});
    const folds = [fold(300), fold(320, bold), fold(340), fold(590, bold)];
    const { survival, survivedRefit, survivedYear } = labelStability(folds, { nLabels: 2 });
    expect(survival.find(({ from }) => from === 0.95)).toEqual({
      from: 0.95,
      to: 0.99,
      afterRefit: 10,
      survivedRefit: 0,
      afterYear: 10,
      survivedYear: 1,
    });
    // Of confidence .7: 10 days of fold 1 and 20 of fold 2 are judged by the next; those of fold 3 by none.
    expect(survival.find(({ from }) => from === 0.6)).toMatchObject({
      afterRefit: 30,
      survivedRefit: 1,
      survivedYear: 1,
    });
    expect(survivedRefit).toBe(30 / 40);
    expect(survivedYear).toBe(1);
  });

  it('judges no label after a year that has not passed', () => {
    const { survival, survivedYear } = labelStability([fold(300), fold(321), fold(342)], { nLabels: 2 });
    expect(survivedYear).toBeUndefined();
    expect(survival.every(({ afterYear }) => afterYear === 0)).toBe(true);
  });

  it('states the age of the last label', () => {
    const folds = [fold(300), fold(321, (t) => ({ label: t >= 316 ? 1 : 0 }))];
    expect(labelStability(folds, { nLabels: 2 }).lastAge).toBe(5);
  });

  it('refuses one fold, folds out of order or without a common day', () => {
    expect(() => labelStability([fold(300)], { nLabels: 2 })).toThrow(InvalidOptionError);
    expect(() => labelStability([fold(300), fold(200)], { nLabels: 2 })).toThrow(InvalidOptionError);
    const apart = { dates: days.slice(400, 500), labels: new Int32Array(100), confidence: new Float64Array(100) };
    expect(() => labelStability([fold(300), apart], { nLabels: 2 })).toThrow(InvalidSeriesError);
  });
});
