// A market in which there is nothing to find: the same series with the same spectra, and no regimes.
import { createMarketSeries, type IsoDate, type MarketInputs, type MarketSeries } from '@regimekit/features';
import type { RandomStream } from '@regimekit/numerics';
import { InvalidSeriesError } from '../errors.ts';
import { phaseRandomise } from '../resampling/phase-randomise.ts';

/** Fewer sessions than these have no spectrum to speak of. */
const LEAST_SESSIONS = 60;

interface Column {
  readonly series: MarketSeries;
  /** Yields change by differences and may fall below zero; all else by ratios. */
  readonly scale: 'ratio' | 'difference';
}

/**
 * The input series phase-randomised together: each keeps mean and autocorrelations of its daily changes (logarithmic ones,
 * differences of yields), all keep their correlations at every lag, and what is lost are regimes, clusters of volatility and
 * fat tails. On the sessions from the first that knows every series; a session without a value has the newest before it.
 *
 * What linear prediction there is in the changes stays, so that the placebo is no market without any.
 *
 * @throws InvalidSeriesError where a price, VIX or spread is not above zero, or the series have too few days in common
 */
export function placeboInputs(inputs: MarketInputs, random: RandomStream): MarketInputs {
  const columns = columnsOf(inputs);
  const { dates, values } = inputs.price;
  const sessions = dates.filter((_, s) => !Number.isNaN(values[s]!));
  const known = columns.map(({ series }) => newestOn(sessions, series));
  const first = Math.max(...known.map((column) => column.findIndex((value) => !Number.isNaN(value))));
  const complete = known.every((column) => column.some((value) => !Number.isNaN(value)));
  if (!complete || sessions.length - first < LEAST_SESSIONS) {
    throw new InvalidSeriesError(
      'inputs',
      `at least ${LEAST_SESSIONS} sessions on which all series are known`,
      'fewer',
    );
  }
  const days = sessions.slice(first);
  const levels = known.map((column, c) => toChanges(column.slice(first), columns[c]!));
  const turned = phaseRandomise(
    levels.map(({ changes }) => changes),
    random,
  );
  const made = turned.map((changes, c) => fromChanges(levels[c]!.start, changes, columns[c]!.scale));
  const seriesOf = new Map(
    columns.map(({ series }, c) => [series, createMarketSeries(series.name, { dates: days, values: made[c]! })]),
  );
  return replaced(inputs, (series) => seriesOf.get(series)!);
}

function columnsOf({ price, vix, treasury, hySpread, others }: MarketInputs): Column[] {
  const ratio = [price, vix, hySpread].filter((series) => series !== undefined);
  const difference = [treasury?.twoYear, treasury?.tenYear, ...Object.values(others ?? {})].filter(
    (series) => series !== undefined,
  );
  return [
    ...ratio.map((series) => ({ series, scale: 'ratio' as const })),
    ...difference.map((series) => ({ series, scale: 'difference' as const })),
  ];
}

function replaced(
  { price, vix, treasury, hySpread, others }: MarketInputs,
  by: (series: MarketSeries) => MarketSeries,
): MarketInputs {
  const maybe = (series: MarketSeries | undefined): MarketSeries | undefined => series && by(series);
  return {
    price: by(price),
    vix: maybe(vix),
    treasury: treasury && { twoYear: maybe(treasury.twoYear), tenYear: maybe(treasury.tenYear) },
    hySpread: maybe(hySpread),
    others: others && Object.fromEntries(Object.entries(others).map(([name, series]) => [name, by(series)])),
  };
}

function newestOn(days: readonly IsoDate[], { dates, values }: MarketSeries): number[] {
  let [next, newest] = [0, Number.NaN];
  return days.map((day) => {
    for (; next < dates.length && dates[next]! <= day; next++) {
      if (!Number.isNaN(values[next]!)) newest = values[next]!;
    }
    return newest;
  });
}

function toChanges(values: readonly number[], { series, scale }: Column): { start: number; changes: number[] } {
  const low = scale === 'ratio' ? values.findIndex((value) => value <= 0) : -1;
  if (low >= 0) throw new InvalidSeriesError(series.name, 'above zero', `${values[low]}`);
  const at = scale === 'ratio' ? values.map(Math.log) : values;
  return { start: at[0]!, changes: at.slice(1).map((value, t) => value - at[t]!) };
}

function fromChanges(start: number, changes: Float64Array, scale: Column['scale']): number[] {
  let level = start;
  const levels = [start, ...Array.from(changes, (change) => (level += change))];
  return scale === 'ratio' ? levels.map(Math.exp) : levels;
}
