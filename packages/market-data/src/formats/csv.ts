import { dateStyleOf, hasThousandsCommas, parseNumber, type DateStyle } from './cells.ts';
import { plainName, type FileFormat, type TableLayout, type ValueColumn } from './file-format.ts';
import type { SeriesField } from '../series/series-kind.ts';
import type { TextTable } from './text-table.ts';

const STYLES: readonly DateStyle[] = ['iso', 'month_first'];
const MISSING: ReadonlySet<string> = new Set(['', '.', 'null', 'nan', 'na', 'n/a', '#n/a', 'none']);
const DATE_NAMES = new Set(['date', 'day', 'datetime', 'timestamp', 'time', 'observation date']);
const CLOSE_NAMES = new Set(['close', 'last', 'settle']);
const ADJUSTED_NAMES = new Set(['adj close', 'adjclose', 'adjusted close']);
/** Words that say nothing of what is measured: alone in a file they leave the naming to the file. */
const GENERIC_NAMES = new Set(['value', 'price', 'rate', 'yield', 'level', 'index', 'values']);
const PRICE_EXTRAS = new Set(['open', 'high', 'low', 'volume', 'vol.', 'vol', 'change', 'dividends', 'stock splits']);

/** Any table with a header, a date column and named columns of numbers; days as 2019-12-31. */
export const csv: FileFormat = {
  name: 'csv',
  description: 'a date column and one named column per series, or open, high, low, close; days as 2019-12-31',
  hasHeader: (header) => header.length >= 2,
  hasContent: (table) => findDateColumn(table) !== -1,
  layout: namedColumnsLayout,
};

/** Finds the date column and the columns of numbers by their names and their first cells. */
export function namedColumnsLayout(table: TextTable): TableLayout {
  const dateColumn = Math.max(0, findDateColumn(table));
  const candidates = table.header
    .map((name, index) => ({ name, index, plain: plainName(name) }))
    .filter(({ index, plain }) => index !== dateColumn && plain !== '' && !plain.startsWith('unnamed'));
  const words = candidates.filter(({ index }) => holdsOnlyWords(table, index));
  // With no numbers at all the words are the mistake: they stay, and their first cell is reported.
  const text = words.length === candidates.length ? [] : words;
  const numeric = candidates.filter((column) => !text.includes(column));
  return {
    dateColumn,
    dateStyles: STYLES,
    proveMonthFirst: true,
    missing: MISSING,
    thousandsCommas: false,
    columns: chooseColumns(numeric),
    ignoredText: text.map(({ name }) => name),
  };
}

interface NamedColumn {
  readonly name: string;
  readonly index: number;
  readonly plain: string;
}

/** A table with a close is a table of prices; otherwise each column is a series of its own. */
function chooseColumns(columns: readonly NamedColumn[]): ValueColumn[] {
  const close = columns.find(({ plain }) => CLOSE_NAMES.has(plain));
  const adjusted = columns.find(({ plain }) => ADJUSTED_NAMES.has(plain));
  if (close !== undefined || adjusted !== undefined) {
    const others = columns.filter(
      (column) => column !== close && column !== adjusted && !PRICE_EXTRAS.has(column.plain),
    );
    return [...fileNamed(close, 'close'), ...fileNamed(adjusted, 'adjusted_close'), ...others.map(columnNamed)];
  }
  const [only] = columns;
  if (columns.length === 1 && only !== undefined && GENERIC_NAMES.has(only.plain)) return fileNamed(only, 'value');
  return columns.map(columnNamed);
}

function fileNamed(column: NamedColumn | undefined, field: SeriesField): ValueColumn[] {
  return column === undefined ? [] : [{ index: column.index, field }];
}

function columnNamed({ index, name }: NamedColumn): ValueColumn {
  return { index, field: 'value', vendorId: name };
}

function findDateColumn({ header, rows }: TextTable): number {
  const isDate = (index: number): boolean => dateStyleOf(firstFilled(rows, index), STYLES) !== undefined;
  const named = header.findIndex((name) => DATE_NAMES.has(plainName(name)));
  // A column that says it holds dates is taken at its word, so that a bad cell in it is reported as such.
  return named === -1 ? header.findIndex((_, index) => isDate(index)) : named;
}

function firstFilled(rows: TextTable['rows'], index: number): string {
  return rows.find(({ cells }) => (cells[index] ?? '') !== '')?.cells[index] ?? '';
}

/** A ticker or a note; a column with some numbers in it is a series, and its words are errors. */
function holdsOnlyWords({ rows }: TextTable, index: number): boolean {
  const filled = rows.map(({ cells }) => cells[index] ?? '').filter((cell) => !MISSING.has(cell.toLowerCase()));
  const looksNumeric = (cell: string): boolean => hasThousandsCommas(cell) || parseNumber(cell, false) !== undefined;
  return filled.length > 0 && !filled.some(looksNumeric);
}
