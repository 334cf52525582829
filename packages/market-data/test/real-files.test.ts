import { describe, expect, it } from 'vitest';
import { resolveMarketInputs } from '../src/index.ts';
import { hasSharedData, sharedFiles } from './support/files.ts';
import { memoryWarehouse } from './support/warehouse.ts';

// Facts from the README beside the data.
const FACTS: Record<string, { first: string; last: string; rows: number; missing: number; weekends: number }> = {
  vix: { first: '1990-01-02', last: '2019-12-31', rows: 7556, missing: 0, weekends: 0 },
  spx: { first: '1970-01-02', last: '2019-12-31', rows: 12613, missing: 0, weekends: 0 },
  hy_spread: { first: '1996-12-31', last: '2019-12-31', rows: 6079, missing: 76, weekends: 78 },
  risk_free: { first: '1954-01-04', last: '2019-12-31', rows: 17217, missing: 727, weekends: 0 },
  fed_funds: { first: '1994-01-01', last: '2019-12-31', rows: 9496, missing: 0, weekends: 0 },
  ig_spread: { first: '1999-01-04', last: '2019-12-31', rows: 5548, missing: 65, weekends: 71 },
  vix3m: { first: '2009-09-18', last: '2019-12-31', rows: 2589, missing: 0, weekends: 0 },
  ndx: { first: '1985-10-01', last: '2019-12-31', rows: 8634, missing: 0, weekends: 0 },
  dax: { first: '1970-01-02', last: '2019-12-30', rows: 12584, missing: 0, weekends: 0 },
  nikkei: { first: '1970-01-05', last: '2019-12-30', rows: 12210, missing: 0, weekends: 64 },
  spy_total_return: { first: '1993-01-29', last: '2019-12-31', rows: 6780, missing: 0, weekends: 0 },
  gold_etf: { first: '2004-11-18', last: '2019-12-31', rows: 3805, missing: 0, weekends: 0 },
};

describe.skipIf(!hasSharedData)('MarketWarehouse on the real long series (beside the repository)', () => {
  it('imports every file without a refusal and holds what the data’s README says', async () => {
    const warehouse = await memoryWarehouse();
    const files = hasSharedData ? sharedFiles('market') : [];
    const reports = await warehouse.importFiles(files);
    expect(reports.filter(({ read, added, unchanged }) => added + unchanged !== read)).toEqual([]);
    const warnings = await warehouse.warnings();
    const held = (await warehouse.status())
      .filter(({ name }) => name in FACTS)
      .map(({ name, first, last, rows, missing }) => {
        const weekend = warnings.find(({ check, series }) => check === 'weekends' && series === name);
        return [name, { first, last, rows, missing, weekends: weekend?.count ?? 0 }];
      });
    expect(Object.fromEntries(held)).toEqual(FACTS);
    const again = await warehouse.importFiles(files);
    expect(again.map(({ added, changed }) => added + changed).every((count) => count === 0)).toBe(true);
    const inputs = await resolveMarketInputs(warehouse);
    expect(inputs.price.values[inputs.price.dates.indexOf('2009-03-09')]).toBe(676.53);
    expect(inputs.vix?.values[inputs.vix.dates.indexOf('2008-11-20')]).toBe(80.86);
  });

  it('imports every raw sample into one warehouse', async () => {
    const warehouse = await memoryWarehouse();
    const reports = await warehouse.importFiles(hasSharedData ? sharedFiles('raw') : []);
    expect(reports).toHaveLength(11);
    const rowsAgree = reports.every(
      ({ read, added, changed, unchanged, skipped }) => read === added + changed + unchanged + skipped.length,
    );
    expect(rowsAgree).toBe(true);
    const dax = reports.find(({ path }) => path === 'yahoo-GDAXI-null-rows.csv');
    expect(dax?.skipped).toHaveLength(12);
  });
});
