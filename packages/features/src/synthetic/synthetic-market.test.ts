import { describe, expect, it } from 'vitest';
import { dayNumber, isoDate, weekday } from '../dates.ts';
import { InvalidDateError, InvalidOptionError } from '../errors.ts';
import { FeatureCalculator } from '../feature-calculator.ts';
import type { MarketSeries } from '../market-series.ts';
import { createSyntheticMarket } from './synthetic-market.ts';
import { easterSunday, isBondDay, isSession } from './trading-calendar.ts';

const market = createSyntheticMarket();
const { inputs, regimes } = market;

function known(series: MarketSeries): Float64Array {
  return series.values.filter((value) => !Number.isNaN(value));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: number[], b: number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = (x: number[], y: number[], mx: number, my: number) =>
    mean(x.map((value, i) => (value - mx) * (y[i]! - my)));
  return covariance(a, b, ma, mb) / Math.sqrt(covariance(a, a, ma, ma) * covariance(b, b, mb, mb));
}

/** The lengths of the spells of each regime, in sessions. */
function spellLengths(regime: string): number[] {
  const lengths: number[] = [];
  for (const [t, day] of regimes.entries()) {
    if (day.regime !== regime) continue;
    if (regimes[t - 1]?.regime === regime) lengths[lengths.length - 1]! += 1;
    else lengths.push(1);
  }
  return lengths;
}

describe('createSyntheticMarket(options)', () => {
  it('gives the same market for the same seed, and another for another', () => {
    expect(createSyntheticMarket({ seed: 42 })).toEqual(market);
    expect(createSyntheticMarket({ seed: 43 }).inputs.price.values).not.toEqual(inputs.price.values);
  });

  it('keeps the numbers it has always had', () => {
    expect(known(inputs.price).slice(-3)).toEqual(Float64Array.of(6803.39, 6739.71, 6798.22));
    expect(known(inputs.vix).slice(-3)).toEqual(Float64Array.of(25.33, 25.86, 25.16));
    expect(known(inputs.hySpread).slice(-3)).toEqual(Float64Array.of(5.07, 5.05, 4.99));
    expect(known(inputs.treasury.tenYear).slice(-3)).toEqual(Float64Array.of(3.58, 3.57, 3.55));
  });

  it('begins a longer market with the shorter one', () => {
    const short = createSyntheticMarket({ nDays: 500 });
    const n = short.inputs.price.dates.length;
    expect(n).toBe(500);
    expect(short.regimes).toEqual(regimes.slice(0, n));
    for (const pick of [
      (m: typeof market) => m.inputs.price,
      (m: typeof market) => m.inputs.vix,
      (m: typeof market) => m.inputs.treasury.twoYear,
      (m: typeof market) => m.inputs.hySpread,
    ]) {
      const rows = pick(short).dates.length;
      expect(pick(short).dates).toEqual(pick(market).dates.slice(0, rows));
      expect(pick(short).values).toEqual(pick(market).values.slice(0, rows));
    }
  });

  it('covers twenty years by default, or what it is told', () => {
    expect([inputs.price.dates[0], inputs.price.dates.at(-1)]).toEqual(['2004-01-02', '2023-12-29']);
    expect(regimes.map(({ date }) => date)).toEqual(inputs.price.dates);
    const week = createSyntheticMarket({ start: '2010-12-31', end: '2011-01-09' });
    expect(week.inputs.price.dates).toEqual([
      '2010-12-31',
      '2011-01-03',
      '2011-01-04',
      '2011-01-05',
      '2011-01-06',
      '2011-01-07',
    ]);
  });

  it('throws for a range without sessions, two ends at once, a bad seed or a bad day', () => {
    expect(() => createSyntheticMarket({ start: '2024-01-06', end: '2024-01-07' })).toThrow(InvalidOptionError);
    expect(() => createSyntheticMarket({ nDays: 0 })).toThrow(InvalidOptionError);
    expect(() => createSyntheticMarket({ nDays: 10, end: '2024-01-06' })).toThrow(
      'nDays: expected either nDays or end',
    );
    expect(() => createSyntheticMarket({ seed: 1.5 })).toThrow(InvalidOptionError);
    expect(() => createSyntheticMarket({ start: 'now' })).toThrow(InvalidDateError);
  });

  it('stays within realistic levels for many seeds', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { inputs: some } = createSyntheticMarket({ seed });
      const range = (series: MarketSeries) => [Math.min(...known(series)), Math.max(...known(series))] as const;
      expect(range(some.vix)[0]).toBeGreaterThanOrEqual(9);
      expect(range(some.vix)[1]).toBeGreaterThan(40);
      expect(range(some.vix)[1]).toBeLessThanOrEqual(85);
      expect(range(some.hySpread)[0]).toBeGreaterThanOrEqual(2.5);
      expect(range(some.hySpread)[1]).toBeLessThanOrEqual(20);
      expect(range(some.treasury.twoYear)[0]).toBeGreaterThan(0);
      expect(range(some.treasury.tenYear)[1]).toBeLessThan(8);
      expect(range(some.price)[0]).toBeGreaterThan(300);
    }
  });

  it('has regimes that last: risk_on months to years, risk_off weeks to months, each of them often enough', () => {
    expect(Math.min(...spellLengths('risk_on').slice(0, -1))).toBeGreaterThanOrEqual(60);
    expect(mean(spellLengths('risk_on'))).toBeGreaterThan(150);
    expect(Math.min(...spellLengths('risk_off'))).toBeGreaterThanOrEqual(20);
    expect(mean(spellLengths('risk_off'))).toBeLessThan(120);
    for (const regime of ['risk_on', 'neutral', 'risk_off']) {
      expect(regimes.filter((day) => day.regime === regime).length / regimes.length).toBeGreaterThan(0.05);
    }
  });

  it('lets every input answer to the regime, and VIX and spread to each other and to returns', () => {
    const features = new FeatureCalculator().calculateFeatureHistory(inputs);
    const truth = new Map(regimes.map(({ date, regime }) => [date, regime]));
    const average = (name: string, regime: string) =>
      mean(features.column(name).filter((_, i) => truth.get(features.dates[i]!) === regime));
    for (const name of ['vix_level', 'realized_vol_20d', 'hy_spread']) {
      expect(average(name, 'neutral')).toBeGreaterThan(average(name, 'risk_on'));
      expect(average(name, 'risk_off')).toBeGreaterThan(average(name, 'neutral'));
    }
    expect(average('yield_curve_slope', 'risk_off')).toBeGreaterThan(average('yield_curve_slope', 'neutral'));
    expect(average('return_20d', 'risk_off')).toBeLessThan(average('return_20d', 'risk_on'));
    const changes = (values: Float64Array) => Array.from(values.slice(1), (value, i) => Math.log(value / values[i]!));
    const [vix, vol, spread] = ['vix_level', 'realized_vol_20d', 'hy_spread'].map((name) => features.column(name));
    expect(correlation(Array.from(vix!), Array.from(vol!))).toBeGreaterThan(0.7);
    expect(correlation(Array.from(vix!), Array.from(spread!))).toBeGreaterThan(0.7);
    const closes = new Map(inputs.price.dates.map((date, i) => [date, inputs.price.values[i]!]));
    const prices = Float64Array.from(features.dates, (date) => closes.get(date)!);
    expect(correlation(changes(vix!), changes(prices))).toBeLessThan(-0.4);
  });

  it('has returns with fatter tails than a Gaussian within one regime', () => {
    const calm = regimes.flatMap(({ regime }, t) => (t > 0 && regime === 'risk_on' ? [t] : []));
    const returns = calm.map((t) => Math.log(inputs.price.values[t]! / inputs.price.values[t - 1]!));
    const m = mean(returns);
    const moment = (power: number) => mean(returns.map((value) => (value - m) ** power));
    expect(moment(4) / moment(2) ** 2).toBeGreaterThan(3.5);
  });

  it('has the habits of the vendors: bond holidays, month-ends on weekends, a VIX that is missing now and then', () => {
    const at = (series: MarketSeries, date: string) => series.values[series.dates.indexOf(date)];
    expect(at(inputs.treasury.tenYear, '2019-10-14')).toBeNaN(); // Columbus Day, stocks trade
    expect(at(inputs.price, '2019-10-14')).toBeGreaterThan(0);
    expect(at(inputs.treasury.tenYear, '2019-12-25')).toBeNaN(); // a row, though empty
    expect(inputs.treasury.tenYear.dates.every((date) => weekday(dayNumber(date)) % 6 > 0)).toBe(true);
    expect(at(inputs.hySpread, '2019-08-31')).toBe(at(inputs.hySpread, '2019-08-30')); // a Saturday
    expect(inputs.hySpread.dates).not.toContain('2019-08-25');
    const missing = inputs.price.dates.length - inputs.vix.dates.length;
    expect(missing).toBeGreaterThan(0);
    expect(missing).toBeLessThan(20);
    expect(new FeatureCalculator().calculateFeatureHistory(inputs).report.dropped).toEqual([]);
  });
});

describe('the calendar', () => {
  it('knows Easter', () => {
    const easters = ['2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2024-03-31', '2038-04-25'];
    expect(easters.map((date) => isoDate(easterSunday(Number(date.slice(0, 4)))))).toEqual(easters);
  });

  it('closes on the holidays of New York, moved from weekends, and on no other weekday', () => {
    const closedIn = (year: number) => {
      const days = Array.from({ length: 365 }, (_, i) => dayNumber(`${year}-01-01`) + i);
      return days.filter((day) => weekday(day) % 6 > 0 && !isSession(day)).map(isoDate);
    };
    expect(closedIn(2022)).toEqual([
      '2022-01-17',
      '2022-02-21',
      '2022-04-15',
      '2022-05-30',
      '2022-06-20',
      '2022-07-04',
      '2022-09-05',
      '2022-11-24',
      '2022-12-26',
    ]);
    expect(closedIn(2015)).toContain('2015-07-03'); // the Fourth was a Saturday
    expect(closedIn(2021)).not.toContain('2021-12-31'); // New Year's Day 2022 was a Saturday
  });

  it('publishes no yields on Columbus and Veterans Day', () => {
    for (const date of ['2019-10-14', '2019-11-11', '2018-11-12']) {
      expect([isSession(dayNumber(date)), isBondDay(dayNumber(date))]).toEqual([true, false]);
    }
    expect(isBondDay(dayNumber('2019-10-15'))).toBe(true);
  });
});
