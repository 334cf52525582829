// Returns of the assets on the days of a backtest.
import { RegimekitError } from '@regimekit/errors';
import { returnsFromCloses, type AssetReturns } from '@regimekit/evaluation';
import type { MarketInputs, MarketSeries } from '@regimekit/features';
import type { BacktestData } from './backtest-data.ts';

/** A value older than this many calendar days is none: longer than any holiday. */
const LONGEST_GAP = 14;

/** The sessions of the price from `from` to `to`. */
export function sessionsOf({ price: { dates, values } }: MarketInputs, from: string, to: string): string[] {
  return dates.filter((date, i) => date >= from && date <= to && !Number.isNaN(values[i]!));
}

/**
 * Returns of the assets on the sessions, with the VIX beside them.
 *
 * @throws RegimekitError of kind `input` for an asset that begins later, ends earlier or pauses for longer than two weeks
 */
export function marketOf(
  { assets, vix, riskFree }: Pick<BacktestData, 'assets' | 'vix' | 'riskFree'>,
  days: readonly string[],
): { readonly market: AssetReturns; readonly vix: Float64Array | undefined } {
  const closes = Object.fromEntries([...assets].map(([asset, series]) => [asset, closesOn(asset, series, days)]));
  const market = returnsFromCloses(days, closes, cashReturns(riskFree, days));
  return { market, vix: vix && Float64Array.from(onDays(vix, days), ({ value }) => value) };
}

/** Cash earns over a day what the rate of the day before says, a 252nd part of it. */
export function cashReturns(rate: MarketSeries | undefined, days: readonly string[]): Float64Array {
  if (rate === undefined) return new Float64Array(days.length);
  const known = onDays(rate, days);
  return Float64Array.from(days, (_, t) => {
    const percent = t === 0 ? Number.NaN : known[t - 1]!.value;
    return Number.isNaN(percent) ? 0 : percent / 100 / 252;
  });
}

/** The newest value up to each day and the day it is of; NaN before the first. */
function onDays({ dates, values }: MarketSeries, days: readonly string[]): { value: number; date: string }[] {
  let next = 0;
  let newest = { value: Number.NaN, date: '' };
  return days.map((day) => {
    for (; next < dates.length && dates[next]! <= day; next++) {
      if (!Number.isNaN(values[next]!)) newest = { value: values[next]!, date: dates[next]! };
    }
    return newest;
  });
}

function closesOn(asset: string, series: MarketSeries, days: readonly string[]): number[] {
  const found = onDays(series, days);
  const [of, hint] = [`${asset} (${series.name})`, 'Judge other days with --from and --to, or import what is missing.'];
  if (!(found[0]!.value > 0)) {
    const begins = series.dates[0] ?? 'never';
    throw tooShort(`${of} begins on ${begins}, after the first day needed, ${days[0]}.`, hint);
  }
  const old = found.findIndex(({ date }, t) => daysBetween(date, days[t]!) > LONGEST_GAP);
  if (old >= 0) {
    throw tooShort(`${of} has no value from ${found[old]!.date} to ${days[old]}, more than ${LONGEST_GAP} days.`, hint);
  }
  const odd = found.findIndex(({ value }) => !(value > 0));
  if (odd < 0) return found.map(({ value }) => value);
  throw tooShort(
    `${of} is ${found[odd]!.value} on ${found[odd]!.date}; a price is above zero.`,
    'Name another series.',
  );
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function tooShort(message: string, hint: string): RegimekitError {
  return new RegimekitError(message, { code: 'ASSET_INCOMPLETE', kind: 'input', hint });
}
