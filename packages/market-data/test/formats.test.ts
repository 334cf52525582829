// Every dialect on an invented file; every importer on its real sample where those exist.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMarketFile, type ParsedMarketFile } from '../src/formats/index.ts';
import { fixture, hasSharedData, sharedFiles } from './support/files.ts';

function parse(name: string): ParsedMarketFile {
  return parseMarketFile(fixture(name));
}

function names(file: ParsedMarketFile): string[] {
  return file.series.map(({ name }) => name);
}

describe('parseMarketFile(file) on each vendor’s dialect', () => {
  it('reads FRED with empty cells and with dots as missing', () => {
    const today = parse('DGS10.csv');
    expect(today).toMatchObject({ format: 'fred', rowsRead: 15, skipped: [], warnings: [] });
    expect(today.series[0]).toMatchObject({ name: 'treasury_10y', vendorId: 'DGS10', kind: 'yield', unit: 'percent' });
    expect(today.series[0]?.observations[0]).toEqual({ date: '2021-03-01', value: 1.48, line: 2 });
    expect(today.series[0]?.observations[4]).toEqual({ date: '2021-03-05', value: null, line: 6 });
    const older = parse('BAMLH0A0HYM2.csv');
    expect(older.series[0]).toMatchObject({ name: 'hy_spread', kind: 'spread' });
    expect(older.series[0]?.observations[2]?.value).toBeNull();
  });

  it('reads Cboe with prices and with one column', () => {
    const vix = parse('VIX_History.csv');
    expect(vix).toMatchObject({ format: 'cboe', rowsRead: 15 });
    expect(vix.series[0]).toMatchObject({ name: 'vix', field: 'close', kind: 'volatility_index' });
    expect(vix.series[0]?.observations[0]).toEqual({ date: '2021-03-01', value: 20.28, line: 2 });
    expect(names(parse('VVIX_History.csv'))).toEqual(['vvix']);
  });

  it('reads Yahoo: an index gives its close, and null rows are no sessions', () => {
    const file = parse('^GSPC.csv');
    expect(file.format).toBe('yahoo');
    expect(names(file)).toEqual(['spx']);
    expect(file.skipped).toEqual([{ line: 8, reason: 'no price on 2021-03-09' }]);
    expect(file.series[0]?.observations).toHaveLength(14);
    expect(file.series[0]?.observations[0]?.value).toBe(3890.509865);
  });

  it('reads Yahoo: a share gives its close and, apart, its adjusted close', () => {
    const [close, adjusted] = parse('ACME.csv').series;
    expect(close).toMatchObject({ name: 'acme', field: 'close' });
    expect(adjusted).toMatchObject({ name: 'acme_adjusted', field: 'adjusted_close' });
    expect([close?.observations[0]?.value, adjusted?.observations[0]?.value]).toEqual([50.543876, 49.532998]);
  });

  it('reads Stooq in English and in Polish', () => {
    expect(parse('^spx_d.csv')).toMatchObject({ format: 'stooq', series: [{ name: 'spx' }] });
    const polish = parse('^dax_d.csv');
    expect(polish).toMatchObject({ format: 'stooq', series: [{ name: 'dax', field: 'close' }] });
    expect(polish.series[0]?.observations[1]).toEqual({ date: '2021-03-02', value: 14131, line: 3 });
  });

  it('reads treasury.gov’s archive; maturities begin and end', () => {
    const file = parse('par-yield-curve-rates.csv');
    expect(file.format).toBe('treasury');
    expect(names(file)).toContain('treasury_2y');
    expect(names(file)).toContain('treasury_10y');
    const month = file.series.find(({ name }) => name === 'treasury_1m');
    expect(month?.observations[0]?.date).toBe('2021-03-04');
    const thirty = file.series.find(({ name }) => name === 'treasury_30y');
    expect(thirty?.observations.at(-1)).toMatchObject({ date: '2021-03-19', value: null });
    expect(file.warnings).toMatchObject([{ check: 'columns', series: 'treasury_2m' }]);
  });

  it('reads treasury.gov’s year: quoted header, newest first, a new maturity', () => {
    const file = parse('daily-treasury-rates.csv');
    expect(file).toMatchObject({ format: 'treasury', order: 'newest_first', skipped: [] });
    expect(names(file)).toContain('treasury_1_5m');
    const ten = file.series.find(({ name }) => name === 'treasury_10y');
    expect(ten?.observations.map(({ date }) => date).slice(0, 2)).toEqual(['2021-03-01', '2021-03-02']);
    expect(ten?.observations.at(-1)).toEqual({ date: '2021-03-19', value: 4.26, line: 2 });
  });

  it('reads Investing.com: mark, quotes, thousands commas, newest first', () => {
    const file = parse('S&P 500 Historical Data.csv');
    expect(file).toMatchObject({
      format: 'investing',
      order: 'newest_first',
      series: [{ name: 'spx', field: 'close' }],
    });
    expect(file.series[0]?.observations.at(-1)).toEqual({ date: '2021-03-19', value: 3895.59, line: 2 });
  });

  it('reads plain tables: named columns, prices, a close alone; words are left out with a warning', () => {
    const curve = parse('curve.csv');
    expect(names(curve)).toEqual(['treasury_2y', 'treasury_10y']);
    expect(curve.warnings).toMatchObject([
      { check: 'columns', message: expect.stringContaining('"source" holds words') },
    ]);
    expect(parse('ndx.csv')).toMatchObject({ format: 'csv', series: [{ name: 'ndx', field: 'close' }] });
    expect(names(parse('gold.csv'))).toEqual(['gold']);
  });

  it('detects each format as the one that was named', () => {
    for (const name of ['DGS10.csv', 'VIX_History.csv', '^GSPC.csv', '^spx_d.csv', 'curve.csv']) {
      const detected = parse(name);
      expect(parseMarketFile(fixture(name), { format: detected.format })).toEqual(detected);
    }
  });
});

describe.skipIf(!hasSharedData)('parseMarketFile(file) on real samples (beside the repository)', () => {
  const expected: Record<string, [format: string, series: string, rows: number]> = {
    'cboe-VIX3M_History.csv': ['cboe', 'vix3m', 399],
    'cboe-VIX_History.csv': ['cboe', 'vix', 399],
    'fred-BAMLH0A0HYM2-dot.csv': ['fred', 'hy_spread', 399],
    'fred-DGS10-empty.csv': ['fred', 'treasury_10y', 399],
    'investing-SPX.csv': ['investing', 'spx', 378],
    'stooq-dax_d-pl.csv': ['stooq', 'dax', 399],
    'stooq-spx_d.csv': ['stooq', 'spx', 399],
    'treasury-par-yield-curve-rates.csv': ['treasury', 'treasury_2y', 399],
    'usrecd-fred.csv': ['fred', 'recession', 399],
    'yahoo-GDAXI-null-rows.csv': ['yahoo', 'gdaxi_null_rows', 399],
    'yahoo-GSPC.csv': ['yahoo', 'spx', 399],
  };

  it('reads every raw sample as its vendor’s', () => {
    const found = (hasSharedData ? sharedFiles('raw') : []).map((file) => {
      const { format, rowsRead, series } = parseMarketFile(file);
      const wanted = expected[file.name]?.[1];
      return [file.name, [format, series.find(({ name }) => name === wanted)?.name, rowsRead]];
    });
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it('finds two vendors in agreement on the closes they share', () => {
    const read = (name: string): Map<string, number | null> => {
      const file = sharedFiles('raw').find((one) => one.name === name);
      const series = file === undefined ? undefined : parseMarketFile(file).series[0];
      return new Map(series?.observations.map(({ date, value }) => [date, value]));
    };
    const stooq = read('stooq-spx_d.csv');
    const both = [...read('yahoo-GSPC.csv')].filter(([date]) => stooq.has(date));
    expect(both.length).toBeGreaterThan(300);
    const cents = 0.011;
    expect(both.filter(([date, value]) => Math.abs((value ?? 0) - (stooq.get(date) ?? 0)) > cents)).toEqual([]);
  });
});

describe('@regimekit/market-data/formats', () => {
  it('imports no DuckDB, directly or through its own files', () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (url: URL): void => {
      if (seen.has(url.href)) return;
      seen.add(url.href);
      // Types vanish; what remains are the files that are loaded.
      const values = readFileSync(url, 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'/gmu);
      for (const [, target = ''] of values) {
        if (target.startsWith('.')) visit(new URL(target, url));
        else packages.add(target);
      }
    };
    visit(new URL('../src/formats/index.ts', import.meta.url));
    expect([...packages].toSorted()).toEqual(['@regimekit/errors', 'csv-parse/sync']);
    visit(new URL('../src/index.ts', import.meta.url));
    expect(packages.has('@duckdb/node-api')).toBe(true);
  });
});
