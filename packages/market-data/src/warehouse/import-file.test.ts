import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, lines } from '../../test/support/files.ts';
import { failure, memoryWarehouse, standingClock, temporaryFolder } from '../../test/support/warehouse.ts';
import { MalformedFileError, RefusedFileError, UnknownCheckError, UnreadableFileError } from '../errors.ts';

describe('MarketWarehouse.importFile(file)', () => {
  it('reports what it read, added and skipped', async () => {
    const warehouse = await memoryWarehouse();
    const file = fixture('^GSPC.csv');
    const report = await warehouse.importFile(file);
    expect(report).toMatchObject({
      path: '^GSPC.csv',
      series: ['spx'],
      format: 'yahoo',
      read: 15,
      added: 14,
      changed: 0,
      unchanged: 0,
      skipped: [{ line: 8, reason: 'no price on 2021-03-09' }],
      warnings: [],
      importId: 1,
      sha256: createHash('sha256').update(file.content).digest('hex'),
    });
    expect(report.seriesImports).toEqual([
      { name: 'spx', vendorId: '^GSPC', first: '2021-03-01', last: '2021-03-19', added: 14, changed: 0, missing: 0 },
    ]);
    expect(report.importedBefore).toBeUndefined();
  });

  it('changes nothing when the same file comes again, and says when it came first', async () => {
    const clock = standingClock();
    const warehouse = await memoryWarehouse({ clock: clock.now });
    const first = await warehouse.importFile(fixture('BAMLH0A0HYM2.csv'));
    clock.set('2024-07-01T06:00:00Z');
    const again = await warehouse.importFile({ ...fixture('BAMLH0A0HYM2.csv'), name: 'elsewhere/BAMLH0A0HYM2.csv' });
    expect(again).toMatchObject({ read: 15, added: 0, changed: 0, unchanged: 15, importId: first.importId });
    expect(again.importedBefore).toBe('2024-06-28T18:00:00.000Z');
    expect(await warehouse.imports()).toHaveLength(1);
  });

  it('changes nothing when other bytes say the same, but logs them', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(lines('vix.csv', 'date,vix', '2021-03-01,20.5', '2021-03-02,'));
    const again = await warehouse.importFile(lines('vix.csv', 'date,vix', '2021-03-02,', '2021-03-01,20.50'));
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 2, importId: 2 });
    expect(again.importedBefore).toBeUndefined();
    expect((await warehouse.imports()).map(({ added, unchanged }) => [added, unchanged])).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  it('keeps both values when a later file changes one', async () => {
    const clock = standingClock('2021-03-03T12:00:00Z');
    const warehouse = await memoryWarehouse({ clock: clock.now });
    await warehouse.importFile(lines('a.csv', 'date,vix', '2021-03-01,20', '2021-03-02,21'));
    clock.set('2021-03-04T12:00:00Z');
    const report = await warehouse.importFile(lines('b.csv', 'date,vix', '2021-03-02,21.5', '2021-03-03,22'));
    expect(report).toMatchObject({ read: 2, added: 1, changed: 1, unchanged: 0 });
    expect(report.warnings).toMatchObject([{ check: 'revisions', severity: 'warning', count: 1 }]);
    expect([...(await warehouse.series('vix')).values]).toEqual([20, 21.5, 22]);
    expect([...(await warehouse.series('vix', { asOf: '2021-03-03' })).values]).toEqual([20, 21]);
    expect(await warehouse.vintages('vix', '2021-03-02')).toEqual([
      { value: 21, importId: 1, importedAt: '2021-03-03T12:00:00.000Z', path: 'a.csv' },
      { value: 21.5, importId: 2, importedAt: '2021-03-04T12:00:00.000Z', path: 'b.csv' },
    ]);
  });

  it('lets files that overlap be imported again and again without undoing each other', async () => {
    const warehouse = await memoryWarehouse();
    const older = lines('a.csv', 'date,vix', '2021-03-01,20');
    const newer = lines('b.csv', 'date,vix', '2021-03-01,21');
    for (const file of [older, newer, older, newer, older]) await warehouse.importFile(file);
    expect([...(await warehouse.series('vix')).values]).toEqual([21]);
    expect(await warehouse.imports()).toHaveLength(2);
  });

  it('counts rows where a file holds several series', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(lines('a.csv', 'date,DGS2', '2021-03-01,0.15', '2021-03-02,0.16'));
    const report = await warehouse.importFile(
      lines('b.csv', 'date,DGS2,DGS10', '2021-03-01,0.15,1.5', '2021-03-02,0.17,1.5', '2021-03-03,0.15,'),
    );
    expect(report).toMatchObject({
      series: ['treasury_2y', 'treasury_10y'],
      read: 3,
      added: 2,
      changed: 1,
      unchanged: 0,
    });
    expect(report.seriesImports).toMatchObject([
      { name: 'treasury_2y', added: 1, changed: 1, missing: 0 },
      { name: 'treasury_10y', added: 3, changed: 0, missing: 1 },
    ]);
  });

  it('writes nothing of a file that a check refuses', async () => {
    const warehouse = await memoryWarehouse();
    const bad = lines('both.csv', 'date,vix,spx', '2021-03-01,20,3900', '2021-03-02,0,3910');
    const error = await failure(warehouse.importFile(bad), RefusedFileError);
    expect(error.message).toContain('both.csv was refused by 1 data check:\n  impossible_values (vix): ');
    expect(error.findings).toMatchObject([{ check: 'impossible_values', series: 'vix', line: 3 }]);
    expect(await warehouse.status()).toEqual([]);
    expect(await warehouse.imports()).toEqual([]);
    expect((await warehouse.importFile(bad, { ignoreChecks: ['impossible_values'] })).added).toBe(2);
  });

  it('checks a file against what is stored', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(lines('a.csv', 'date,DGS10', '2021-03-01,1.50', '2021-03-02,1.51'));
    const fractions = lines('b.csv', 'date,DGS10', '2021-03-03,0.01', '2021-03-04,0.02');
    const error = await failure(warehouse.importFile(fractions), RefusedFileError);
    expect(error.findings).toMatchObject([{ check: 'unit_jumps', date: '2021-03-03' }]);
  });

  it('takes the lower of two contradicting lines when told to leave out the check', async () => {
    const warehouse = await memoryWarehouse();
    const twice = lines('vix.csv', 'date,vix', '2021-03-01,20', '2021-03-01,21', '2021-03-02,22');
    await failure(warehouse.importFile(twice), RefusedFileError);
    expect(await warehouse.importFile(twice, { ignoreChecks: ['duplicates'] })).toMatchObject({ read: 3, added: 2 });
    expect([...(await warehouse.series('vix')).values]).toEqual([21, 22]);
  });

  it('stores warnings with the import and repeats them when the file comes again', async () => {
    const warehouse = await memoryWarehouse();
    const saturday = lines('hy.csv', 'date,hy_spread', '2021-03-05,3.5', '2021-03-06,3.6', '2021-03-08,3.5');
    const { warnings } = await warehouse.importFile(saturday);
    expect(warnings).toMatchObject([{ check: 'weekends', severity: 'warning', date: '2021-03-06', line: 3, count: 1 }]);
    expect((await warehouse.importFile(saturday)).warnings).toEqual(warnings);
    expect(await warehouse.warnings({ series: 'hy_spread' })).toEqual([
      { ...warnings[0], importId: 1, importedAt: '2024-06-28T18:00:00.000Z', path: 'hy.csv' },
    ]);
    expect(await warehouse.warnings({ series: 'vix' })).toEqual([]);
  });

  it('uses the injected clock to find the future', async () => {
    const warehouse = await memoryWarehouse({ clock: () => new Date('2021-03-02T00:00:00Z') });
    const file = lines('vix.csv', 'date,vix', '2021-03-02,20', '2021-03-03,21');
    expect((await failure(warehouse.importFile(file), RefusedFileError)).findings[0]?.check).toBe('future_dates');
  });

  it('refuses to guess at checks that do not exist', async () => {
    const warehouse = await memoryWarehouse();
    await failure(warehouse.importFile(fixture('curve.csv'), { ignoreChecks: ['nope'] }), UnknownCheckError);
    expect(await warehouse.imports()).toEqual([]);
  });

  it('keeps names and paths as data, whatever is in them', async () => {
    const warehouse = await memoryWarehouse();
    const name = `x'; DROP TABLE observations; --.csv`;
    await warehouse.importFile(lines(name, 'date,"a""b\'); DROP TABLE series; --"', '2021-03-01,1'));
    expect((await warehouse.imports())[0]?.path).toBe(name);
    expect((await warehouse.status())[0]?.rows).toBe(1);
  });
});

describe('MarketWarehouse.importFile(path)', () => {
  it('reads a file from disk and logs the path as given', async () => {
    const warehouse = await memoryWarehouse();
    const path = join(temporaryFolder(), 'VIX_History.csv');
    writeFileSync(path, fixture('VIX_History.csv').content);
    expect(await warehouse.importFile(path)).toMatchObject({ path, series: ['vix'], added: 15 });
    expect(await warehouse.imports()).toMatchObject([{ path, format: 'cboe', series: ['vix'], read: 15, skipped: 0 }]);
  });

  it('says what is wrong with a path', async () => {
    const warehouse = await memoryWarehouse();
    const folder = temporaryFolder();
    const missing = await failure(warehouse.importFile(join(folder, 'no.csv')), UnreadableFileError);
    expect(missing.message).toContain('there is no such file');
    expect((await failure(warehouse.importFile(folder), UnreadableFileError)).message).toContain('this is a folder');
  });

  it('importFiles(files) stops at the first that fails and keeps the ones before', async () => {
    const warehouse = await memoryWarehouse();
    const bad = lines('bad.csv', 'date,a', '2021-03-01,x1');
    await failure(warehouse.importFiles([fixture('DGS10.csv'), bad, fixture('ndx.csv')]), MalformedFileError);
    expect((await warehouse.status()).map(({ name }) => name)).toEqual(['treasury_10y']);
  });
});
