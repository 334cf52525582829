import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { memoryWarehouse, temporaryFolder } from '../../test/support/warehouse.ts';
import { lines } from '../../test/support/files.ts';
import { MalformedFileError, WrongFormatError } from '../errors.ts';
import type { MarketFile } from '../formats/market-file.ts';
import { parseAnyFile, parseParquetFile } from './parse-parquet-file.ts';

/** The rows of a query as a Parquet file. */
async function parquet(name: string, query: string): Promise<MarketFile> {
  const path = join(temporaryFolder(), 'made.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return { name, content: readFileSync(path) };
}

const CURVE = `SELECT * FROM (VALUES
  (DATE '2021-03-01', 0.1::DOUBLE + 0.2::DOUBLE, 1.5::DECIMAL(4,2), 'desk'),
  (DATE '2021-03-02', NULL, 1.51, 'desk')) AS rows(date, DGS2, DGS10, source)`;

describe('parseParquetFile(file)', () => {
  it('reads named columns to the last bit, nulls as missing, words left out', async () => {
    const parsed = await parseParquetFile(await parquet('curve.parquet', CURVE));
    expect(parsed).toMatchObject({
      format: 'parquet',
      rowsRead: 2,
      warnings: [{ check: 'columns', series: 'source' }],
    });
    expect(parsed.series.map(({ name }) => name)).toEqual(['treasury_2y', 'treasury_10y']);
    expect(parsed.series[0]?.observations).toEqual([
      { date: '2021-03-01', value: 0.30000000000000004, line: 1 },
      { date: '2021-03-02', value: null, line: 2 },
    ]);
  });

  it('takes timestamps at midnight for days, names a close by the file, reads extreme numbers', async () => {
    const query = `SELECT TIMESTAMP '2021-03-01' + to_days(i::INTEGER) AS "__index_level_0__", power(10.0, 5 - 20 * i) AS "Close" FROM range(2) t(i)`;
    const parsed = await parseParquetFile(await parquet('my fund.parquet', query));
    expect(parsed.series).toMatchObject([{ name: 'my_fund', field: 'close' }]);
    expect(parsed.series[0]?.observations.map(({ value }) => value)).toEqual([1e5, 1e-15]);
  });

  it('refuses times of day: in which zone the session lies is not in the file', async () => {
    const file = await parquet('x.parquet', `SELECT TIMESTAMPTZ '2021-03-01 05:00:00+00' AS date, 1.0 AS a`);
    await expect(parseParquetFile(file)).rejects.toThrow(
      /line 1, column "date": expected a day like .* "2021-03-01 05:00:00\+00"/u,
    );
  });

  it('refuses damaged files and files of another kind', async () => {
    const whole = await parquet('x.parquet', CURVE);
    const cut = { name: 'x.parquet', content: whole.content.subarray(0, whole.content.length - 20) };
    await expect(parseParquetFile(cut)).rejects.toThrow(MalformedFileError);
    await expect(parseAnyFile(lines('x.csv', 'date,a', '2021-03-01,1'), { format: 'parquet' })).rejects.toThrow(
      WrongFormatError,
    );
  });

  it('is found by its content, whatever the name, and imported like any other', async () => {
    const warehouse = await memoryWarehouse();
    const file = await parquet('curve.dat', CURVE);
    expect(await warehouse.importFile(file)).toMatchObject({ format: 'parquet', read: 2, added: 2 });
    expect(await warehouse.importFile(file)).toMatchObject({ added: 0, changed: 0 });
    await expect(warehouse.importFile(file, { format: 'csv' })).rejects.toThrow(/received a Parquet file/u);
  });
});
