// The synthetic market as its vendors would hand it over: four files in four dialects.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IsoDate, MarketSeries } from '@regimekit/features';
import type { SyntheticMarket } from '@regimekit/features/synthetic';

/** Writes the five series into `folder` and returns the paths of the files. */
export async function writeVendorFiles(folder: string, { inputs }: SyntheticMarket): Promise<string[]> {
  const files = {
    '^GSPC.csv': yahoo(inputs.price),
    'VIX_History.csv': cboe(inputs.vix),
    'par-yield-curve-rates.csv': treasury(inputs.treasury.twoYear, inputs.treasury.tenYear),
    'BAMLH0A0HYM2.csv': fred('BAMLH0A0HYM2', inputs.hySpread),
  };
  await mkdir(folder, { recursive: true });
  return Promise.all(
    Object.entries(files).map(async ([name, lines]) => {
      const path = join(folder, name);
      await writeFile(path, `${lines.join('\n')}\n`);
      return path;
    }),
  );
}

/** Yahoo Finance: ISO days, six decimals, an adjusted close that for an index repeats the close. */
function yahoo(price: MarketSeries): string[] {
  const rows = price.dates.map((date, i) => {
    const { open, high, low, close } = candle(price, i);
    return [date, ...[open, high, low, close, close].map((value) => value.toFixed(6)), '0'].join(',');
  });
  return ['Date,Open,High,Low,Close,Adj Close,Volume', ...rows];
}

/** Cboe: American days, two decimals. */
function cboe(vix: MarketSeries): string[] {
  const rows = vix.dates.map((date, i) => {
    const { open, high, low, close } = candle(vix, i);
    return [american(date), ...[open, high, low, close].map(published)].join(',');
  });
  return ['DATE,OPEN,HIGH,LOW,CLOSE', ...rows];
}

/** treasury.gov: American days, a column for each maturity, no row on a holiday. */
function treasury(twoYear: MarketSeries, tenYear: MarketSeries): string[] {
  const rows = twoYear.dates.flatMap((date, i) => {
    const values = [twoYear.values[i]!, tenYear.values[i]!];
    return values.every(Number.isNaN) ? [] : [[american(date), ...values.map(published)].join(',')];
  });
  return ['date,2 yr,10 yr', ...rows];
}

/** FRED: ISO days, an empty cell where nothing was published. */
function fred(id: string, series: MarketSeries): string[] {
  const rows = series.dates.map((date, i) => `${date},${published(series.values[i]!)}`);
  return [`observation_date,${id}`, ...rows];
}

/** A day that opens where the last one closed: only closes are read, the rest is there because vendors have it. */
function candle({ values }: MarketSeries, i: number): Record<'open' | 'high' | 'low' | 'close', number> {
  const close = values[i]!;
  const open = values[Math.max(0, i - 1)]!;
  return { open, high: Math.max(open, close), low: Math.min(open, close), close };
}

function published(value: number): string {
  return Number.isNaN(value) ? '' : value.toFixed(2);
}

/** 2024-01-31 as 01/31/2024. */
function american(date: IsoDate): string {
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year}`;
}
