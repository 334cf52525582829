import { seriesCatalog, type SeriesDefinition } from './series-catalog.ts';

const definitions = new Map<string, SeriesDefinition>();
for (const definition of seriesCatalog) {
  for (const alias of [definition.name, ...definition.aliases]) definitions.set(slug(alias), definition);
}

/** What the catalog knows of a series by its canonical name or by any vendor's id, or undefined. */
export function findSeriesDefinition(name: string): SeriesDefinition | undefined {
  return definitions.get(slug(name));
}

/**
 * The name under which the warehouse keeps a vendor's series: the catalog's, else the id in lower case with underscores.
 * Empty where the id holds no letter and no digit.
 *
 * @example
 * ```ts
 * import { canonicalSeriesName } from '@regimekit/market-data/formats';
 *
 * canonicalSeriesName('BAMLH0A0HYM2'); // 'hy_spread'
 * canonicalSeriesName('^GSPC');        // 'spx'
 * canonicalSeriesName('My Index');     // 'my_index'
 * ```
 */
export function canonicalSeriesName(vendorId: string): string {
  return findSeriesDefinition(vendorId)?.name ?? slug(vendorId);
}

/** The vendor's id in a file's name: `cboe-VIX_History.csv` holds `VIX`, `^spx_d.csv` holds `^spx`. */
export function vendorIdOfFile(fileName: string): string {
  const base = withoutFolderAndExtension(fileName);
  if (findSeriesDefinition(base) !== undefined) return base;
  const bare = DOWNLOAD_SUFFIXES.reduce((name, suffix) => name.replace(suffix, ''), base.replace(VENDOR_PREFIX, ''));
  return bare === '' ? base : bare;
}

const VENDOR_PREFIX = /^(?:fred|cboe|yahoo|stooq|investing)[-_ ]/iu;
/** What the vendors append: Cboe `_History`, Stooq `_d` (with the language in some copies), Investing ` Historical Data`. */
const DOWNLOAD_SUFFIXES = [/_History$/iu, /[-_ ]daily$/iu, /_d$/iu, /_d-[a-z]{2}$/iu, / Historical Data$/iu];

function withoutFolderAndExtension(fileName: string): string {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  // " (1)" is what browsers append to a second download.
  return name.replace(/\.(?:csv|txt|parquet|pq)$/iu, '').replace(/ \(\d+\)$/u, '');
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '_')
    .replace(/^_|_$/gu, '');
}
