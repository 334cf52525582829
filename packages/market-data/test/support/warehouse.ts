import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { MarketWarehouse, type WarehouseOptions } from '../../src/index.ts';

/** A clock that stands at an instant until it is moved. */
export function standingClock(instant = '2024-06-28T18:00:00Z'): { now: () => Date; set(instant: string): void } {
  let current = instant;
  return { now: () => new Date(current), set: (next) => (current = next) };
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'regimekit-market-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A warehouse in memory that closes when the test ends. */
export async function memoryWarehouse(options: WarehouseOptions = {}): Promise<MarketWarehouse> {
  const warehouse = await MarketWarehouse.open(':memory:', { clock: standingClock().now, ...options });
  onTestFinished(async () => warehouse.close());
  return warehouse;
}

/** The error with which a call ends, which must be of this type. */
export async function failure<T>(promise: Promise<unknown>, type: abstract new (...args: never[]) => T): Promise<T> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(type);
  return error as T;
}
