import { existsSync, readFileSync } from 'node:fs';
import { createMarketSeries, type MarketInputs, type MarketSeries } from '../../src/index.ts';
import type { NaiveInputs } from './naive-features.ts';

export type AllInputs = MarketInputs & {
  readonly vix: MarketSeries;
  readonly treasury: { readonly twoYear: MarketSeries; readonly tenYear: MarketSeries };
  readonly hySpread: MarketSeries;
};

const marketFolder = new URL('../../../../../shared/data/market/', import.meta.url);

/** Real files live beside the repository, not in it. */
export const hasRealMarket = existsSync(new URL('vix.csv', marketFolder));

export function readRealMarket(): AllInputs {
  return {
    price: readSeries('spx.csv', 'close', 'price'),
    vix: readSeries('vix.csv', 'vix'),
    treasury: {
      twoYear: readSeries('treasury.csv', 'treasury_2y'),
      tenYear: readSeries('treasury.csv', 'treasury_10y'),
    },
    hySpread: readSeries('hy_spread.csv', 'hy_spread'),
  };
}

function readSeries(file: string, column: string, name = column): MarketSeries {
  const [header, ...lines] = readFileSync(new URL(file, marketFolder), 'utf8').trim().split('\n');
  const index = header!.split(',').indexOf(column);
  const rows = lines.map((line) => line.split(','));
  return createMarketSeries(
    name,
    rows.map((cells) => ({ date: cells[0]!, value: cells[index] === '' ? null : Number(cells[index]) })),
  );
}

/** Every series through `change`. */
export function mapInputs(inputs: AllInputs, change: (series: MarketSeries) => MarketSeries): AllInputs {
  return {
    price: change(inputs.price),
    vix: change(inputs.vix),
    treasury: { twoYear: change(inputs.treasury.twoYear), tenYear: change(inputs.treasury.tenYear) },
    hySpread: change(inputs.hySpread),
  };
}

/** Only the rows from `from` to `to`. */
export function cutInputs(inputs: AllInputs, from: string, to: string): AllInputs {
  return mapInputs(inputs, (series) => {
    const rows = series.dates.map((date, i) => ({ date, value: series.values[i]! }));
    return createMarketSeries(
      series.name,
      rows.filter(({ date }) => date >= from && date <= to),
    );
  });
}

export function toNaive(inputs: AllInputs): NaiveInputs {
  const toMap = ({ dates, values }: MarketSeries) => {
    const pairs = dates.map((date, i) => [date, values[i]!] as const);
    return new Map(pairs.filter(([, value]) => !Number.isNaN(value)));
  };
  return {
    price: toMap(inputs.price),
    vix: toMap(inputs.vix),
    twoYear: toMap(inputs.treasury.twoYear),
    tenYear: toMap(inputs.treasury.tenYear),
    hySpread: toMap(inputs.hySpread),
  };
}
