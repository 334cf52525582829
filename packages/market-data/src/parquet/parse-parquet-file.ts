// Parquet needs DuckDB and therefore lives outside of formats/, behind the same result.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MalformedFileError, WrongFormatError } from '../errors.ts';
import { collectSeries } from '../formats/collect-series.ts';
import { namedColumnsLayout } from '../formats/csv.ts';
import type { MarketFile, ParsedMarketFile, ReadOptions } from '../formats/market-file.ts';
import { namedFormat, parseMarketFile } from '../formats/parse-market-file.ts';
import { isParquet } from '../formats/text-content.ts';
import { checkShape, type TextTable } from '../formats/text-table.ts';
import { MemoryConnection } from '../warehouse/connection.ts';

/** Any known file: text by `parseMarketFile`, Parquet by its magic number or by name. */
export async function parseAnyFile(file: MarketFile, options: ReadOptions = {}): Promise<ParsedMarketFile> {
  const wanted = options.format === undefined ? undefined : namedFormat(file, options.format);
  if (wanted === 'parquet' || (wanted === undefined && isParquet(file.content))) return parseParquetFile(file, options);
  return parseMarketFile(file, options);
}

/**
 * Reads a Parquet file with a date column and named columns of numbers, like `csv`.
 *
 * @throws WrongFormatError when it is none, MalformedFileError when it is damaged or a cell cannot be read; "line" is the row
 */
export async function parseParquetFile(file: MarketFile, options: ReadOptions = {}): Promise<ParsedMarketFile> {
  if (!isParquet(file.content)) {
    throw new WrongFormatError(file.name, 'format parquet expects a file that begins with PAR1.', {
      format: 'parquet',
    });
  }
  const table = await readTable(file);
  checkShape(table);
  return collectSeries(table, namedColumnsLayout(table), 'parquet', options);
}

/**
 * All cells as text, which a double survives: DuckDB writes the shortest digits that read back the same. The bytes go
 * through a file of our own, because read_parquet takes patterns and addresses where a path is meant.
 */
async function readTable(file: MarketFile): Promise<TextTable> {
  const folder = await mkdtemp(join(tmpdir(), 'regimekit-parquet-'));
  const memory = await MemoryConnection.open();
  try {
    const path = join(folder, 'file.parquet');
    await writeFile(path, file.content);
    return await memory.use(async (connection) => {
      await connection.run("SET TimeZone = 'UTC'");
      const result = await connection.runAndReadAll('SELECT columns(*)::VARCHAR FROM read_parquet($path)', { path });
      const rows = result.getRows().map((cells, i) => ({
        line: i + 1,
        cells: cells.map((cell) => (typeof cell === 'string' ? cell : '')),
      }));
      return { name: file.name, header: result.columnNames(), rows };
    });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    const what = `the Parquet file cannot be read (${message.replaceAll(folder, '')}).`;
    throw new MalformedFileError({ file: file.name, line: 1 }, what, 'Download it again or write it anew.', cause);
  } finally {
    memory.close();
    await rm(folder, { recursive: true, force: true });
  }
}
