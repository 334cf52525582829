import type { IsoDate } from '../dates.ts';
import type { DroppedDay, MissingCause, SequenceGap, WarmUp } from './alignment-report.ts';
import type { AlignmentRules } from './alignment-options.ts';

/** Sessions sorted into rows, warm-up, dropped days and sequences. */
export interface Sequences {
  /** The sessions that have a row. */
  readonly rows: Int32Array;
  /** Rows per sequence; they sum to `rows.length`. */
  readonly lengths: readonly number[];
  readonly warmUp: Omit<WarmUp, 'firstValueOn'>;
  readonly dropped: readonly DroppedDay[];
  readonly gaps: readonly SequenceGap[];
}

export interface SequenceInput {
  readonly dates: readonly IsoDate[];
  readonly days: Int32Array;
  /** Shape S: 1 where the session has a row. */
  readonly hasRow: Uint8Array;
  /** Why a session has none. */
  readonly causesAt: (session: number) => readonly MissingCause[];
  /** Days on which the price series has a row without a close, in order. */
  readonly daysWithoutClose: readonly IsoDate[];
  readonly rules: AlignmentRules;
}

/** One row follows the next in one sequence unless more sessions than the carry lie between, or the market's longest closure. */
export function beginsSequence(nDropped: number, longestClosure: number, rules: AlignmentRules): boolean {
  return nDropped > rules.maxCarryDays || longestClosure > rules.maxClosureDays;
}

export function findSequences(input: SequenceInput): Sequences {
  const { dates, days, hasRow, causesAt, rules } = input;
  const rows: number[] = [];
  const lengths: number[] = [];
  const dropped: DroppedDay[] = [];
  const gaps: SequenceGap[] = [];
  let pending: DroppedDay[] = [];
  let closure = 0;
  for (let t = 0; t < dates.length; t++) {
    const last = rows.at(-1);
    if (last !== undefined) closure = Math.max(closure, days[t]! - days[t - 1]!);
    if (hasRow[t] === 0) {
      if (last !== undefined) pending.push({ date: dates[t]!, causes: causesAt(t) });
      continue;
    }
    if (last === undefined) lengths.push(0);
    else if (beginsSequence(pending.length, closure, rules)) {
      gaps.push(gapBetween(input, last, t, pending));
      lengths.push(0);
    }
    lengths[lengths.length - 1]! += 1;
    rows.push(t);
    dropped.push(...pending);
    pending = [];
    closure = 0;
  }
  dropped.push(...pending);
  const first = rows[0] ?? dates.length;
  return {
    rows: Int32Array.from(rows),
    lengths,
    warmUp: { nSessions: first, from: dates[0] ?? null, to: dates[first - 1] ?? null },
    dropped: withDaysWithoutClose(dropped, input.daysWithoutClose, dates[first]),
    gaps,
  };
}

function gapBetween(input: SequenceInput, last: number, next: number, between: readonly DroppedDay[]): SequenceGap {
  const { dates, days } = input;
  const after = dates[last]!;
  const before = dates[next]!;
  const byKey = new Map<string, MissingCause>();
  for (const { causes } of between) {
    for (const cause of causes)
      byKey.set(`${cause.series} ${cause.reason}`, byKey.get(`${cause.series} ${cause.reason}`) ?? cause);
  }
  if (between.length <= input.rules.maxCarryDays) byKey.set('price missing', priceMissing);
  return {
    after,
    before,
    nSessions: between.length,
    calendarDays: days[next]! - days[last]!,
    causes: [...byKey.values()],
  };
}

/** A day without a close. */
export const priceMissing: MissingCause = { series: 'price', reason: 'missing', features: [] };

/** Days without a close are no sessions, but after the first row they are days that a reader will look for. */
function withDaysWithoutClose(
  dropped: readonly DroppedDay[],
  daysWithoutClose: readonly IsoDate[],
  firstRow: IsoDate | undefined,
): readonly DroppedDay[] {
  const empty = daysWithoutClose
    .filter((date) => firstRow !== undefined && date > firstRow)
    .map((date): DroppedDay => ({ date, causes: [priceMissing] }));
  if (empty.length === 0) return dropped;
  return [...dropped, ...empty].sort((a, b) => (a.date < b.date ? -1 : 1));
}
