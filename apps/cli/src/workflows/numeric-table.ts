// A CSV of numbers as a matrix: which columns were taken, which were left out, and where values are missing.
import { readFile } from 'node:fs/promises';
import { RegimekitError } from '@regimekit/errors';
import type { MissingPolicy } from '@regimekit/hmm-core';
import { MatrixView } from '@regimekit/numerics';
import { CsvError, parse } from 'csv-parse/sync';

export interface NumericTable {
  readonly columns: readonly string[];
  /** rows x columns; NaN where a value is missing, which happens only if the reader allowed it. */
  readonly values: MatrixView;
  /** Columns of the file that are no numbers and were not asked for. */
  readonly leftOut: readonly string[];
  /** Cells without a value. */
  readonly nMissing: number;
}

export interface TableOptions {
  /** Which columns. Default: every numeric one. */
  readonly columns?: readonly string[] | undefined;
  /** Whether an empty cell, NA, NaN or a dot counts as a missing value rather than as an error. */
  readonly missing?: boolean | undefined;
}

/** The options by which a command lets its user choose columns and allow gaps. */
export interface ColumnOptions {
  /** Names, separated by commas. */
  readonly columns?: string;
  readonly missing?: true;
}

/** What the options of a command ask of the table; `usual` are the columns if none are named. */
export function tableOptions({ columns, missing }: ColumnOptions, usual?: readonly string[]): TableOptions {
  return { columns: columns?.split(',').map((name) => name.trim()) ?? usual, missing };
}

/** What a NaN in the table means to the model. */
export function missingPolicy({ missing }: ColumnOptions): MissingPolicy {
  return missing === true ? 'marginalise' : 'error';
}

/**
 * Reads a CSV with a header. Without `columns` every column that holds numbers and nothing else is taken; one with gaps is
 * never left out silently.
 *
 * @throws RegimekitError of kind `input` naming line and column of the first cell that is no number
 */
export async function readNumericTable(file: string, options: TableOptions = {}): Promise<NumericTable> {
  const [header, ...lines] = readLines(await readText(file), file);
  if (header === undefined || lines.length === 0) {
    throw invalid(file, 'holds no rows below a header.', 'Give a CSV with one line of column names and numbers below.');
  }
  if (header.cells.every((cell) => isNumber(cell))) {
    throw invalid(file, 'has no header: its first line is all numbers.', 'Put the column names in the first line.');
  }
  const names = header.cells;
  const numeric = names.filter((_, j) => isNumericColumn(lines, j));
  const columns = options.columns ?? numeric;
  const indices = columns.map((name) => indexOf(file, names, name));
  if (indices.length === 0) throw invalid(file, `has no numeric column among ${names.join(', ')}.`);
  checkTwice(file, columns);

  const values = MatrixView.zeros(lines.length, indices.length);
  for (const [i, line] of lines.entries()) {
    for (const [j, index] of indices.entries()) {
      values.data[i * indices.length + j] = cellValue(line.cells[index]!, options.missing === true, () => {
        return { file, line: line.number, column: names[index]! };
      });
    }
  }
  for (const [j, name] of columns.entries()) {
    if (lines.every((_, i) => Number.isNaN(values.get(i, j)))) throw invalid(file, `has no value in column "${name}".`);
  }
  return {
    columns,
    values,
    leftOut: names.filter((name) => !columns.includes(name)),
    nMissing: values.data.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0),
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RegimekitError(`${file} cannot be read: ${(cause as Error).message}`, {
      code: 'FILE_NOT_READABLE',
      kind: 'input',
      hint: 'Check the path; it is relative to where you stand.',
      cause,
    });
  }
}

interface Line {
  readonly cells: readonly string[];
  /** In the file, from 1. */
  readonly number: number;
}

function readLines(text: string, file: string): Line[] {
  try {
    const lines = parseLines(text, true);
    // With a single column an empty line is an empty cell, but for those at the end.
    return lines[0]?.cells.length === 1 ? parseLines(text.trimEnd(), false) : lines;
  } catch (cause) {
    if (cause instanceof CsvError) throw invalid(file, `is no regular CSV: ${cause.message}`, undefined, cause);
    throw cause;
  }
}

function parseLines(text: string, skipEmpty: boolean): Line[] {
  // What the parser gives with `info`, which its types leave open.
  const records = parse(text, { bom: true, trim: true, skip_empty_lines: skipEmpty, info: true }) as unknown as {
    record: string[];
    info: { lines: number };
  }[];
  return records.map(({ record, info }) => ({ cells: record, number: info.lines }));
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}

/** How files say that there is no value: nothing, NA (R), NaN (pandas), a dot (FRED, SAS). */
function isMissing(cell: string): boolean {
  return cell === '' || cell === '.' || /^(?:na|nan)$/i.test(cell);
}

/** Numbers from top to bottom, with gaps or without. */
function isNumericColumn(lines: readonly Line[], j: number): boolean {
  let numbers = 0;
  for (const { cells } of lines) {
    if (isNumber(cells[j]!)) numbers++;
    else if (!isMissing(cells[j]!)) return false;
  }
  return numbers > 0;
}

function indexOf(file: string, header: readonly string[], name: string): number {
  const index = header.indexOf(name);
  if (index >= 0) return index;
  throw invalid(file, `has no column "${name}".`, `It has: ${header.join(', ')}.`);
}

function checkTwice(file: string, columns: readonly string[]): void {
  const twice = columns.find((name, j) => columns.indexOf(name) !== j);
  if (twice === undefined) return;
  throw invalid(file, `cannot give column "${twice}" twice.`, 'Name each column once; give columns different names.');
}

function cellValue(
  cell: string,
  missing: boolean,
  place: () => { file: string; line: number; column: string },
): number {
  if (isNumber(cell)) return Number(cell);
  const gap = isMissing(cell);
  if (gap && missing) return Number.NaN;
  const { file, line, column } = place();
  throw invalid(
    file,
    `has ${cell === '' ? 'an empty cell' : `"${cell}"`} at line ${line}, column ${column}, where a number was expected.`,
    gap
      ? 'Add --missing to treat it as a missing value, name other columns with --columns, or fill it.'
      : 'Remove the row, correct the value, or name other columns with --columns.',
  );
}

function invalid(file: string, problem: string, hint?: string, cause?: unknown): RegimekitError {
  return new RegimekitError(`${file} ${problem}`, { code: 'INVALID_TABLE', kind: 'input', hint, cause });
}
