// Which series the columns of a file are.
import { InvalidSeriesNameError, MalformedFileError } from '../errors.ts';
import { unitOf, type SeriesField, type SeriesKind } from '../series/series-kind.ts';
import { canonicalSeriesName, findSeriesDefinition, vendorIdOfFile } from '../series/series-name.ts';
import type { TableLayout, ValueColumn } from './file-format.ts';
import type { ParsedSeries, ReadOptions } from './market-file.ts';
import type { TextTable } from './text-table.ts';

/** A series without its values, and the column they come from. */
export interface NamedSeries {
  readonly index: number;
  readonly meta: Omit<ParsedSeries, 'observations'>;
}

const VALID_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/u;

/**
 * Names a file's series: by the option, else by the column, else by the file.
 *
 * @throws InvalidSeriesNameError when no usable name comes out, or one name is given to a file of several series
 * @throws MalformedFileError when two columns are the same series
 */
export function nameSeries(table: TextTable, layout: TableLayout, options: ReadOptions): NamedSeries[] {
  const columns = withoutNeedlessAdjusted(table, layout.columns);
  if (columns.length === 0) throw new MalformedFileError({ file: table.name, line: 1 }, 'no column holds numbers.');
  const named = columns.map((column) => nameColumn(table, column, columns, options.series));
  const first = new Map<string, string | undefined>();
  for (const { meta, index } of named) {
    const column = table.header[index];
    if (first.has(meta.name)) {
      const what = `the columns ${JSON.stringify(first.get(meta.name))} and ${JSON.stringify(column)} are both the series ${meta.name}.`;
      throw new MalformedFileError({ file: table.name, line: 1, column }, what, 'Remove or rename one of them.');
    }
    first.set(meta.name, column);
  }
  return named;
}

/** Indices pay no dividends, so their adjusted close only repeats the close. */
function withoutNeedlessAdjusted(table: TextTable, columns: readonly ValueColumn[]): readonly ValueColumn[] {
  const id = vendorIdOfFile(table.name);
  const isIndex = id.startsWith('^') || findSeriesDefinition(id) !== undefined;
  const hasClose = columns.some(({ field }) => field === 'close');
  return isIndex && hasClose ? columns.filter(({ field }) => field !== 'adjusted_close') : columns;
}

function nameColumn(
  table: TextTable,
  column: ValueColumn,
  all: readonly ValueColumn[],
  given: string | undefined,
): NamedSeries {
  const vendorId = column.vendorId ?? vendorIdOfFile(table.name);
  const beside = column.field === 'adjusted_close' && all.some(({ field }) => field === 'close') ? '_adjusted' : '';
  const name = (given === undefined ? nameOf(table, vendorId) : givenName(table, all, given)) + beside;
  const kind = kindOf(name, column.field);
  return { index: column.index, meta: { name, vendorId, field: column.field, kind, unit: unitOf(kind) } };
}

function nameOf(table: TextTable, vendorId: string): string {
  const name = canonicalSeriesName(vendorId);
  if (VALID_NAME.test(name)) return name;
  const message = `${table.name}: no name for the series can be made of ${JSON.stringify(vendorId)}.`;
  throw new InvalidSeriesNameError(message, 'Name the series yourself.', { path: table.name, vendorId });
}

/** A name the user gave: known ids become canonical, so that the features find them; others stay as they were typed. */
function givenName(table: TextTable, columns: readonly ValueColumn[], given: string): string {
  const closes = columns.filter(({ field }) => field !== 'adjusted_close');
  if (closes.length > 1) {
    const names = closes.map(({ index }) => table.header[index]).join(', ');
    const message = `${table.name} holds ${closes.length} series (${names}); one name, ${JSON.stringify(given)}, does not fit.`;
    throw new InvalidSeriesNameError(message, 'Leave the name out, or rename the columns.', {
      path: table.name,
      given,
    });
  }
  const name = findSeriesDefinition(given)?.name ?? given;
  if (VALID_NAME.test(name)) return name;
  const message = `A series' name has letters, digits, "_", "." and "-" (64 at most); received ${JSON.stringify(given)}.`;
  throw new InvalidSeriesNameError(message, 'For example: my_index.', { given });
}

function kindOf(name: string, field: SeriesField): SeriesKind {
  return findSeriesDefinition(name)?.kind ?? (field === 'value' ? 'unknown' : 'price_index');
}
