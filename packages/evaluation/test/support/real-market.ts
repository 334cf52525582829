import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMarketSeries, type MarketInputs, type MarketSeries } from '@regimekit/features';

// Vendors' data may not be committed; they lie beside the repository on the machines that have them.
// A checkout elsewhere can say where.
const elsewhere = process.env['REGIMEKIT_SHARED'];
const folder =
  elsewhere === undefined
    ? new URL('../../../../../shared/data/market/', import.meta.url)
    : new URL('data/market/', pathToFileURL(`${elsewhere}/`));

export const hasRealMarket = existsSync(folder);

/** One column of a file, with the days as they are. */
export function readSeries(file: string, column: string): MarketSeries {
  const [header, ...lines] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n');
  const at = header!.split(',').indexOf(column);
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return { date: cells[0]!, value: cells[at] === '' ? null : Number(cells[at]) };
  });
  return createMarketSeries(column, rows);
}

export function realInputs(): MarketInputs {
  return {
    vix: readSeries('vix.csv', 'vix'),
    price: readSeries('spx.csv', 'close'),
    treasury: {
      twoYear: readSeries('treasury.csv', 'treasury_2y'),
      tenYear: readSeries('treasury.csv', 'treasury_10y'),
    },
    hySpread: readSeries('hy_spread.csv', 'hy_spread'),
  };
}
