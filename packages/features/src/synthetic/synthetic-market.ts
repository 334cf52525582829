import { createRandomStreams, type OptionNames } from '@regimekit/numerics';
import { wholeNumber } from '../alignment/alignment-options.ts';
import { checkOptions } from '../check-options.ts';
import { dayNumber, isoDate, type IsoDate } from '../dates.ts';
import { InvalidOptionError } from '../errors.ts';
import { createMarketSeries, type MarketSeries } from '../market-series.ts';
import { marketPath, PATH_STREAMS, type SyntheticDay } from './market-path.ts';
import type { SyntheticRegime } from './regime-path.ts';
import { isBondDay, isSession } from './trading-calendar.ts';
import { priceRows, spreadRows, vixRows, weekdayRows } from './vendor-rows.ts';

export interface SyntheticMarketOptions {
  /** @default 42 */
  readonly seed?: number | undefined;
  /** The first session is this day or the next that trades. @default '2004-01-02' */
  readonly start?: IsoDate | undefined;
  /** The last day. Give this or `nDays`. @default '2023-12-29' */
  readonly end?: IsoDate | undefined;
  /** How many sessions, 1 to 50,000. */
  readonly nDays?: number | undefined;
}

const optionNames: OptionNames<SyntheticMarketOptions> = { seed: true, start: true, end: true, nDays: true };

export interface SyntheticMarket {
  /** All five series as vendors publish them: `MarketInputs` for the calculator. */
  readonly inputs: {
    readonly price: MarketSeries;
    readonly vix: MarketSeries;
    readonly treasury: { readonly twoYear: MarketSeries; readonly tenYear: MarketSeries };
    readonly hySpread: MarketSeries;
  };
  /** The truth, one per session. */
  readonly regimes: readonly { readonly date: IsoDate; readonly regime: SyntheticRegime }[];
}

/**
 * A market whose regimes are known: equity index, VIX, 2- and 10-year yields and high-yield spread, moved by three
 * regimes with realistic levels and persistence (risk_on about a year, neutral a few months, risk_off weeks to months).
 *
 * The series have the habits of the vendors' files: stocks and VIX on sessions only (now and then without a VIX), yields
 * a row every weekday and empty on holidays, also on Columbus and Veterans Day when stocks trade, the spread with a
 * further row for a month's end on a weekend. Numbers have two decimals, as published.
 *
 * The same seed gives the same market, and a longer one begins with the shorter. Engines may differ in the last digit
 * of `Math.exp` and `Math.log`, which the two decimals hide in all but rare cases.
 *
 * @throws InvalidOptionError for a range without sessions or an option out of range; InvalidDateError
 *
 * @example
 * ```ts
 * import { createSyntheticMarket } from '@regimekit/features/synthetic';
 *
 * const { inputs, regimes } = createSyntheticMarket({ seed: 7, start: '2010-01-04', nDays: 500 });
 * console.log(inputs.price.dates.length); // 500
 * console.log(regimes[0]); // { date: '2010-01-04', regime: 'risk_on' }
 * ```
 */
export function createSyntheticMarket(options: SyntheticMarketOptions = {}): SyntheticMarket {
  checkOptions(options, optionNames, 'createSyntheticMarket');
  const { seed = 42 } = options;
  wholeNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  const sessions = chooseSessions(options);
  const path = marketPath(seed);
  const market = new Map(sessions.map((day) => [day, path.next().value]));
  const quirks = createRandomStreams(seed, PATH_STREAMS + 1)[PATH_STREAMS]!; // the path uses those before
  const yields = (pick: (today: SyntheticDay) => number) => weekdayRows(market, isBondDay, pick);
  return {
    inputs: {
      price: createMarketSeries('price', priceRows(market)),
      vix: createMarketSeries('vix', vixRows(market, quirks)),
      treasury: {
        twoYear: createMarketSeries(
          'treasury_2y',
          yields(({ twoYear }) => twoYear),
        ),
        tenYear: createMarketSeries(
          'treasury_10y',
          yields(({ tenYear }) => tenYear),
        ),
      },
      hySpread: createMarketSeries('hy_spread', spreadRows(market)),
    },
    regimes: [...market].map(([day, { regime }]) => ({ date: isoDate(day), regime })),
  };
}

const LONGEST = 50_000;

/** The sessions as days since 1970-01-01. */
function chooseSessions({ start = '2004-01-02', end, nDays }: SyntheticMarketOptions): number[] {
  if (end !== undefined && nDays !== undefined) {
    throw new InvalidOptionError('nDays', 'either nDays or end', nDays, 'Leave one of them out.');
  }
  const count = nDays === undefined ? LONGEST : wholeNumber('nDays', nDays, 1, LONGEST);
  const lastDay = nDays === undefined ? dayNumber(end ?? '2023-12-29', 'end') : Infinity;
  const sessions: number[] = [];
  for (let day = dayNumber(start, 'start'); day <= lastDay && sessions.length < count; day++) {
    if (isSession(day)) sessions.push(day);
  }
  if (sessions.length > 0) return sessions;
  throw new InvalidOptionError('end', `a day that leaves at least one session from ${start} on`, end ?? '2023-12-29');
}
