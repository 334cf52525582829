// The contract of stores, on every store there is, and the proof that it can fail.
import { testPostgres } from '@regimekit/test-postgres';
import { describe, expect, it } from 'vitest';
import { openMemoryStore } from '../src/stores/memory-store.ts';
import { openRegistryStore } from '../src/stores/open-registry-store.ts';
import type { RegistryLocation } from '../src/stores/registry-location.ts';
import { resolveLocation } from '../src/stores/registry-location.ts';
import type { RegistryStore } from '../src/stores/registry-store.ts';
import { storeContract, type ContractSubject } from '../src/testing/index.ts';
import { temporaryFolder } from './support/registries.ts';

const server = await testPostgres();
const clock = () => new Date('2024-01-02T08:00:00.000Z');

async function openTwice(location: RegistryLocation): Promise<ContractSubject> {
  const again = () => openRegistryStore(resolveLocation(location), { clock });
  return { store: await again(), again };
}

const stores: { title: string; missing: boolean; open: () => Promise<ContractSubject> }[] = [
  { title: 'memory', missing: false, open: async () => ({ store: openMemoryStore() }) },
  { title: 'SQLite and folders', missing: false, open: async () => await openTwice(await temporaryFolder()) },
  {
    title: server.title,
    missing: server.missing,
    open: async () => await openTwice({ databaseUrl: await server.createDatabase() }),
  },
  {
    title: `${server.title} and folders`,
    missing: server.missing,
    open: async () =>
      await openTwice({ databaseUrl: await server.createDatabase(), bundlesFolder: await temporaryFolder() }),
  },
];

describe.each(stores)('a registry kept in $title', ({ missing, open }) => {
  it.skipIf(missing).each(storeContract(open))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('storeContract(open)', () => {
  const run = (spoil: (store: RegistryStore) => Partial<RegistryStore>) =>
    Promise.allSettled(
      storeContract(async () => {
        const store = openMemoryStore();
        return { store: { ...store, ...spoil(store) } };
      }).map(({ run: check }) => check()),
    );
  const failures = async (spoil: (store: RegistryStore) => Partial<RegistryStore>) =>
    (await run(spoil)).filter(({ status }) => status === 'rejected').length;

  it.each<[string, (store: RegistryStore) => Partial<RegistryStore>]>([
    ['forgets the newest event', ({ read }) => ({ read: async (query) => (await read(query)).slice(0, -1) })],
    ['lets two in at once', () => ({ transact: async (work) => await work({} as never) })],
    [
      'loses a file',
      ({ bundles }) => ({
        bundles: { ...bundles, read: async (place) => new Map([...(await bundles.read(place))].slice(1)) },
      }),
    ],
    ['mixes evidence up', ({ evidence }) => ({ evidence: { ...evidence, read: async () => '{}' } })],
  ])('fails for a store that %s', async (_what, spoil) => {
    expect(await failures(() => ({}))).toBe(0);
    expect(await failures(spoil)).toBeGreaterThan(0);
  });
});
