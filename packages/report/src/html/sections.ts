import type { Chart } from '../chart.ts';

/** A part of a report with its heading. */
export interface ReportSection {
  readonly title?: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock = TextBlock | FiguresBlock | ChartBlock | TableBlock;

/** Paragraphs of plain text. Everything is escaped; there is no markup. */
export interface TextBlock {
  readonly type: 'text';
  readonly paragraphs: readonly string[];
  /** `note` stands apart: a limit, a warning, what not to conclude. @default 'plain' */
  readonly tone?: 'plain' | 'note';
}

/** A row of cards, each with one figure. */
export interface FiguresBlock {
  readonly type: 'figures';
  readonly figures: readonly KeyFigure[];
}

export interface KeyFigure {
  readonly label: string;
  /** As it shall be read, such as `91 %`. */
  readonly value: string;
  readonly note?: string;
  /** Shows the colour of this regime beside the value. */
  readonly regime?: string;
}

export interface ChartBlock {
  readonly type: 'chart';
  readonly chart: Chart;
}

export interface TableBlock {
  readonly type: 'table';
  readonly title?: string;
  readonly subtitle?: string;
  readonly columns: readonly TableColumn[];
  /** One cell per column. The first column names its row. */
  readonly rows: readonly (readonly TableCell[])[];
}

export interface TableColumn {
  readonly name: string;
  /** Default: `right` when every cell is a number, reads as one or is missing; else `left`. */
  readonly align?: 'left' | 'right';
  /** Decimals of the numbers. Default: four significant figures. */
  readonly digits?: number;
  /** Shows the colour of this regime beside the name. */
  readonly regime?: string;
}

/** A number is formatted, text stays as it is, `null` is an empty place shown as a dash. */
export type TableCell = string | number | null | { readonly text: string; readonly regime: string };
