import { checkEvents } from './contract-of-events.ts';
import { checkBundles } from './contract-of-bundles.ts';
import { checkTransactions } from './contract-of-transactions.ts';
import type { RegistryStore } from '../stores/registry-store.ts';

/** A store under test. */
export interface ContractSubject {
  /** Empty. */
  readonly store: RegistryStore;
  /** Opens the same place once more, as another process would; left out where a store is its own only place. */
  readonly again?: (() => Promise<RegistryStore>) | undefined;
}

/** One thing that must hold, as a sentence and as a function that throws where it does not. */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * What a registry relies on in its store, whatever it is kept in. Each case opens a store of its own and closes it; it
 * needs no test framework, and fits any.
 *
 * @param open gives an empty store each time
 *
 * @example
 * ```ts
 * import { storeContract } from '@regimekit/registry/testing';
 * import { openMemoryStore } from '@regimekit/registry';
 *
 * for (const { name, run } of storeContract(async () => ({ store: openMemoryStore() }))) {
 *   await run(); // in a test framework: it(name, run)
 * }
 * ```
 */
export function storeContract(open: () => Promise<ContractSubject>): readonly ContractCase[] {
  return [...checkEvents, ...checkTransactions, ...checkBundles].map(({ name, check }) => ({
    name,
    run: async () => {
      const { store, again } = await open();
      const opened = [store];
      try {
        await check({
          store,
          another:
            again === undefined
              ? undefined
              : async () => {
                  const other = await again();
                  opened.push(other);
                  return other;
                },
        });
      } finally {
        for (const one of opened) await one.close();
      }
    },
  }));
}
