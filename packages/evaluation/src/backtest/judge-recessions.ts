import type { IsoDate } from '@regimekit/features';
import { jsonSafe, type JsonSafe } from '../comparison/json-safe.ts';
import { InvalidSeriesError } from '../errors.ts';
import { recessionTable, type RecessionTable } from '../quality/recession-table.ts';
import type { SignalHistory } from '../types.ts';

/** Recessions by their first and last day, in order of time. */
export interface Recessions {
  readonly spans: readonly { readonly from: IsoDate; readonly to: IsoDate }[];
  /** Last day that is dated: nothing is said of later ones. @default all days are */
  readonly knownTo?: IsoDate | undefined;
}

export interface RecessionDocument extends JsonSafe<RecessionTable> {
  /** The days looked at. */
  readonly days: number;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/**
 * The probability of the most stressed regime beside the recessions.
 *
 * @returns null when no day of the signals is dated
 * @throws InvalidSeriesError for spans that end before they begin, or overlap
 */
export function judgeRecessions(
  { dates, probs }: SignalHistory,
  { spans, knownTo }: Recessions,
): RecessionDocument | null {
  for (const [i, { from, to }] of spans.entries()) {
    if (from <= to && (i === 0 || spans[i - 1]!.to < from)) continue;
    throw new InvalidSeriesError('recessions', 'spans in order of time that do not overlap', `${from} to ${to}`);
  }
  const days = dates.filter((date) => knownTo === undefined || date <= knownTo);
  if (days.length === 0) return null;
  const inside = days.map((date) => (spans.some(({ from, to }) => from <= date && date <= to) ? 1 : 0));
  const stress = days.map((_, t) => Math.min(1, probs.get(t, probs.columns - 1)));
  const table = jsonSafe(recessionTable(days, inside, stress));
  return { ...table, days: days.length, from: days[0]!, to: days.at(-1)! };
}
