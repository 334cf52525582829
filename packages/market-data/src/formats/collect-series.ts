// From a table and its layout to named series of observations.
import { EmptyFileError, MalformedFileError } from '../errors.ts';
import type { Finding } from '../checks/finding.ts';
import {
  allDateStyles,
  dateExample,
  dateStyleOf,
  hasThousandsCommas,
  parseDay,
  parseNumber,
  type DateStyle,
} from './cells.ts';
import type { TableLayout } from './file-format.ts';
import type {
  FormatName,
  Observation,
  ParsedMarketFile,
  ParsedSeries,
  ReadOptions,
  SkippedRow,
} from './market-file.ts';
import { nameSeries, type NamedSeries } from './name-series.ts';
import { sortByDate, type ReadRow } from './sort-by-date.ts';
import type { TableRow, TextTable } from './text-table.ts';

/**
 * Reads every row: a day and one value or "missing" per column.
 *
 * @throws MalformedFileError naming line and column of the first cell that is neither
 */
export function collectSeries(
  table: TextTable,
  layout: TableLayout,
  format: FormatName,
  options: ReadOptions,
): ParsedMarketFile {
  const series = nameSeries(table, layout, options);
  const { rows, skipped } = readRows(table, layout, series);
  const { sorted, order, orderBrokenAt, repeats } = sortByDate(rows);
  const filled = series
    .map((one, i) => ({ ...one.meta, observations: observationsOf(sorted, i, series.length > 1) }))
    .filter(({ observations }) => observations.some(({ value }) => value !== null));
  if (filled.length === 0) throw new EmptyFileError(table.name, 'no row holds a value.');
  return {
    name: table.name,
    format,
    rowsRead: table.rows.length,
    order,
    orderBrokenAt,
    series: filled,
    skipped: [...skipped, ...repeats, ...rowsWithoutSeries(sorted, filled)].sort((a, b) => a.line - b.line),
    warnings: columnWarnings(table, layout, series, filled),
  };
}

function readRows(table: TextTable, layout: TableLayout, series: readonly NamedSeries[]) {
  const styleOf = fixedDateStyle(table, layout);
  // In a table of prices a row without a close is no session; in FRED's it is a day without a publication.
  const pricesOnly = series.every(({ meta }) => meta.field !== 'value');
  const rows: ReadRow[] = [];
  const skipped: SkippedRow[] = [];
  for (const row of table.rows) {
    if (row.cells.every((cell) => cell === '')) {
      skipped.push({ line: row.line, reason: 'the row is empty' });
      continue;
    }
    const date = readDay(table, layout, row, styleOf);
    const values = series.map(({ index }) => readValue(table, layout, row, index));
    if (pricesOnly && values.every((value) => value === null)) {
      skipped.push({ line: row.line, reason: `no price on ${date}` });
    } else {
      rows.push({ line: row.line, date, values });
    }
  }
  return { rows, skipped };
}

/** The one style in which this file writes its days, and the line that fixed it. */
interface FixedStyle {
  readonly style: DateStyle;
  readonly line: number;
}

function fixedDateStyle(table: TextTable, layout: TableLayout): FixedStyle {
  const days = table.rows.map(({ line, cells }) => ({ line, cell: cells[layout.dateColumn] ?? '' }));
  const first = days.find(({ cell }) => cell !== '') ?? { line: 1, cell: '' };
  const place = { file: table.name, line: first.line, column: table.header[layout.dateColumn] };
  const style = dateStyleOf(first.cell, layout.dateStyles);
  if (style === undefined) {
    const expected = layout.dateStyles.map(dateExample).join(' or ');
    const what = `expected a day like ${expected}, received ${JSON.stringify(first.cell)}.`;
    throw new MalformedFileError(place, what, timeOfDayHint(first.cell));
  }
  const partAbove12 = (part: number): boolean => days.some(({ cell }) => Number(cell.split('/')[part]) > 12);
  if (style === 'month_first' && layout.proveMonthFirst === true && !partAbove12(1)) {
    const which = partAbove12(0) ? 'writes the day first' : 'could be day or month first, and no row tells which';
    throw new MalformedFileError(place, `${JSON.stringify(first.cell)} ${which}.`, 'Write the days as 2019-12-31.');
  }
  return { style, line: first.line };
}

function readDay(table: TextTable, layout: TableLayout, { line, cells }: TableRow, fixed: FixedStyle): string {
  const cell = cells[layout.dateColumn] ?? '';
  const day = parseDay(cell, fixed.style);
  if (day !== undefined) return day;
  const place = { file: table.name, line, column: table.header[layout.dateColumn] };
  const received = JSON.stringify(cell);
  const example = dateExample(fixed.style);
  const style = dateStyleOf(cell, allDateStyles);
  if (style === fixed.style) {
    throw new MalformedFileError(place, `${received} is no day of the calendar; expected a day like ${example}.`);
  }
  if (style !== undefined) {
    const what = `received ${received}, but line ${fixed.line} writes days like ${example}; a file must keep to one way.`;
    throw new MalformedFileError(place, what);
  }
  throw new MalformedFileError(place, `expected a day like ${example}, received ${received}.`, timeOfDayHint(cell));
}

function timeOfDayHint(cell: string): string | undefined {
  return /\d:\d/u.test(cell) ? 'A time of day leaves open which session is meant: save plain days.' : undefined;
}

function readValue(table: TextTable, layout: TableLayout, { line, cells }: TableRow, index: number): number | null {
  const cell = cells[index] ?? '';
  const value = parseNumber(cell, layout.thousandsCommas);
  if (value !== undefined) return value;
  if (layout.missing.has(cell.toLowerCase())) return null;
  const place = { file: table.name, line, column: table.header[index] };
  const hint = hasThousandsCommas(cell)
    ? 'Write it without the comma: in some countries the comma is the decimal point, so it is not guessed.'
    : undefined;
  throw new MalformedFileError(place, `expected a number, received ${JSON.stringify(cell)}.`, hint);
}

/** Beside other series the days before a series' first value are no gaps: it did not exist yet. */
function observationsOf(rows: readonly ReadRow[], column: number, dropLeadingMissing: boolean): Observation[] {
  const all = rows.map(({ date, line, values }) => ({ date, value: values[column] ?? null, line }));
  const first = all.findIndex(({ value }) => value !== null);
  return dropLeadingMissing && first > 0 ? all.slice(first) : all;
}

function rowsWithoutSeries(rows: readonly ReadRow[], series: readonly ParsedSeries[]): SkippedRow[] {
  const used = new Set(series.flatMap(({ observations }) => observations.map(({ line }) => line)));
  const unused = rows.filter(({ line }) => !used.has(line));
  return unused.map(({ line, date }) => ({ line, reason: `no series has begun by ${date}` }));
}

function columnWarnings(
  table: TextTable,
  layout: TableLayout,
  named: readonly NamedSeries[],
  filled: readonly ParsedSeries[],
): Finding[] {
  const kept = new Set(filled.map(({ name }) => name));
  const empty = named.filter(({ meta }) => !kept.has(meta.name));
  const warn = (series: string, message: string, hint: string): Finding => {
    return { check: 'columns', severity: 'warning', series, message, hint, count: 1 };
  };
  return [
    ...empty.map(({ meta, index }) => {
      const message = `the column ${JSON.stringify(table.header[index])} has no value in any row and was left out.`;
      return warn(meta.name, message, 'Nothing to do if the vendor did not publish it in these years.');
    }),
    ...(layout.ignoredText ?? []).map((column) => {
      const message = `the column ${JSON.stringify(column)} holds words and was left out.`;
      return warn(column, message, 'Remove the column if the warning disturbs.');
    }),
  ];
}
