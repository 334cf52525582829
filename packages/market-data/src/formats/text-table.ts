// From text to cells; what the cells mean is the formats' business.
import { CsvError, parse } from 'csv-parse/sync';
import { EmptyFileError, MalformedFileError } from '../errors.ts';

export interface TableRow {
  /** Line of the file on which the row ends (row number for Parquet). */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file as a header and rows of cells; every row is as long as the header. */
export interface TextTable {
  /** The file's name, for messages. */
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

/**
 * Splits comma-separated text into trimmed cells. Blank lines are passed over.
 *
 * @throws MalformedFileError for broken quotes and for rows that are longer or shorter than the header
 * @throws EmptyFileError when no row follows the header
 */
export function readTextTable(name: string, text: string): TextTable {
  const [head, ...records] = tokenize(name, text);
  if (head === undefined) throw new EmptyFileError(name, 'the file is empty.');
  const rows = records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  return { name, header: head.record, rows };
}

/** Refuses a table without rows or with rows of another width; apart, so that an unknown header is reported first. */
export function checkShape({ name, header, rows }: TextTable): void {
  if (rows.length === 0)
    throw new EmptyFileError(name, `the header ${JSON.stringify(header.join(','))} has no rows below.`);
  const odd = rows.find(({ cells }) => cells.length !== header.length);
  if (odd === undefined) return;
  const hint =
    odd.cells.length > header.length
      ? 'A number with a thousands comma must be quoted or written without the comma.'
      : 'The line is cut short, as at the end of an interrupted download.';
  const what = `expected ${header.length} cells as in the header, received ${odd.cells.length}.`;
  throw new MalformedFileError({ file: name, line: odd.line }, what, hint);
}

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function tokenize(name: string, text: string): CsvRecord[] {
  try {
    const records: unknown = parse(text, { info: true, relax_column_count: true, skip_empty_lines: true, trim: true });
    return records as CsvRecord[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1;
    const hint = 'Quotes must enclose a whole cell and must be closed on the same line.';
    throw new MalformedFileError({ file: name, line }, `the quotes do not match (${cause.message})`, hint, cause);
  }
}
