import { MatrixView } from '@regimekit/numerics';
import { describe, expect, it } from 'vitest';
import { InvalidSeriesError, judgeRecessions, type SignalHistory } from '../index.ts';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'];
const stress = [0.1, 0.2, 0.8, 0.9, 0.6, 0.1];
const signals: SignalHistory = {
  dates,
  regimes: ['risk_on', 'risk_off'],
  probs: MatrixView.from(stress.map((p) => [1 - p, p])),
  fold: new Int32Array(dates.length),
};

describe('judgeRecessions(signals, { spans, knownTo })', () => {
  it('sets the most stressed regime beside the recessions, as counted by hand', () => {
    const found = judgeRecessions(signals, { spans: [{ from: '2024-01-03', to: '2024-01-06' }] })!;
    expect(found).toMatchObject({ days: 6, from: dates[0], to: dates[5], insideShare: 2 / 3, outsideShare: 1 / 3 });
    expect(found.rows).toEqual([
      {
        from: '2024-01-03',
        to: '2024-01-05',
        days: 3,
        meanProb: expect.closeTo(1.9 / 3, 12),
        calledShare: 2 / 3,
        firstCalled: '2024-01-04',
        delay: 1,
      },
    ]);
  });

  it('says nothing of days that are not dated yet', () => {
    const spans = [{ from: '2024-01-03', to: '2024-01-06' }];
    expect(judgeRecessions(signals, { spans, knownTo: '2024-01-05' })).toMatchObject({ days: 4, outsideShare: 0 });
    expect(judgeRecessions(signals, { spans: [], knownTo: '2023-12-31' })).toBeNull();
    expect(judgeRecessions(signals, { spans: [] })).toMatchObject({ rows: [], insideShare: null });
  });

  it('refuses spans that overlap or end before they begin', () => {
    const twice = [
      { from: '2024-01-03', to: '2024-01-06' },
      { from: '2024-01-05', to: '2024-01-08' },
    ];
    expect(() => judgeRecessions(signals, { spans: twice })).toThrow(InvalidSeriesError);
    expect(() => judgeRecessions(signals, { spans: [{ from: '2024-01-06', to: '2024-01-03' }] })).toThrow('overlap');
  });
});
