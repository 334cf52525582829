import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { checkChain } from '../events/registry-event.ts';
import type { RegistryStore } from '../stores/registry-store.ts';
import { aBundle, anEvent, append, failureOf, place, sameFiles, type Check } from './contract-support.ts';

const MANY = 24;

/** Reads, waits, and appends what follows from what it read. */
async function countOn(store: RegistryStore): Promise<void> {
  await store.transact(async (transaction) => {
    const { length } = await transaction.read('means');
    await new Promise((resolve) => setTimeout(resolve, 1));
    await transaction.append(anEvent({ version: `1.0.${length}` }));
  });
}

async function expectCounted(store: RegistryStore): Promise<void> {
  const events = await store.read({ fresh: true });
  checkChain(events);
  deepStrictEqual(
    events.map(({ version }) => version),
    Array.from({ length: MANY }, (_, i) => `1.0.${i}`),
  );
}

export const checkTransactions: readonly Check[] = [
  {
    name: 'transact(work) returns what work returned, and sees what it wrote itself',
    check: async ({ store }) => {
      await append(store, {});
      const seen = await store.transact(async (transaction) => {
        const before = await transaction.head();
        const sealed = await transaction.append(anEvent({ version: '1.0.1' }));
        strictEqual(sealed.previousDigest, before.digest);
        strictEqual((await transaction.head()).digest, sealed.digest);
        const digest = await transaction.putEvidence('{"a":1}');
        strictEqual(await transaction.readEvidence(digest), '{"a":1}');
        return (await transaction.read('means')).map(({ version }) => version);
      });
      deepStrictEqual(seen, ['1.0.0', '1.0.1']);
    },
  },
  {
    name: 'transact(work) keeps nothing when work throws, and throws that very error',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      const { head } = { head: await store.head() };
      const staged = await store.bundles.stage('means', aBundle(1));
      const failure = new Error('changed my mind');
      const error = await failureOf(() =>
        store.transact(async (transaction) => {
          await transaction.append(anEvent({ version: '1.0.1' }));
          await transaction.putEvidence('{"b":1}');
          await transaction.removeBundle({ name: 'means', version: '1.0.0' });
          throw failure;
        }),
      );
      await staged.discard();
      strictEqual(error, failure);
      deepStrictEqual(await store.head(), head);
      deepStrictEqual(await store.evidence.list(), []);
      sameFiles(await store.bundles.read({ name: 'means', version: '1.0.0' }), aBundle(0));
      await append(store, { version: '1.0.1' });
      checkChain(await store.read());
    },
  },
  {
    name: 'transact(work) keeps everybody else out while it reads and writes, in one process',
    check: async ({ store }) => {
      await Promise.all(Array.from({ length: MANY }, () => countOn(store)));
      await expectCounted(store);
    },
  },
  {
    name: 'transact(work) keeps everybody else out while it reads and writes, through several openings',
    check: async ({ store, another }) => {
      if (another === undefined) return;
      const stores = [store, await another(), await another()];
      await Promise.all(Array.from({ length: MANY }, (_, i) => countOn(stores[i % stores.length]!)));
      for (const one of stores) await expectCounted(one);
    },
  },
  {
    name: 'read() sees at once what another opening has appended, and what it has not it does not see',
    check: async ({ store, another }) => {
      if (another === undefined) return;
      const other = await another();
      await append(store, {});
      strictEqual((await other.read()).length, 1);
      await failureOf(() =>
        store.transact(async (transaction) => {
          await transaction.append(anEvent({ version: '1.0.1' }));
          throw new Error('no');
        }),
      );
      strictEqual((await other.read()).length, 1);
      await append(other, { version: '2.0.0' }, { version: '2.0.1' });
      deepStrictEqual(await store.read(), await other.read());
      deepStrictEqual(await store.head(), await other.head());
    },
  },
  {
    name: 'everything is there when the store is closed and opened again',
    check: async ({ store, another }) => {
      if (another === undefined) return;
      await place(store, '1.0.0', aBundle(0));
      const digest = await store.evidence.put('{"c":1}');
      const events = await store.read();
      await store.close();
      await store.close();
      const again = await another();
      deepStrictEqual(await again.read(), events);
      sameFiles(await again.bundles.read({ name: 'means', version: '1.0.0' }), aBundle(0));
      strictEqual(await again.evidence.read(digest), '{"c":1}');
    },
  },
];
