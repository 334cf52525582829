import type { IsoDate } from '../dates.ts';

/**
 * Why a value was not there:
 * - `missing`: the price series has a row without a close, so the day is no session
 * - `before_first`: nothing of the series was known yet
 * - `too_old`: the newest value became known more than `maxCarryDays` sessions ago
 * - `after_last`: the same, and the series has no later value at all
 * - `window`: today's value is there, one that a feature needs from further back is not
 */
export type MissingReason = 'missing' | 'before_first' | 'too_old' | 'after_last' | 'window';

export interface MissingCause {
  /** The column, for example `hy_spread`. */
  readonly series: string;
  readonly reason: MissingReason;
  /** The features that could not be computed for it; empty in the report of `alignSeries`. */
  readonly features: readonly string[];
  /** Date of the newest value that was known. */
  readonly lastValueOn?: IsoDate;
}

/** A value that stood in for a later one. */
export interface CarriedValue {
  readonly date: IsoDate;
  readonly series: string;
  /** The day the value is dated. */
  readonly valueOn: IsoDate;
  /** Sessions since it became known. */
  readonly sessions: number;
}

/** A day after the first row that has no row. */
export interface DroppedDay {
  readonly date: IsoDate;
  readonly causes: readonly MissingCause[];
}

/** A break between two sequences. */
export interface SequenceGap {
  /** The last row before. */
  readonly after: IsoDate;
  /** The first row behind. */
  readonly before: IsoDate;
  /** Sessions without a row in between; 0 when the price series itself has the hole. */
  readonly nSessions: number;
  readonly calendarDays: number;
  /** Every cause once, without repeating it for each day. */
  readonly causes: readonly MissingCause[];
}

export interface SeriesSummary {
  readonly column: string;
  /** The name of the series given for it. */
  readonly name: string;
  readonly lagSessions: number;
  /** First and last date with a value; null when there is none. */
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
  readonly nValues: number;
  readonly nMissing: number;
  readonly nCarried: number;
}

/** The sessions before the first row. */
export interface WarmUp {
  readonly nSessions: number;
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
  /** The first day on which each column (in the report of `alignSeries`) or each feature had a value; null for never. */
  readonly firstValueOn: Readonly<Record<string, IsoDate | null>>;
}

/**
 * What alignment did: of `alignSeries` a row is a session on which every column has a value, of `FeatureMatrix` one on
 * which every feature has one.
 */
export interface AlignmentReport {
  readonly sessions: { readonly count: number; readonly from: IsoDate | null; readonly to: IsoDate | null };
  readonly series: readonly SeriesSummary[];
  readonly carried: readonly CarriedValue[];
  readonly warmUp: WarmUp;
  readonly dropped: readonly DroppedDay[];
  readonly gaps: readonly SequenceGap[];
}

/** The part of a report that speaks of the days `from` to `to`, both included; the warm-up and the series stay. */
export function sliceReport(report: AlignmentReport, from: IsoDate, to: IsoDate): AlignmentReport {
  const inside = ({ date }: { readonly date: IsoDate }) => date >= from && date <= to;
  return {
    ...report,
    carried: report.carried.filter(inside),
    dropped: report.dropped.filter(inside),
    gaps: report.gaps.filter((gap) => gap.after >= from && gap.before <= to),
  };
}
