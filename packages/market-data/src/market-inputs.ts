import type { MarketInputs, MarketSeries } from '@regimekit/features';
import { checkList, checkOptions } from './check-arguments.ts';
import { InvalidArgumentError, UnknownSeriesError } from './errors.ts';
import type { MarketWarehouse, SeriesQuery } from './warehouse/market-warehouse.ts';

/**
 * Which series of the warehouse serves as which input of the features, by the features' column names. Further names are
 * passed on as `others`, for features of your own.
 */
export type InputMapping = Readonly<Record<string, string>>;

/** The mapping unless told otherwise. */
export const defaultInputMapping = {
  price: 'spx',
  vix: 'vix',
  treasury_2y: 'treasury_2y',
  treasury_10y: 'treasury_10y',
  hy_spread: 'hy_spread',
} as const satisfies InputMapping;

export interface InputOptions extends SeriesQuery {
  /**
   * The columns that the feature set reads; only their series must exist. The price always belongs to them.
   * @default all columns of the mapping
   */
  readonly columns?: readonly string[] | undefined;
}

/**
 * The warehouse's series as the features want them.
 *
 * @param mapping replaces entries of `defaultInputMapping`, or adds some
 * @throws UnknownSeriesError naming the missing series, what it is needed for, and what there is
 *
 * @example
 * ```ts
 * import { MarketWarehouse, resolveMarketInputs } from '@regimekit/market-data';
 *
 * const warehouse = await MarketWarehouse.open(':memory:');
 * const content = new TextEncoder().encode('date,ndx,vxn\n2024-01-02,16543.9,16.8\n2024-01-03,16368.5,17.6\n');
 * await warehouse.importFile({ name: 'nasdaq.csv', content });
 * const inputs = await resolveMarketInputs(warehouse, { price: 'ndx', vix: 'vxn' }, { columns: ['price', 'vix'] });
 * inputs.price.name; // 'ndx'
 * ```
 */
export async function resolveMarketInputs(
  warehouse: MarketWarehouse,
  mapping: InputMapping = {},
  options: InputOptions = {},
): Promise<MarketInputs> {
  checkOptions(options, ['columns', 'asOf'], 'resolveMarketInputs');
  const { asOf } = options;
  return toInputs(
    await readColumns(warehouse, mapping, options, 'resolveMarketInputs', async (name) =>
      warehouse.series(name, { asOf }),
    ),
  );
}

/** What `read` gives for the series of each column, the price always among them; the arguments are checked first. */
export async function readColumns<T>(
  warehouse: MarketWarehouse,
  mapping: InputMapping,
  { columns: asked, ...others }: InputOptions,
  owner: string,
  read: (name: string) => Promise<T>,
): Promise<Map<string, T>> {
  if (typeof (warehouse as Partial<MarketWarehouse> | null | undefined)?.series !== 'function') {
    throw new InvalidArgumentError('warehouse', 'a MarketWarehouse', warehouse);
  }
  if (typeof mapping !== 'object' || mapping === null) {
    throw new InvalidArgumentError('mapping', 'an object with the name of a series by column', mapping);
  }
  checkOptions(others, ['asOf'], owner);
  checkList(asked ?? [], 'columns');
  const names = new Map(Object.entries({ ...defaultInputMapping, ...mapping }));
  const found = new Map<string, T>();
  for (const column of new Set(['price', ...(asked ?? names.keys())])) {
    const name = names.get(column) ?? column;
    try {
      found.set(column, await read(name));
    } catch (error) {
      if (!(error instanceof UnknownSeriesError)) throw error;
      throw new UnknownSeriesError(name, error.available, column);
    }
  }
  return found;
}

/** The series under the names that the features know. */
export function toInputs(series: ReadonlyMap<string, MarketSeries>): MarketInputs {
  const regular = new Set<string>(Object.keys(defaultInputMapping));
  const others = [...series].filter(([column]) => !regular.has(column));
  const price = series.get('price');
  if (price === undefined) throw new UnknownSeriesError('price', [], 'price');
  return {
    price,
    vix: series.get('vix'),
    treasury: { twoYear: series.get('treasury_2y'), tenYear: series.get('treasury_10y') },
    hySpread: series.get('hy_spread'),
    ...(others.length === 0 ? {} : { others: Object.fromEntries(others) }),
  };
}
