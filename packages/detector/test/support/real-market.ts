import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMarketSeries, FeatureCalculator, type FeatureMatrix, type MarketSeries } from '@regimekit/features';

// Vendors' data may not be committed; they lie beside the repository on the machines that have them.
// A checkout elsewhere can say where.
const elsewhere = process.env.REGIMEKIT_SHARED;
const folder =
  elsewhere === undefined
    ? new URL('../../../../../shared/data/market/', import.meta.url)
    : new URL('data/market/', pathToFileURL(`${elsewhere}/`));

export const hasRealMarket = existsSync(folder);

/** The nine regime features from 1997 on. */
export function realFeatures(): FeatureMatrix {
  return new FeatureCalculator({ lookbackDays: 252 }).calculateFeatureHistory({
    vix: readRealSeries('vix.csv', 'vix'),
    price: readRealSeries('spx.csv', 'close'),
    treasury: {
      twoYear: readRealSeries('treasury.csv', 'treasury_2y'),
      tenYear: readRealSeries('treasury.csv', 'treasury_10y'),
    },
    hySpread: readRealSeries('hy_spread.csv', 'hy_spread'),
  });
}

/** One column of a file. */
export function readRealSeries(file: string, column: string): MarketSeries {
  const [header, ...lines] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n');
  const at = header!.split(',').indexOf(column);
  const rows = lines.map((line) => {
    const cells = line.split(',');
    const cell = cells[at]!;
    return { date: cells[0]!, value: cell === '' ? null : Number(cell) };
  });
  return createMarketSeries(column, rows);
}
