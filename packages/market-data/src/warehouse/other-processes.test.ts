// What DuckDB's lock and log mean for others, seen from real processes.
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixture, lines } from '../../test/support/files.ts';
import { temporaryFolder } from '../../test/support/warehouse.ts';
import { NotAWarehouseError, UnreadableFileError, WarehouseLockedError, WarehouseVersionError } from '../errors.ts';
import { MarketWarehouse } from './market-warehouse.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

/** Arguments of a process that opens the file with plain DuckDB and runs the code on `connection`. */
function script(path: string, code: string): string[] {
  const open = `import { DuckDBInstance } from '@duckdb/node-api';
    const connection = await (await DuckDBInstance.create(${JSON.stringify(path)})).connect();`;
  return ['--input-type=module', '-e', open + code];
}

/** A process that holds the file until its standard input ends, at the latest with the test. */
async function holder(path: string): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const code = `console.log('held'); process.stdin.resume(); await new Promise((done) => process.stdin.on('end', done));`;
  const child = spawn(process.execPath, script(path, code), { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('MarketWarehouse beside other processes', () => {
  it('names the process that holds the file', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path, { lockTimeoutMs: 0 });
    const child = await holder(path);
    const error: unknown = await warehouse.importFile(fixture('ndx.csv')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WarehouseLockedError);
    expect(error).toMatchObject({ code: 'WAREHOUSE_LOCKED', kind: 'unavailable', pid: child.pid });
    expect((error as Error).message).toContain(`in use by another process (PID ${child.pid})`);
    await expect(warehouse.status()).rejects.toThrow(WarehouseLockedError);
    await expect(MarketWarehouse.open(path, { lockTimeoutMs: 0 })).rejects.toThrow(WarehouseLockedError);
  });

  it('waits for its turn', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path, { lockTimeoutMs: 30_000 });
    const child = await holder(path);
    const imported = warehouse.importFile(fixture('ndx.csv'));
    child.stdin.end();
    expect((await imported).added).toBe(15);
  });

  it('lets others in between its calls', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path);
    await warehouse.importFile(fixture('ndx.csv'));
    const code = `console.log((await connection.runAndReadAll('SELECT count(*)::INTEGER FROM observations')).getRows()[0][0])`;
    expect(spawnSync(process.execPath, script(path, code), { cwd, encoding: 'utf8' }).stdout.trim()).toBe('15');
  });

  it('finds everything acknowledged and nothing else after kill -9 inside a transaction', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path);
    await warehouse.importFile(lines('vix.csv', 'date,vix', '2021-03-01,20'));
    const half = `await connection.run("INSERT INTO observations VALUES (1, DATE '2021-03-02', 1, 21)");`;
    const kill = `process.kill(process.pid, 'SIGKILL');`;
    const killed = spawnSync(process.execPath, script(path, `await connection.run('BEGIN'); ${half} ${kill}`), { cwd });
    expect(killed.signal).toBe('SIGKILL');
    expect([...(await warehouse.series('vix')).values]).toEqual([20]);
    // The control: the same without the transaction is kept, from the log that the killed process left.
    spawnSync(process.execPath, script(path, `${half} ${kill}`), { cwd });
    expect([...(await warehouse.series('vix')).values]).toEqual([20, 21]);
  });
});

describe('MarketWarehouse.importFile(file) on a failing disk', () => {
  it('leaves nothing of an import that fails half-way', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    const warehouse = await MarketWarehouse.open(path);
    // Observations are written before the skipped rows, whose table is missing.
    await runOn(path, 'ALTER TABLE skipped_rows RENAME TO away');
    await expect(warehouse.importFile(fixture('ndx.csv'))).rejects.toThrow(/skipped_rows/u);
    await runOn(path, 'ALTER TABLE away RENAME TO skipped_rows');
    expect([await warehouse.status(), await warehouse.imports()]).toEqual([[], []]);
    expect((await warehouse.importFile(fixture('ndx.csv'))).added).toBe(15);
  });
});

describe('MarketWarehouse.open(path) on files that are no warehouse', () => {
  it('refuses what is no DuckDB database', async () => {
    const path = join(temporaryFolder(), 'market.duckdb');
    writeFileSync(path, 'date,vix\n2021-03-01,20\n'.repeat(1000));
    await expect(MarketWarehouse.open(path)).rejects.toThrow(NotAWarehouseError);
    writeFileSync(path, '');
    await expect(MarketWarehouse.open(path)).rejects.toThrow(NotAWarehouseError);
    await expect(MarketWarehouse.open(temporaryFolder())).rejects.toThrow(NotAWarehouseError);
  });

  it('refuses a database of somebody else, and leaves it alone', async () => {
    const path = join(temporaryFolder(), 'other.duckdb');
    await runOn(path, 'CREATE TABLE customers (id INTEGER)');
    await expect(MarketWarehouse.open(path)).rejects.toThrow(
      /it is a DuckDB database with other tables \(customers\)/u,
    );
  });

  it('refuses a newer schema, and an older one for reading only', async () => {
    const newer = join(temporaryFolder(), 'newer.duckdb');
    await MarketWarehouse.open(newer);
    await runOn(newer, `INSERT INTO regimekit_schema VALUES (99, 'from the future', now()::TIMESTAMP)`);
    await expect(MarketWarehouse.open(newer)).rejects.toThrow(WarehouseVersionError);
    const empty = join(temporaryFolder(), 'empty.duckdb');
    await runOn(empty, 'SELECT 1');
    await expect(MarketWarehouse.open(empty, { readOnly: true })).rejects.toThrow(/has schema version 0/u);
    expect(await (await MarketWarehouse.open(empty)).status()).toEqual([]);
  });

  it('says so when the folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, 'x');
    await expect(MarketWarehouse.open(join(file, 'market.duckdb'))).rejects.toThrow(UnreadableFileError);
  });
});

async function runOn(path: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}
