import { describe, expect, it } from 'vitest';
import { fixture } from '../test/support/files.ts';
import { memoryWarehouse } from '../test/support/warehouse.ts';
import { UnknownSeriesError } from './errors.ts';
import { resolveMarketInputs } from './market-inputs.ts';

describe('resolveMarketInputs(warehouse, mapping, options)', () => {
  it('finds the five inputs under their default names', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFiles(['^GSPC.csv', 'VIX_History.csv', 'curve.csv', 'BAMLH0A0HYM2.csv'].map(fixture));
    const inputs = await resolveMarketInputs(warehouse);
    expect(inputs.price.name).toBe('spx');
    expect(inputs.vix?.values[0]).toBe(20.28);
    expect(inputs.treasury?.twoYear?.name).toBe('treasury_2y');
    expect(inputs.treasury?.tenYear?.name).toBe('treasury_10y');
    expect(inputs.hySpread?.values[2]).toBeNaN();
    expect(inputs.others).toBeUndefined();
  });

  it('names the missing series and what it is needed as', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFile(fixture('^GSPC.csv'));
    const error: unknown = await resolveMarketInputs(warehouse).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnknownSeriesError);
    expect((error as Error).message).toBe('The warehouse has no series "vix", which is needed as vix. Available: spx.');
  });

  it('asks only for the columns a feature set reads, and always for the price', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFiles(['ndx.csv', 'VIX_History.csv'].map(fixture));
    const inputs = await resolveMarketInputs(warehouse, { price: 'ndx' }, { columns: ['vix'] });
    expect([inputs.price.name, inputs.vix?.name, inputs.hySpread]).toEqual(['ndx', 'vix', undefined]);
  });

  it('passes further columns on for features of one’s own', async () => {
    const warehouse = await memoryWarehouse();
    await warehouse.importFiles(['ndx.csv', 'gold.csv'].map(fixture));
    const inputs = await resolveMarketInputs(warehouse, { price: 'ndx', metal: 'gold' }, { columns: ['metal'] });
    expect(inputs.others?.['metal']?.name).toBe('gold');
  });
});
