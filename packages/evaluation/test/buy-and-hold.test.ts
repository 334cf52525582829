// Buy and hold of the S&P 500 (prices, no dividends), against values worked out with numpy from the same file.
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cagrByCalendar, cagrBySessions, maximumDrawdown, sharpeRatio, volatility } from '../src/index.ts';
import { gap, ROUNDING } from './support/gap.ts';

const elsewhere = process.env.REGIMEKIT_SHARED;
const file =
  elsewhere === undefined
    ? new URL('../../../../shared/data/market/spx.csv', import.meta.url)
    : new URL('data/market/spx.csv', pathToFileURL(`${elsewhere}/`));

describe.skipIf(!existsSync(file))(
  'the S&P 500 of 1990 to 2019 (skipped where ../shared/data/market does not exist)',
  () => {
    /** Days and simple returns, the first from the last close of 1989. */
    function history(): { dates: string[]; returns: number[] } {
      const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/u);
      const close = header!.split(',').indexOf('close');
      const rows = lines.map((line) => line.split(',')).filter((row) => row[close] !== '');
      const first = rows.findIndex(([date]) => date! >= '1990-01-01') - 1;
      const kept = rows.slice(first).filter(([date]) => date! <= '2019-12-31');
      const prices = kept.map((row) => Number(row[close]));
      return {
        dates: kept.map(([date]) => date!),
        returns: prices.slice(1).map((price, t) => (price - prices[t]!) / prices[t]!),
      };
    }

    it('grew 7.66 % a year by either convention, at a volatility of 17.4 % and a ratio of .51', () => {
      const { dates, returns } = history();
      expect([dates[0], dates.at(-1), returns.length]).toEqual(['1989-12-29', '2019-12-31', 7559]);
      expect(gap(cagrBySessions(returns), 0.076_561_718_449_738_91)).toBeLessThanOrEqual(ROUNDING);
      const calendar = cagrByCalendar(returns, { from: '1989-12-29', to: '2019-12-31' });
      expect(gap(calendar, 0.076_540_344_154_715_67)).toBeLessThanOrEqual(ROUNDING);
      expect(gap(volatility(returns), 0.174_237_628_763_538_02)).toBeLessThanOrEqual(ROUNDING);
      expect(gap(sharpeRatio(returns), 0.510_655_691_526_944_6)).toBeLessThanOrEqual(ROUNDING);
    });

    it('fell by 56.8 % from 9 October 2007 to 9 March 2009, and was back on 28 March 2013', () => {
      const { dates, returns } = history();
      const { depth, peak, trough, recovery } = maximumDrawdown(returns);
      expect(gap(depth, -0.567_753_889_403_571_6)).toBeLessThanOrEqual(ROUNDING);
      expect([peak, trough, recovery!].map((t) => dates[t])).toEqual(['2007-10-09', '2009-03-09', '2013-03-28']);
    });
  },
);
