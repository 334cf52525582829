import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newEvent } from '../test/support/events.ts';
import { temporaryFolder } from '../test/support/registries.ts';
import { ChainBrokenError } from './errors.ts';
import { openEventStore } from './event-store.ts';
import { checkChain } from './events/registry-event.ts';
import type { EventStore } from './store.ts';

const clock = () => new Date('2024-01-02T08:00:00.000Z');

async function openStore(path = ':memory:'): Promise<EventStore> {
  const store = await openEventStore(path, clock);
  onTestFinished(() => store.close());
  return store;
}

const append = (store: EventStore, ...events: Parameters<typeof newEvent>[0][]) =>
  store.transact(async (transaction) => {
    for (const event of events) await transaction.append(newEvent(event));
  });

describe('the event store', () => {
  it('gives back what was appended, chained, after the file was closed and opened again', async () => {
    const path = join(await temporaryFolder(), 'registry.sqlite');
    const store = await openEventStore(path, clock);
    await append(
      store,
      { reason: 'ü "quoted"' },
      { version: '1.0.1', details: { kind: 'mean', metadata: { seed: 1 } } },
    );
    await store.close();
    const events = await (await openStore(path)).read();
    expect(events).toMatchObject([
      newEvent({ reason: 'ü "quoted"' }),
      { version: '1.0.1', details: { metadata: { seed: 1 } } },
    ]);
    expect(checkChain(events).sequence).toBe(2);
  });

  it('reads the events of one model, in and outside a transaction', async () => {
    const store = await openStore();
    await append(store, { modelName: 'a' }, { modelName: 'b' }, { modelName: 'a', version: '2.0.0' });
    expect((await store.read('a')).map(({ sequence }) => sequence)).toEqual([1, 3]);
    const inside = await store.transact(async (transaction) => {
      await transaction.append(newEvent({ modelName: 'b', version: '2.0.0' }));
      return await transaction.read('b');
    });
    expect(inside.map(({ sequence }) => sequence)).toEqual([2, 4]);
  });

  it('keeps nothing of a transaction that throws', async () => {
    const store = await openStore();
    const failing = store.transact(async (transaction) => {
      await transaction.append(newEvent());
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await store.read()).toEqual([]);
  });

  it('refuses to append what could not be read again', async () => {
    const store = await openStore();
    await expect(append(store, { actor: '' })).rejects.toThrow(/actor/u);
    await expect(append(store, { details: { bad: Number.NaN } })).rejects.toThrow(/NaN/u);
    expect(await store.read()).toEqual([]);
  });

  it('keeps one chain when two connections append at once', async () => {
    const path = join(await temporaryFolder(), 'registry.sqlite');
    const stores = [await openStore(path), await openStore(path)];
    await Promise.all(Array.from({ length: 20 }, (_, i) => append(stores[i % 2]!, { version: `1.0.${i}` })));
    expect(checkChain(await stores[0]!.read()).sequence).toBe(20);
  });

  it('chains nothing to an event that was tampered with', async () => {
    const path = join(await temporaryFolder(), 'registry.sqlite');
    const store = await openStore(path);
    await append(store, {});
    const intruder = new DatabaseSync(path);
    intruder.exec("update registry_events set actor = 'eve'");
    await expect(append(store, { version: '1.0.1' })).rejects.toThrow(ChainBrokenError);
    intruder.exec("update registry_events set actor = 'ada'");
    await append(store, { version: '1.0.1' });
    intruder.close();
  });

  it.each([
    ["details = '{'", /details are not JSON/u],
    ["details = '[]'", /no event/u],
    ["type = 'hacked'", /no event/u],
    ["at = 'yesterday'", /no event/u],
  ])('says which row is no event after: %s', async (change, problem) => {
    const path = join(await temporaryFolder(), 'registry.sqlite');
    const store = await openStore(path);
    await append(store, {});
    const intruder = new DatabaseSync(path);
    intruder.exec(`update registry_events set ${change}`);
    intruder.close();
    await expect(store.read()).rejects.toThrow(ChainBrokenError);
    await expect(store.read()).rejects.toThrow(problem);
  });
});
