// A CSV of numbers as a matrix: which columns were taken, which were left out and why.
import { readFile } from 'node:fs/promises';
import { RegimekitError } from '@regimekit/errors';
import { MatrixView } from '@regimekit/numerics';
import { CsvError, parse } from 'csv-parse/sync';

export interface NumericTable {
  readonly columns: readonly string[];
  /** rows x columns */
  readonly values: MatrixView;
  /** Columns of the file that are no numbers and were not asked for. */
  readonly leftOut: readonly string[];
}

/**
 * Reads a CSV with a header. Without `wanted` every column that is numeric from top to bottom is taken.
 *
 * @throws RegimekitError of kind `input` naming line and column of the first cell that is no number
 */
export async function readNumericTable(file: string, wanted?: readonly string[]): Promise<NumericTable> {
  const [header, ...rows] = readRecords(await readText(file), file);
  if (header === undefined || rows.length === 0) {
    throw invalid(file, 'holds no rows below a header.', 'Give a CSV with one line of column names and numbers below.');
  }
  if (header.every((cell) => isNumber(cell))) {
    throw invalid(file, 'has no header: its first line is all numbers.', 'Put the column names in the first line.');
  }
  const numeric = header.map((_, j) => rows.every((row) => isNumber(row[j]!)));
  const columns = wanted ?? header.filter((_, j) => numeric[j]);
  const indices = columns.map((name) => indexOf(file, header, name));
  if (indices.length === 0) throw invalid(file, `has no numeric column among ${header.join(', ')}.`);
  const values = MatrixView.zeros(rows.length, indices.length);
  for (const [i, row] of rows.entries()) {
    for (const [j, index] of indices.entries())
      values.data[i * indices.length + j] = cellValue(file, header, row, i, index);
  }
  return { columns, values, leftOut: header.filter((name) => !columns.includes(name)) };
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

function readRecords(text: string, file: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true });
  } catch (cause) {
    if (cause instanceof CsvError) throw invalid(file, `is no regular CSV: ${cause.message}`, undefined, cause);
    throw cause;
  }
}

function isNumber(cell: string): boolean {
  return cell !== '' && Number.isFinite(Number(cell));
}

function indexOf(file: string, header: readonly string[], name: string): number {
  const index = header.indexOf(name);
  if (index >= 0) return index;
  throw invalid(file, `has no column "${name}".`, `It has: ${header.join(', ')}.`);
}

function cellValue(file: string, header: readonly string[], row: readonly string[], i: number, index: number): number {
  const cell = row[index]!;
  if (isNumber(cell)) return Number(cell);
  const where = `line ${i + 2}, column ${header[index]}`;
  throw invalid(file, `has "${cell}" at ${where}, where a number was expected.`, 'Remove the row or fill the value.');
}

function invalid(file: string, problem: string, hint?: string, cause?: unknown): RegimekitError {
  return new RegimekitError(`${file} ${problem}`, { code: 'INVALID_TABLE', kind: 'input', hint, cause });
}
