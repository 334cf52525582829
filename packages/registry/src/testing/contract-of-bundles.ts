import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { sha256Hex } from '@regimekit/numerics';
import { aBundle, anEvent, failureOf, place, sameFiles, type Check } from './contract-support.ts';

const FIRST = { name: 'means', version: '1.0.0' } as const;
const SIGNATURE = 'signatures/0123456789abcdef.ed25519.json';

export const checkBundles: readonly Check[] = [
  {
    name: 'a staged bundle is seen by nobody until it has its place, and nothing is left when it is discarded',
    check: async ({ store }) => {
      const staged = await store.bundles.stage('means', aBundle(0));
      deepStrictEqual(await store.bundles.list(), []);
      await staged.discard();
      await staged.discard();
      deepStrictEqual(await store.bundles.list(), []);
      strictEqual((await failureOf(() => store.bundles.read(FIRST))).code, 'MODEL_FOLDER_NOT_FOUND');
    },
  },
  {
    name: 'a placed bundle is read to the byte, and discarding what was staged does it no harm',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      await place(store, '1.10.0', aBundle(1));
      sameFiles(await store.bundles.read(FIRST), aBundle(0));
      sameFiles(await store.bundles.read({ name: 'means', version: '1.10.0' }), aBundle(1));
      deepStrictEqual(await store.bundles.list(), [FIRST, { name: 'means', version: '1.10.0' }]);
    },
  },
  {
    name: 'bytes that were read are the caller’s own',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      for (const bytes of (await store.bundles.read(FIRST)).values()) bytes.fill(0);
      sameFiles(await store.bundles.read(FIRST), aBundle(0));
    },
  },
  {
    name: 'placeBundle() takes the place of what belongs to no event',
    check: async ({ store }) => {
      // As a crash between the move and the event leaves it, where a store cannot do both at once.
      const left = await store.bundles.stage('means', aBundle(0));
      await failureOf(() =>
        store.transact(async (transaction) => {
          await transaction.placeBundle(left, '1.0.0');
          throw new Error('crash');
        }),
      );
      await left.discard();
      await place(store, '1.0.0', aBundle(1));
      sameFiles(await store.bundles.read(FIRST), aBundle(1));
      deepStrictEqual(await store.bundles.list(), [FIRST]);
    },
  },
  {
    name: 'removeBundle() takes a bundle away once the transaction has happened; one that is gone is no error',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      for (let round = 0; round < 2; round++) await store.transact((transaction) => transaction.removeBundle(FIRST));
      strictEqual((await failureOf(() => store.bundles.read(FIRST))).code, 'MODEL_FOLDER_NOT_FOUND');
      deepStrictEqual(await store.bundles.list(), []);
    },
  },
  {
    name: 'putSignature() adds a signature, replaces one, and touches nothing else',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      for (const text of ['{"a":1}', '{"b":2}']) {
        const bytes = new TextEncoder().encode(text);
        await store.transact((transaction) => transaction.putSignature(FIRST, SIGNATURE, bytes));
        sameFiles(await store.bundles.read(FIRST), new Map([...aBundle(0), [SIGNATURE, bytes]]));
      }
      deepStrictEqual(await store.bundles.list(), [FIRST]);
    },
  },
  {
    name: 'putSignature() for a bundle that is not there fails and makes none',
    check: async ({ store }) => {
      await failureOf(() =>
        store.transact((transaction) => transaction.putSignature(FIRST, SIGNATURE, new TextEncoder().encode('{}'))),
      );
      deepStrictEqual(await store.bundles.list(), []);
    },
  },
  {
    name: 'readBundle() within a transaction gives what read() gives outside',
    check: async ({ store }) => {
      await place(store, '1.0.0', aBundle(0));
      sameFiles(await store.transact((transaction) => transaction.readBundle(FIRST)), aBundle(0));
    },
  },
  {
    name: 'a bundle is placed together with its event, or neither',
    check: async ({ store }) => {
      const staged = await store.bundles.stage('means', aBundle(0));
      await failureOf(() =>
        store.transact(async (transaction) => {
          await transaction.placeBundle(staged, '1.0.0');
          await transaction.append(anEvent({ actor: '' }));
        }),
      );
      await staged.discard();
      deepStrictEqual(await store.read(), []);
    },
  },
  {
    name: 'evidence is kept by its digest, once, and given back to the character',
    check: async ({ store }) => {
      const document = '{"a":"\\u2603","ü":1}';
      const digest = sha256Hex(new TextEncoder().encode(document));
      strictEqual(await store.evidence.put(document), digest);
      strictEqual(await store.evidence.put(document), digest);
      strictEqual(await store.evidence.read(digest), document);
      strictEqual(await store.evidence.read('0'.repeat(64)), undefined);
      const other = await store.transact((transaction) => transaction.putEvidence('{}'));
      deepStrictEqual(await store.evidence.list(), [digest, other].sort());
    },
  },
];
