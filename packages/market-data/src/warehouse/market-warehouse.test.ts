import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, lines } from '../../test/support/files.ts';
import { failure, memoryWarehouse, standingClock, temporaryFolder } from '../../test/support/warehouse.ts';
import { InvalidMomentError, UnknownSeriesError, WarehouseMissingError, WarehouseStateError } from '../errors.ts';
import { MarketWarehouse } from './market-warehouse.ts';

describe('MarketWarehouse.series(name)', () => {
  it('gives the features’ series, NaN where the vendor published nothing', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(fixture('DGS10.csv'));
    const series = await warehouse.series('treasury_10y');
    expect(series.name).toBe('treasury_10y');
    expect(series.dates.slice(3, 6)).toEqual(['2021-03-04', '2021-03-05', '2021-03-08']);
    expect(series.values).toBeInstanceOf(Float64Array);
    expect([series.values[0], series.values[4]]).toEqual([1.48, NaN]);
  });

  it('answers to vendors’ ids and in any case', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(fixture('DGS10.csv'));
    await warehouse.importFile(fixture('gold.csv'), { series: 'MyGold' });
    expect((await warehouse.series('DGS10')).name).toBe('treasury_10y');
    expect((await warehouse.series('mygold')).name).toBe('MyGold');
  });

  it('lists what there is when it is asked for something else', async () => {
    const warehouse = await memoryWarehouse();
    expect((await failure(warehouse.series('vix'), UnknownSeriesError)).message).toContain('The warehouse is empty.');
    await warehouse.importFile(fixture('curve.csv'));
    const error = await failure(warehouse.series('vix'), UnknownSeriesError);
    expect(error.message).toBe('The warehouse has no series "vix". Available: treasury_10y, treasury_2y.');
  });

  it('understands days and instants in asOf, and nothing else', async () => {
    const clock = standingClock('2021-03-03T12:00:00Z');
    const warehouse = await memoryWarehouse({ clock: clock.now });
    await warehouse.importFile(lines('a.csv', 'date,vix', '2021-03-01,20'));
    const lengthAt = async (asOf: string | Date): Promise<number> =>
      (await warehouse.series('vix', { asOf })).dates.length;
    expect(await lengthAt('2021-03-03')).toBe(1);
    expect(await lengthAt('2021-03-02')).toBe(0);
    expect(await lengthAt('2021-03-03T11:59:59Z')).toBe(0);
    expect(await lengthAt(new Date('2021-03-03T12:00:00Z'))).toBe(1);
    for (const bad of ['yesterday', '2021-02-30', '2021-03-03T12:00:00', new Date(Number.NaN)]) {
      await failure(lengthAt(bad), InvalidMomentError);
    }
    await failure(warehouse.vintages('vix', '2021-3-1'), InvalidMomentError);
  });
});

describe('MarketWarehouse.status(), .skippedRows(id), .check()', () => {
  it('tells for each series what is held and how old it is', async () => {
    const clock = standingClock('2021-03-20T08:00:00Z');
    const warehouse = await memoryWarehouse({ clock: clock.now });
    await warehouse.importFile(fixture('BAMLH0A0HYM2.csv'));
    clock.set('2021-03-21T08:00:00Z');
    const revised = lines('hy.csv', 'date,hy_spread', '2021-03-03,3.55', '2021-03-04,9.9', '2021-03-22,3.4');
    clock.set('2021-03-31T08:00:00Z');
    await warehouse.importFile(revised);
    expect(await warehouse.status()).toEqual([
      {
        name: 'hy_spread',
        kind: 'spread',
        unit: 'percent',
        field: 'value',
        first: '2021-03-01',
        last: '2021-03-22',
        rows: 16,
        missing: 0,
        revised: 2,
        imports: 2,
        lastImport: { id: 2, importedAt: '2021-03-31T08:00:00.000Z', path: 'hy.csv' },
        ageDays: 9,
        stale: true,
      },
    ]);
  });

  it('remembers the rows that were left out', async () => {
    const warehouse = await memoryWarehouse();
    const { importId, skipped } = await warehouse.importFile(fixture('^GSPC.csv'));
    expect(await warehouse.skippedRows(importId)).toEqual(skipped);
    expect(await warehouse.skippedRows(99)).toEqual([]);
  });

  it('runs the checks on what is stored', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(lines('a.csv', 'date,vix,other', '2021-03-01,20,1', '2021-03-02,0,2'), {
      ignoreChecks: ['impossible_values'],
    });
    expect(await warehouse.check()).toMatchObject([{ check: 'impossible_values', series: 'vix', date: '2021-03-02' }]);
    expect(await warehouse.check({ series: 'other' })).toEqual([]);
    expect(await warehouse.check({ ignoreChecks: ['impossible_values'] })).toEqual([]);
    await failure(warehouse.check({ series: 'nope' }), UnknownSeriesError);
  });
});

describe('MarketWarehouse.open(path)', () => {
  it('makes the folders, keeps the data, and reopens', async () => {
    const path = join(temporaryFolder(), 'deep/er/market.duckdb');
    const first = await MarketWarehouse.open(path);
    await first.importFile(fixture('ndx.csv'));
    await first.close();
    const again = await MarketWarehouse.open(path, { readOnly: true });
    expect((await again.series('ndx')).dates).toHaveLength(15);
    await failure(again.importFile(fixture('curve.csv')), WarehouseStateError);
  });

  it('leaves the file byte for byte alone while it reads', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path);
    await warehouse.importFile(fixture('ndx.csv'));
    const before = readFileSync(path);
    await Promise.all([warehouse.status(), warehouse.series('ndx'), warehouse.imports(), warehouse.check()]);
    await warehouse.importFile(fixture('ndx.csv'));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses to read where there is nothing, and creates nothing', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const error = await failure(MarketWarehouse.open(path, { readOnly: true }), WarehouseMissingError);
    expect(error.hint).toContain('Import a file first');
    expect(existsSync(path)).toBe(false);
  });

  it('queues the calls of one process, through two objects and two names of the file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const one = await MarketWarehouse.open(join(folder, 'real/market.duckdb'));
    const two = await MarketWarehouse.open(join(folder, 'link/market.duckdb'));
    const days = Array.from({ length: 20 }, (_, i) => `2021-03-${String(i + 1).padStart(2, '0')}`);
    await Promise.all(
      days.map(async (day, i) =>
        (i % 2 === 0 ? one : two).importFile(lines(`${day}.csv`, 'date,vix', `${day},${i + 20}`)),
      ),
    );
    expect([...(await one.series('vix')).values]).toEqual(days.map((_, i) => i + 20));
    expect((await two.imports()).map(({ id }) => id)).toEqual(days.map((_, i) => i + 1));
  });

  it('close() ends the use of the object', async () => {
    const warehouse = await MarketWarehouse.open(':memory:');
    await warehouse.close();
    await warehouse.close();
    expect((await failure(warehouse.status(), WarehouseStateError)).message).toContain('is closed');
  });
});
