// What goes into a reader and what comes out.
import type { Finding } from '../checks/finding.ts';
import type { SeriesField, SeriesKind, SeriesUnit } from '../series/series-kind.ts';

/** A vendor's file in memory. The name matters: files of prices do not say inside what they are prices of. */
export interface MarketFile {
  readonly name: string;
  readonly content: Uint8Array;
}

export type FormatName = 'fred' | 'cboe' | 'yahoo' | 'stooq' | 'treasury' | 'investing' | 'csv' | 'parquet';

export interface ReadOptions {
  /**
   * The format by name.
   * @default detected from the header and the first row
   */
  readonly format?: string | undefined;
  /**
   * Name for the file's series; only for files that hold one.
   * @default the column's or the file's name, through the aliases of the catalog
   */
  readonly series?: string | undefined;
}

/** One value of one day. */
export interface Observation {
  /** ISO calendar day. */
  readonly date: string;
  /** In the series' unit; null where the vendor published none. */
  readonly value: number | null;
  /** Line in the file (row for Parquet). */
  readonly line: number;
}

export interface ParsedSeries {
  /** Name in the warehouse, for example `treasury_2y`. */
  readonly name: string;
  /** The vendor's name for it, for example `DGS2`. */
  readonly vendorId: string;
  readonly field: SeriesField;
  readonly kind: SeriesKind;
  readonly unit: SeriesUnit;
  /** Oldest first, whatever the order of the file. */
  readonly observations: readonly Observation[];
}

/** A row that was read and left out. */
export interface SkippedRow {
  readonly line: number;
  readonly reason: string;
}

/** How the file's rows were ordered by date. */
export type RowOrder = 'oldest_first' | 'newest_first' | 'mixed';

export interface ParsedMarketFile {
  readonly name: string;
  readonly format: FormatName;
  /** Data rows in the file, without the header. */
  readonly rowsRead: number;
  readonly order: RowOrder;
  /** First line that breaks the order, when it is mixed. */
  readonly orderBrokenAt?: number | undefined;
  readonly series: readonly ParsedSeries[];
  readonly skipped: readonly SkippedRow[];
  /** What the reader noticed; the data checks come on top. */
  readonly warnings: readonly Finding[];
}
