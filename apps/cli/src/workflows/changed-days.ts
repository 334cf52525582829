// What the warehouse has learned about a series since.
import type { MarketSeries } from '@regimekit/features';
import { RegimekitError } from '@regimekit/errors';
import type { Context } from '../frame/context.ts';
import { openForReading } from './warehouse.ts';

/** A day with another value than before; null where there was none, or none was published. */
export interface ChangedDay {
  readonly date: string;
  readonly before: number | null;
  readonly now: number | null;
}

/** The days of a series up to `to` whose value is not what the warehouse knew at `asOf`. None when it knew nothing then. */
export async function changedDays(
  context: Context,
  series: string,
  { asOf, to }: { readonly asOf: string; readonly to: string },
): Promise<ChangedDay[]> {
  await using warehouse = await openForReading(context);
  const before = await warehouse.series(series, { asOf }).catch((error: unknown) => {
    if (RegimekitError.isInstance(error) && error.kind === 'input') return undefined;
    throw error;
  });
  if (before === undefined || before.dates.length === 0) return [];
  const [then, now] = [valuesOf(before), valuesOf(await warehouse.series(series))];
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((date) => date <= to && then.get(date) !== now.get(date))
    .toSorted()
    .map((date) => ({ date, before: then.get(date) ?? null, now: now.get(date) ?? null }));
}

function valuesOf({ dates, values }: MarketSeries): Map<string, number | null> {
  return new Map(dates.map((date, i) => [date, Number.isNaN(values[i]!) ? null : values[i]!]));
}
