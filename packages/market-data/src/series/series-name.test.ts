import { describe, expect, it } from 'vitest';
import { seriesCatalog } from './series-catalog.ts';
import { canonicalSeriesName, findSeriesDefinition, vendorIdOfFile } from './series-name.ts';

describe('canonicalSeriesName(vendorId)', () => {
  it('knows the ids of the vendors', () => {
    const names: Record<string, string> = {
      DGS2: 'treasury_2y',
      DGS10: 'treasury_10y',
      BAMLH0A0HYM2: 'hy_spread',
      BAMLC0A0CM: 'ig_spread',
      VIXCLS: 'vix',
      '^VIX': 'vix',
      VIX: 'vix',
      '^GSPC': 'spx',
      SPX: 'spx',
      SP500: 'spx',
      'S&P 500': 'spx',
      DFF: 'fed_funds',
      DTB3: 'risk_free',
      USRECD: 'recession',
    };
    const known = Object.keys(names).map((id) => [id, canonicalSeriesName(id)]);
    expect(Object.fromEntries(known)).toEqual(names);
  });

  it('makes a plain name of anything else', () => {
    expect(canonicalSeriesName('T10YIE')).toBe('t10yie');
    expect(canonicalSeriesName(' My  Index! ')).toBe('my_index');
    expect(canonicalSeriesName('^^')).toBe('');
  });
});

describe('vendorIdOfFile(fileName)', () => {
  it('drops folders, extensions, vendors’ prefixes and what downloads append', () => {
    const ids: Record<string, string> = {
      'VIX_History.csv': 'VIX',
      'raw/cboe-VIX3M_History.csv': 'VIX3M',
      '^spx_d.csv': '^spx',
      'stooq-dax_d-pl.csv': 'dax',
      'S&P 500 Historical Data.csv': 'S&P 500',
      'C:\\data\\^GSPC (1).csv': '^GSPC',
      'vix-daily.csv': 'vix',
      'prices.parquet': 'prices',
      treasury_2y: 'treasury_2y',
    };
    const found = Object.keys(ids).map((file) => [file, vendorIdOfFile(file)]);
    expect(Object.fromEntries(found)).toEqual(ids);
  });

  it('leaves names alone that only resemble known ones', () => {
    expect(canonicalSeriesName(vendorIdOfFile('spx-equal-weight.csv'))).toBe('spx_equal_weight');
  });
});

describe('seriesCatalog', () => {
  it('gives every alias to one series only', () => {
    const pairs = seriesCatalog.flatMap(({ name, aliases }) => [name, ...aliases].map((alias) => [alias, name]));
    expect(pairs.map(([alias = '']) => [alias, findSeriesDefinition(alias)?.name])).toEqual(pairs);
  });
});
