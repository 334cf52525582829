import { deepStrictEqual, fail } from 'node:assert/strict';
import { encodeModel, type BundleFiles } from '@regimekit/persistence';
import type { NewEvent, RegistryEvent } from '../events/registry-event.ts';
import type { RegistryStore } from '../stores/registry-store.ts';

/** What a case works with. */
interface Subject {
  readonly store: RegistryStore;
  /** Undefined where the store is its own only place; what only two openings show cannot be asked then. */
  readonly another: (() => Promise<RegistryStore>) | undefined;
}

export interface Check {
  readonly name: string;
  readonly check: (subject: Subject) => Promise<void>;
}

/** An event as a registration makes it. */
export function anEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    at: '2024-01-02T08:00:00.000Z',
    actor: 'ada',
    type: 'registered',
    modelName: 'means',
    version: '1.0.0',
    from: null,
    to: 'staging',
    reason: null,
    manifestDigest: 'a'.repeat(64),
    details: { kind: 'mean', metadata: {} },
    ...overrides,
  };
}

export async function append(store: RegistryStore, ...events: Partial<NewEvent>[]): Promise<RegistryEvent[]> {
  return await store.transact(async (transaction) => {
    const sealed: RegistryEvent[] = [];
    for (const event of events) sealed.push(await transaction.append(anEvent(event)));
    return sealed;
  });
}

/** The files of a sound bundle that is told from others by one number. */
export function aBundle(mean: number): BundleFiles {
  const data = { kind: 'mean', config: {}, arrays: { mean: { shape: [], data: Float64Array.of(mean) } }, metadata: {} };
  return encodeModel(data, { clock: () => new Date('2024-01-02T08:00:00.000Z') }).files;
}

/** Stages and places a bundle with its event. */
export async function place(store: RegistryStore, version: string, files: BundleFiles): Promise<void> {
  const staged = await store.bundles.stage('means', files);
  await store.transact(async (transaction) => {
    await transaction.placeBundle(staged, version);
    await transaction.append(anEvent({ version }));
  });
  await staged.discard();
}

export function sameFiles(received: BundleFiles, expected: BundleFiles): void {
  const plain = (files: BundleFiles) =>
    [...files].map(([file, bytes]) => [file, [...bytes]] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  deepStrictEqual(plain(received), plain(expected));
}

/** @returns the error that the work fails with */
export async function failureOf(work: () => Promise<unknown>): Promise<Error & { readonly code?: unknown }> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  return fail('Expected an error, but the call succeeded.');
}
