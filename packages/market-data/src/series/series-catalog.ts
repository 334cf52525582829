import type { SeriesKind } from './series-kind.ts';

/** A series that regimekit knows by name. */
export interface SeriesDefinition {
  /** Canonical name in the warehouse. */
  readonly name: string;
  readonly kind: SeriesKind;
  readonly description: string;
  /** The vendors' names for it, compared in lower case without punctuation. */
  readonly aliases: readonly string[];
}

function define(name: string, kind: SeriesKind, description: string, ...aliases: string[]): SeriesDefinition {
  return { name, kind, description, aliases };
}

const MATURITIES: readonly (readonly [name: string, fred: string, words: string])[] = [
  ['1m', 'DGS1MO', '1-month'],
  ['3m', 'DGS3MO', '3-month'],
  ['6m', 'DGS6MO', '6-month'],
  ['1y', 'DGS1', '1-year'],
  ['2y', 'DGS2', '2-year'],
  ['3y', 'DGS3', '3-year'],
  ['5y', 'DGS5', '5-year'],
  ['7y', 'DGS7', '7-year'],
  ['10y', 'DGS10', '10-year'],
  ['20y', 'DGS20', '20-year'],
  ['30y', 'DGS30', '30-year'],
];

/** Every series with a canonical name. A vendor's id that means something else must not become an alias. */
export const seriesCatalog: readonly SeriesDefinition[] = [
  define('spx', 'price_index', 'S&P 500 price index', '^GSPC', 'GSPC', 'SP500', '^SPX', 'S&P 500', 'S&P 500 Index'),
  define('ndx', 'price_index', 'Nasdaq-100 price index', '^NDX', 'NASDAQ100', 'Nasdaq 100'),
  define('nasdaq_composite', 'price_index', 'Nasdaq Composite index', '^IXIC', 'NASDAQCOM', '^NDQ'),
  define('djia', 'price_index', 'Dow Jones Industrial Average', '^DJI', 'Dow Jones Industrial Average'),
  define('dax', 'price_index', 'DAX performance index', '^GDAXI', '^DAX'),
  define('nikkei', 'price_index', 'Nikkei 225 price index', '^N225', '^NKX', 'NIKKEI225', 'Nikkei 225'),
  define('spy_total_return', 'price_index', 'SPY fund, close adjusted for dividends'),
  define('tlt_total_return', 'price_index', 'TLT fund, close adjusted for dividends'),
  define('gold_etf', 'price_index', 'GLD fund, close'),
  define('vix', 'volatility_index', 'Cboe Volatility Index', '^VIX', 'VIXCLS', 'CBOE Volatility Index'),
  define('vix3m', 'volatility_index', 'Cboe 3-month volatility index', '^VIX3M', 'VXVCLS', '^VXV'),
  define('vvix', 'volatility_index', 'Cboe VIX of VIX index', '^VVIX'),
  ...MATURITIES.map(([name, fred, words]) =>
    define(`treasury_${name}`, 'yield', `US Treasury ${words} constant-maturity yield`, fred),
  ),
  // Yahoo's yield indices come in the dress of prices.
  define('irx', 'yield', '13-week Treasury bill yield, Yahoo', '^IRX'),
  define('fvx', 'yield', '5-year Treasury yield index, Yahoo', '^FVX'),
  define('tnx', 'yield', '10-year Treasury yield index, Yahoo', '^TNX'),
  define('tyx', 'yield', '30-year Treasury yield index, Yahoo', '^TYX'),
  define('hy_spread', 'spread', 'US high-yield option-adjusted spread', 'BAMLH0A0HYM2'),
  define('ig_spread', 'spread', 'US investment-grade option-adjusted spread', 'BAMLC0A0CM'),
  define('treasury_10y_2y', 'spread', '10-year minus 2-year Treasury yield', 'T10Y2Y'),
  define('treasury_10y_3m', 'spread', '10-year minus 3-month Treasury yield', 'T10Y3M'),
  define('risk_free', 'rate', '3-month Treasury bill, bank-discount basis', 'DTB3'),
  define('fed_funds', 'rate', 'Effective federal funds rate', 'DFF'),
  define('sofr', 'rate', 'Secured Overnight Financing Rate', 'SOFR'),
  define('recession', 'indicator', 'NBER recession indicator, daily', 'USRECD'),
  define('recession_monthly', 'indicator', 'NBER recession indicator, monthly', 'USREC'),
];
