import type { SeriesField } from '../series/series-kind.ts';
import type { DateStyle } from './cells.ts';
import type { FormatName } from './market-file.ts';
import type { TextTable } from './text-table.ts';

/** A column that becomes a series. */
export interface ValueColumn {
  readonly index: number;
  readonly field: SeriesField;
  /** The vendor's id of the series: a column's own name; left out where only the file's name tells. */
  readonly vendorId?: string | undefined;
}

/** Which cells of a table mean what. */
export interface TableLayout {
  readonly dateColumn: number;
  /** Ways to write a day that the vendor uses; one file keeps to one. */
  readonly dateStyles: readonly DateStyle[];
  /** Dates like 01/02/2019 must be proven month-first by a day above 12 in the file. */
  readonly proveMonthFirst?: boolean;
  /** Cells, in lower case, that stand for "no value". */
  readonly missing: ReadonlySet<string>;
  readonly thousandsCommas: boolean;
  readonly columns: readonly ValueColumn[];
  /** Columns that the format expected to be numbers and found to be words; they are left out with a warning. */
  readonly ignoredText?: readonly string[];
}

/** One vendor's way to write a table. */
export interface FileFormat {
  readonly name: FormatName;
  /** How its header looks, for people who meet a file that no format knows. */
  readonly description: string;
  /** Whether a header could be this vendor's. */
  hasHeader(header: readonly string[]): boolean;
  /** Tells apart vendors with the same header by the first row; left out where the header says enough. */
  hasContent?(table: TextTable): boolean;
  /** Called only when the header fits. */
  layout(table: TextTable): TableLayout;
}

/** A header without case and punctuation: `Adj Close` and `ADJ_CLOSE` are `adj close`. */
export function plainName(column: string): string {
  return column
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.]+/gu, ' ')
    .trim();
}

/** The columns of a price table: open, high, low and volume are passed over, the close is the series' value. */
export function closeColumn(header: readonly string[], close: string): ValueColumn {
  return { index: header.indexOf(close), field: 'close' };
}
