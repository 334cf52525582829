import { describe, expect, it } from 'vitest';
import { FeatureCalculator } from '../src/index.ts';
import { hasRealMarket, readRealMarket } from './support/markets.ts';

describe.skipIf(!hasRealMarket)(
  'the nine features of 1997 to 2019 (skipped where ../shared/data/market does not exist)',
  () => {
    const inputs = hasRealMarket ? readRealMarket() : undefined;
    const features = inputs && new FeatureCalculator().calculateFeatureHistory(inputs);

    it('calculateFeatureHistory(inputs) begins 20 sessions after the first known spread and loses no day', () => {
      // The spread's first value is of 1996-12-31, so known on 1997-01-02; its change over 20 sessions follows.
      expect(features!.dates[0]).toBe('1997-01-30');
      expect(features!.dates.at(-1)).toBe('2019-12-31');
      expect([features!.rows, features!.columns]).toEqual([5768, 9]);
      expect(features!.lengths).toEqual([5768]);
      expect(features!.report.dropped).toEqual([]);
      expect(features!.report.gaps).toEqual([]);
      expect(features!.report.warmUp).toMatchObject({ from: '1970-01-02', to: '1997-01-29', nSessions: 6845 });
    });

    it('calculateFeatureHistory(inputs) gives the crisis day 2008-10-24 its sizes', () => {
      const day = features!.record(features!.indexOf('2008-10-24'));
      expect(day['vix_level']).toBe(79.13);
      expect(day['vix_percentile']).toBe(251.5 / 252); // above all of the year but itself
      expect(day['realized_vol_20d']).toBeCloseTo(0.8205, 4);
      expect(day['return_20d']).toBeCloseTo(876.77 / 1213.27 - 1, 10); // closes of 2008-10-24 and 2008-09-26
      expect(day['drawdown']).toBeCloseTo(876.77 / 1549.38 - 1, 10); // highest close: 2007-10-31
      expect(day['hy_spread']).toBe(16.34); // of 2008-10-23, known the day after
    });

    it('calculateFeatureHistory(inputs) has a drawdown of exactly 0 on about a tenth of all days', () => {
      const zeros = features!.column('drawdown').filter((value) => value === 0).length;
      expect(zeros / features!.rows).toBeCloseTo(0.1, 1);
      expect(Math.max(...features!.column('drawdown'))).toBe(0);
    });

    it('calculateFeatureHistory(inputs) carries the missing VIX closes and the yields of bond holidays, and says so', () => {
      const carried = features!.report.carried.filter(({ date }) => date >= '1997-01-30');
      const vix = carried.filter(({ series }) => series === 'vix');
      expect(vix.map(({ date, valueOn }) => [date, valueOn])).toEqual([
        ['1997-01-31', '1997-01-30'],
        ['1997-11-26', '1997-11-25'],
        ['1999-12-31', '1999-12-30'],
      ]);
      // Columbus Day 2019 was Monday, October 14: on Tuesday the yields of Friday are still the newest.
      expect(carried).toContainEqual({
        date: '2019-10-15',
        series: 'treasury_10y',
        valueOn: '2019-10-11',
        sessions: 1,
      });
      expect(features!.get(features!.indexOf('1997-11-26'), 0)).toBe(features!.get(features!.indexOf('1997-11-25'), 0));
    });

    it('calculateFeatureHistory(inputs) ignores the VIX of 2004-06-11, when the stock market was shut', () => {
      expect(features!.indexOf('2004-06-11')).toBe(-1);
      expect(features!.get(features!.indexOf('2004-06-14'), 0)).toBe(16.07);
    });

    it('calculateFeatureHistory(inputs) goes on over the closure of September 2001 with the last values known', () => {
      const after = features!.indexOf('2001-09-17');
      expect(features!.dates[after - 1]).toBe('2001-09-10');
      expect(features!.record(after)).toMatchObject({ vix_level: 41.76, hy_spread: 9.41 }); // the spread of Friday 14th
      expect(features!.record(after)['yield_curve_slope']).toBeCloseTo(4.57 - 2.87, 12);
    });

    it('calculateFeatureHistory(inputs) uses the spread of a month that ends on a Saturday on the Monday after', () => {
      // 17.39 on Friday 2009-02-27, 17.38 on Saturday 2009-02-28
      expect(features!.record(features!.indexOf('2009-03-02'))['hy_spread']).toBe(17.38);
    });

    it('calculateFeatureHistory(inputs) takes a value dated on a stock holiday on the next session', () => {
      // Labor Day 2013-09-02 has a spread, Friday 2013-08-30 has none.
      expect(features!.record(features!.indexOf('2013-09-03'))['hy_spread']).toBe(4.78);
    });
  },
);
