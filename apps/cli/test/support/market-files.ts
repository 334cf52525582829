import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketSeries } from '@regimekit/features';
import { createSyntheticMarket, type SyntheticMarketOptions } from '@regimekit/features/synthetic';

/** Writes a synthetic market as one CSV for each series and returns their paths by the name of the series. */
export function writeMarketFiles(folder: string, options: SyntheticMarketOptions = {}): Record<string, string> {
  const { price, vix, treasury, hySpread } = createSyntheticMarket(options).inputs;
  const series = {
    spx: price,
    vix,
    treasury_2y: treasury.twoYear,
    treasury_10y: treasury.tenYear,
    hy_spread: hySpread,
  };
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(series).map(([name, one]) => {
      const file = join(folder, `${name}.csv`);
      writeFileSync(file, csvOf(name, one));
      return [name, file];
    }),
  );
}

function csvOf(name: string, { dates, values }: MarketSeries): string {
  const rows = dates.map((date, i) => `${date},${Number.isNaN(values[i]!) ? '' : values[i]}`);
  return `${[`date,${name}`, ...rows].join('\n')}\n`;
}
