import { checkFile, checkOptions, checkText } from '../check-arguments.ts';
import { UnknownFormatError, UnsupportedContentError, WrongFormatError } from '../errors.ts';
import { cboe } from './cboe.ts';
import { collectSeries } from './collect-series.ts';
import { csv } from './csv.ts';
import type { FileFormat } from './file-format.ts';
import { fred } from './fred.ts';
import { investing } from './investing.ts';
import type { FormatName, MarketFile, ParsedMarketFile, ReadOptions } from './market-file.ts';
import { stooq } from './stooq.ts';
import { decodeText, isParquet } from './text-content.ts';
import { checkShape, readTextTable, type TextTable } from './text-table.ts';
import { treasury } from './treasury.ts';
import { yahoo } from './yahoo.ts';

/** Every text format, the most particular first: the first that fits is taken, and plain CSV fits nearly anything. */
const textFormats: readonly FileFormat[] = [treasury, investing, yahoo, stooq, cboe, fred, csv];

const PARQUET_DESCRIPTION = 'the same columns as csv, in a Parquet file';

/** Every format's name and how to recognise it. */
export const marketFormats: readonly { readonly name: FormatName; readonly description: string }[] = [
  ...textFormats.map(({ name, description }) => ({ name, description })),
  { name: 'parquet', description: PARQUET_DESCRIPTION },
];

/**
 * Reads a vendor's text file as it is.
 *
 * @throws UnknownFormatError when no format has its header, WrongFormatError when the named one has another
 * @throws UnsupportedContentError when the bytes are no text table (Parquet is read by the warehouse, which has DuckDB)
 * @throws EmptyFileError without rows, MalformedFileError for a cell that is neither missing nor readable
 * @throws InvalidSeriesNameError when the series cannot be named
 *
 * @example
 * ```ts
 * import { parseMarketFile } from '@regimekit/market-data/formats';
 *
 * const content = new TextEncoder().encode('observation_date,DGS10\n2024-01-02,3.95\n2024-01-03,\n');
 * const file = parseMarketFile({ name: 'DGS10.csv', content });
 * file.format;                       // 'fred'
 * file.series[0]?.name;              // 'treasury_10y'
 * file.series[0]?.observations[1];   // { date: '2024-01-03', value: null, line: 3 }
 * ```
 */
export function parseMarketFile(file: MarketFile, options: ReadOptions = {}): ParsedMarketFile {
  checkFile(file);
  checkOptions(options, ['format', 'series', 'ignoreChecks'], 'parseMarketFile');
  if (options.series !== undefined) checkText(options.series, 'series');
  const wanted = options.format === undefined ? undefined : namedFormat(file, options.format);
  if (isParquet(file.content) || wanted === 'parquet') {
    const hint = 'Import it into a warehouse (MarketWarehouse.importFile), which reads Parquet.';
    throw new UnsupportedContentError(file.name, 'parquet', 'a Parquet file', hint);
  }
  const table = readTextTable(file.name, decodeText(file));
  const format = wanted === undefined ? detectFormat(table) : fittingFormat(table, wanted);
  checkShape(table);
  return collectSeries(table, format.layout(table), format.name, options);
}

/** The format's name if it exists. */
export function namedFormat(file: MarketFile, name: string): FormatName {
  checkText(name, 'format');
  const known = marketFormats.find((format) => format.name === name.toLowerCase());
  if (known !== undefined) return known.name;
  const names = marketFormats.map((format) => format.name);
  const message = `there is no format ${JSON.stringify(name)}. Known formats: ${names.join(', ')}.`;
  throw new WrongFormatError(file.name, message, { received: name, formats: names });
}

function detectFormat(table: TextTable): FileFormat {
  const format = textFormats.find((one) => one.hasHeader(table.header) && (one.hasContent?.(table) ?? true));
  if (format !== undefined) return format;
  throw new UnknownFormatError(table.name, headerLine(table), marketFormats, delimiterHint(table));
}

/** A named format is held to its header alone, so that a bad first date is reported as what it is. */
function fittingFormat(table: TextTable, name: FormatName): FileFormat {
  const format = textFormats.find((one) => one.name === name);
  if (format?.hasHeader(table.header) === true) return format;
  const message = `format ${name} expects ${format?.description ?? PARQUET_DESCRIPTION}; received the header ${JSON.stringify(headerLine(table))}.`;
  throw new WrongFormatError(table.name, message, { format: name, header: headerLine(table) });
}

function headerLine({ header }: TextTable): string {
  const line = header.join(',');
  return line.length > 120 ? `${line.slice(0, 120)}...` : line;
}

function delimiterHint({ header }: TextTable): string | undefined {
  const [only = ''] = header;
  if (header.length !== 1 || !/[;\t]/u.test(only)) return undefined;
  const separator = only.includes(';') ? 'semicolons' : 'tabs';
  return `The columns are separated by ${separator}: save the file with commas (and decimal points).`;
}
