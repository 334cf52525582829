import { afterAll, describe, expect, it } from 'vitest';
import { InvalidArgumentError } from './errors.ts';
import { parseMarketFile } from './formats/index.ts';
import { resolveMarketInputs } from './market-inputs.ts';
import { MarketWarehouse } from './warehouse/market-warehouse.ts';

/** What a caller without types might hand over. */
const untyped = (value: unknown) => value as never;
const file = { name: 'VIXCLS.csv', content: new TextEncoder().encode('DATE,VIXCLS\n2024-01-02,13.20\n') };
const warehouse = await MarketWarehouse.open(':memory:');
afterAll(() => warehouse.close());

describe('arguments that cannot be meant', () => {
  it.each<[string, () => unknown]>([
    ['path: expected a text, received null.', () => MarketWarehouse.open(untyped(null))],
    ['options: expected an object', () => MarketWarehouse.open(':memory:', untyped(null))],
    [
      'expected only readOnly, clock, lockTimeoutMs',
      () => MarketWarehouse.open(':memory:', untyped({ readonly: true })),
    ],
    ['file: expected an object with name', () => warehouse.importFile(untyped(undefined))],
    ['file: expected an object with name', () => warehouse.importFile(untyped({}))],
    ['options: expected an object', () => warehouse.importFile(file, untyped(null))],
    ['received formt.', () => warehouse.importFile(file, untyped({ formt: 'fred' }))],
    ['format: expected a text, received 3.', () => warehouse.importFile(file, untyped({ format: 3 }))],
    ['ignoreChecks: expected an array', () => warehouse.importFile(file, { ignoreChecks: untyped('x') })],
    ['files: expected an array', () => warehouse.importFiles(untyped(null))],
    ['name: expected a text', () => warehouse.series(untyped(null))],
    ['received asof.', () => warehouse.series('vix', untyped({ asof: '2024-01-02' }))],
    ['asOf: expected a day', () => warehouse.series('vix', { asOf: untyped(null) })],
    ['date: expected a text', () => warehouse.vintages('vix', untyped(undefined))],
    ['file: expected an object with name', () => parseMarketFile(untyped(null))],
    ['options: expected an object', () => parseMarketFile(file, untyped(null))],
    ['series: expected a text', () => parseMarketFile(file, { series: untyped(3) })],
    ['warehouse: expected a MarketWarehouse', () => resolveMarketInputs(untyped({}))],
    ['mapping: expected an object', () => resolveMarketInputs(warehouse, untyped(null))],
    ['received colums.', () => resolveMarketInputs(warehouse, {}, untyped({ colums: [] }))],
  ])('%s', async (message, work) => {
    const error: unknown = await Promise.resolve()
      .then(work)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(error).toMatchObject({ message: expect.stringContaining(message) });
  });
});
