// The market as its vendors publish it: who has a row when, and with how many decimals.
import type { RandomStream } from '@regimekit/numerics';
import { isoDate } from '../dates.ts';
import type { MarketSeriesRow } from '../market-series.ts';
import type { SyntheticDay } from './market-path.ts';
import { isMonthEnd, isWeekday } from './trading-calendar.ts';

/** Session (days since 1970-01-01) to what the market showed at its close. */
export type Market = ReadonlyMap<number, SyntheticDay>;

function published(value: number): number {
  return Math.round(value * 100) / 100;
}

function sessionRows(market: Market, pick: (today: SyntheticDay) => number): MarketSeriesRow[] {
  return [...market].map(([day, today]) => ({ date: isoDate(day), value: published(pick(today)) }));
}

/** A row every session. */
export function priceRows(market: Market): MarketSeriesRow[] {
  return sessionRows(market, (today) => today.price);
}

/** About one VIX close in this many is missing, as in the real file. */
const VIX_GAP = 1500;

/** The VIX file leaves a day out where it has no value. */
export function vixRows(market: Market, random: RandomStream): MarketSeriesRow[] {
  return sessionRows(market, (today) => today.vix).filter(() => random.integer(VIX_GAP) > 0);
}

/** A row every weekday, empty where the vendor is closed. */
export function weekdayRows(
  market: Market,
  isOpen: (day: number) => boolean,
  pick: (today: SyntheticDay) => number,
): MarketSeriesRow[] {
  return calendarDays(market)
    .filter(isWeekday)
    .map((day) => {
      const today = isOpen(day) ? market.get(day) : undefined;
      return { date: isoDate(day), value: today === undefined ? null : published(pick(today)) };
    });
}

/** Weekday rows, and for a month that ends on a weekend one more row with the last value. */
export function spreadRows(market: Market): MarketSeriesRow[] {
  const rows: MarketSeriesRow[] = [];
  let last: number | null = null;
  for (const day of calendarDays(market)) {
    const today = market.get(day);
    last = today === undefined ? last : published(today.hySpread);
    if (isWeekday(day)) rows.push({ date: isoDate(day), value: today === undefined ? null : last });
    else if (isMonthEnd(day)) rows.push({ date: isoDate(day), value: last });
  }
  return rows;
}

function calendarDays(market: Market): number[] {
  const days = [...market.keys()];
  const first = days[0]!;
  return Array.from({ length: days.at(-1)! - first + 1 }, (_, i) => first + i);
}
