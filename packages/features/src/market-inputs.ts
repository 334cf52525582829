import { InvalidOptionError } from './errors.ts';
import type { MarketSeries } from './market-series.ts';

/**
 * The series that features are computed from. Only those that the feature set reads are needed, and the price always:
 * its days are the calendar.
 */
export interface MarketInputs {
  /** Daily close of the equity index, in index points; its days are the sessions. Column `price`. */
  readonly price: MarketSeries;
  /** Daily close of the VIX, in index points. Column `vix`. */
  readonly vix?: MarketSeries | undefined;
  /** Constant-maturity Treasury yields, in percent per annum. Columns `treasury_2y`, `treasury_10y`. */
  readonly treasury?:
    | { readonly twoYear?: MarketSeries | undefined; readonly tenYear?: MarketSeries | undefined }
    | undefined;
  /** High-yield option-adjusted spread, in percent. Column `hy_spread`. */
  readonly hySpread?: MarketSeries | undefined;
  /** Further series for features of your own, by column name. */
  readonly others?: Readonly<Record<string, MarketSeries>> | undefined;
}

/** Where the five regular series are expected in `MarketInputs`, by column. */
const inputPaths: Readonly<Record<string, string>> = {
  price: 'inputs.price',
  vix: 'inputs.vix',
  treasury_2y: 'inputs.treasury.twoYear',
  treasury_10y: 'inputs.treasury.tenYear',
  hy_spread: 'inputs.hySpread',
};

/** The given series by column name; those not given are absent. */
export function inputColumns(inputs: MarketInputs): ReadonlyMap<string, MarketSeries> {
  if (typeof inputs !== 'object' || inputs === null) {
    throw new InvalidOptionError('inputs', 'an object with market series', inputs, 'Give at least { price }.');
  }
  const regular: [string, MarketSeries | undefined][] = [
    ['price', inputs.price],
    ['vix', inputs.vix],
    ['treasury_2y', inputs.treasury?.twoYear],
    ['treasury_10y', inputs.treasury?.tenYear],
    ['hy_spread', inputs.hySpread],
  ];
  for (const column of Object.keys(inputs.others ?? {})) {
    if (Object.hasOwn(inputPaths, column)) {
      throw new InvalidOptionError(
        'inputs.others',
        'names other than those of the regular series',
        column,
        `Give it as ${inputPaths[column]}.`,
      );
    }
  }
  const all = [...regular, ...Object.entries(inputs.others ?? {})];
  const given = all.filter((entry): entry is [string, MarketSeries] => entry[1] !== undefined);
  for (const [column, series] of given) {
    if (typeof series === 'object' && series !== null) continue;
    throw new InvalidOptionError(inputPath(column), 'a market series', series, 'Make one with createMarketSeries.');
  }
  return new Map(given);
}

/** Where to give the series of a column, for messages. */
export function inputPath(column: string): string {
  return inputPaths[column] ?? `inputs.others.${column}`;
}
