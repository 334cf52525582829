import { MissingSeriesError } from '../errors.ts';
import { inputColumns, inputPath, type MarketInputs } from '../market-inputs.ts';
import type { MarketSeries } from '../market-series.ts';
import { alignColumns } from './align-columns.ts';
import { alignmentRules, type AlignmentOptions } from './alignment-options.ts';
import type { AlignmentReport } from './alignment-report.ts';
import type { MarketFrame } from './market-frame.ts';
import { missingCauses } from './missing-causes.ts';
import { findSequences } from './sequences.ts';

/**
 * Puts series on one calendar, the days on which the price has a close, each by what was known at that close.
 *
 * A value becomes known on the session of its own date (lag 0: price, VIX), on the next session after it (lag 1:
 * yields, spread and every series that nobody described), or on the first session from its `knownOn`. From then on it is
 * in use until a younger one is known, for at most `maxCarryDays` sessions more.
 *
 * @throws MissingSeriesError without a price; InvalidOptionError; InvalidSeriesValueError for a price that is not positive
 *
 * @example
 * ```ts
 * import { alignSeries, createMarketSeries } from '@regimekit/features';
 *
 * const price = createMarketSeries('spx', [
 *   { date: '2024-11-08', value: 5995.54 },
 *   { date: '2024-11-11', value: 6001.35 },
 *   { date: '2024-11-12', value: 5983.99 },
 * ]);
 * const tenYear = createMarketSeries('treasury_10y', [
 *   { date: '2024-11-08', value: 4.3 },
 *   { date: '2024-11-11', value: null }, // Veterans Day
 * ]);
 * const { frame, report } = alignSeries({ price, treasury: { tenYear } });
 * console.log([...frame.column('treasury_10y')]); // [ NaN, 4.3, 4.3 ]
 * // Known on the session after its date, then carried:
 * console.log(report.carried.map(({ date, valueOn }) => `${valueOn} on ${date}`)); // [ '2024-11-08 on 2024-11-12' ]
 * ```
 */
export function alignSeries(
  inputs: MarketInputs,
  options?: AlignmentOptions,
): { readonly frame: MarketFrame; readonly report: AlignmentReport } {
  const columns = inputColumns(inputs);
  requireColumns(columns, new Map([['price', []]]), 'any');
  const rules = alignmentRules(options, columns.keys());
  const { frame, carried, series, daysWithoutClose } = alignColumns(columns, rules);
  const isComplete = (t: number) => frame.columnNames.every((name) => !Number.isNaN(frame.column(name)[t]!));
  const { dates, days } = frame;
  const { warmUp, dropped, gaps } = findSequences({
    dates,
    days,
    hasRow: Uint8Array.from(dates, (_, t) => (isComplete(t) ? 1 : 0)),
    causesAt: (t) => missingCauses(frame, t),
    daysWithoutClose,
    rules,
  });
  const firstValueOn = Object.fromEntries(
    frame.columnNames.map((name) => [
      name,
      dates[frame.column(name).findIndex((value) => !Number.isNaN(value))] ?? null,
    ]),
  );
  return {
    frame,
    report: { sessions: sessionSpan(frame), series, carried, warmUp: { ...warmUp, firstValueOn }, dropped, gaps },
  };
}

export function sessionSpan({ dates }: MarketFrame): AlignmentReport['sessions'] {
  return { count: dates.length, from: dates[0] ?? null, to: dates.at(-1) ?? null };
}

/** @throws MissingSeriesError naming every column of `needed` that is absent, with the features that read it */
export function requireColumns(
  columns: ReadonlyMap<string, MarketSeries>,
  needed: ReadonlyMap<string, readonly string[]>,
  setName: string,
): void {
  const missing = [...needed]
    .filter(([column]) => !columns.has(column))
    .map(([column, features]) => ({ path: inputPath(column), column, features }));
  if (missing.length > 0) throw new MissingSeriesError(setName, missing);
}
