import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newEvent } from '../../test/support/events.ts';
import { temporaryFolder } from '../../test/support/registries.ts';
import { ChainBrokenError } from '../errors.ts';
import { checkChain } from '../events/registry-event.ts';
import type { RegistryStore } from './registry-store.ts';
import { openSqlStore } from './sql-store.ts';

const clock = () => new Date('2024-01-02T08:00:00.000Z');

/** A store in a file, and somebody who writes into it by other ways. */
async function openStore(): Promise<{
  store: RegistryStore;
  tamper: (sql: string) => void;
  again: () => Promise<RegistryStore>;
}> {
  const folder = await temporaryFolder();
  const path = join(folder, 'registry.sqlite');
  const again = async () => {
    const store = await openSqlStore({ database: { path }, folder, clock });
    onTestFinished(() => store.close());
    return store;
  };
  const tamper = (sql: string): void => {
    const intruder = new DatabaseSync(path);
    intruder.exec(sql);
    intruder.close();
  };
  return { store: await again(), tamper, again };
}

const append = (store: RegistryStore, ...events: Parameters<typeof newEvent>[0][]) =>
  store.transact(async (transaction) => {
    for (const event of events) await transaction.append(newEvent(event));
  });

describe('a store in a database', () => {
  it('chains nothing to an event that was tampered with', async () => {
    const { store, tamper } = await openStore();
    await append(store, {});
    tamper("update registry_events set actor = 'eve'");
    await expect(append(store, { version: '1.0.1' })).rejects.toThrow(ChainBrokenError);
    tamper("update registry_events set actor = 'ada'");
    await append(store, { version: '1.0.1' });
  });

  it.each([
    ["details = '{'", /details are not JSON/u],
    ["details = '[]'", /no event/u],
    ["type = 'hacked'", /no event/u],
    ["at = 'yesterday'", /no event/u],
  ])('says which row is no event after: %s', async (change, problem) => {
    const { store, tamper } = await openStore();
    await append(store, {});
    tamper(`update registry_events set ${change}`);
    await expect(store.read()).rejects.toThrow(ChainBrokenError);
    await expect(store.read()).rejects.toThrow(problem);
  });

  it('reads what it knows from memory, and everything again when asked for fresh events', async () => {
    const { store, tamper, again } = await openStore();
    await append(store, {}, { version: '1.0.1' });
    tamper("update registry_events set actor = 'eve' where sequence = 1");
    expect((await store.read()).map(({ actor }) => actor)).toEqual(['ada', 'ada']);
    for (const events of [await store.read({ fresh: true }), await (await again()).read()]) {
      expect(() => checkChain(events)).toThrow(ChainBrokenError);
    }
  });

  it('forgets what it knows when the file was replaced by another record', async () => {
    const { store, tamper } = await openStore();
    await append(store, {}, { version: '1.0.1' }, { version: '1.0.2' });
    tamper('delete from registry_events where sequence > 1');
    expect(await store.read()).toHaveLength(1);
    expect((await store.head()).sequence).toBe(1);
    tamper('delete from registry_events');
    expect(await store.read()).toEqual([]);
    await append(store, { version: '2.0.0' });
    expect(checkChain(await store.read()).sequence).toBe(1);
  });

  it('follows what another connection appends, one event at a time or many', async () => {
    const { store, again } = await openStore();
    const other = await again();
    for (const count of [1, 3]) {
      await append(other, ...Array.from({ length: count }, (_, i) => ({ version: `${count}.0.${i}` })));
      expect(await store.read()).toEqual(await other.read());
    }
  });
});
