import type { Observation, RowOrder } from '../formats/market-file.ts';
import type { SeriesField, SeriesKind } from '../series/series-kind.ts';
import type { Severity } from './finding.ts';

/** A series as a check sees it. */
export interface CheckedSeries {
  readonly name: string;
  readonly kind: SeriesKind;
  readonly field: SeriesField;
  /** Oldest first; a day occurs twice where the file contradicts itself. */
  readonly observations: readonly Observation[];
  /** How the file was ordered; left out for stored data. */
  readonly order?: RowOrder | undefined;
  readonly orderBrokenAt?: number | undefined;
}

/** What the warehouse holds of the series already. */
export interface StoredSeries {
  readonly field: SeriesField;
  /** The latest value of each day. */
  readonly values: ReadonlyMap<string, number | null>;
  /** The last day before the file's first one that has a value. */
  readonly before?: { readonly date: string; readonly value: number } | undefined;
}

export interface CheckContext {
  /** The latest calendar day anywhere on earth, by the injected clock. */
  readonly today: string;
  /** Left out for a new series and for stored data. */
  readonly stored?: StoredSeries | undefined;
}

/** A finding before it knows which check and which series it belongs to. */
export interface CheckResult {
  readonly message: string;
  readonly count: number;
  readonly first?: Observation | undefined;
  /** When it weighs otherwise than the check in general. */
  readonly severity?: Severity | undefined;
}

/** One idea of what can be wrong with a series. */
export interface DataCheck {
  readonly name: string;
  readonly severity: Severity;
  /** What it looks for, in one sentence. */
  readonly description: string;
  /** What to do when it speaks. */
  readonly hint: string;
  /** Kinds of series it applies to; all when left out. */
  readonly kinds?: readonly SeriesKind[];
  run(series: CheckedSeries, context: CheckContext): CheckResult | undefined;
}
