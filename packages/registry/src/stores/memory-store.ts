// A registry that lives as long as its process: for tests, for trying things out, and as the simplest store there is.
import { ModelFolderNotFoundError } from '@regimekit/persistence';
import { sha256Hex } from '@regimekit/numerics';
import { registryEventSchema, sealEvent, type RegistryEvent } from '../events/registry-event.ts';
import { createMemoryDeliveryStore } from '../webhooks/memory-delivery-store.ts';
import { EventLog, toQuery } from './event-log.ts';
import { toEvent, toRow } from './event-rows.ts';
import type { BundleFiles, BundlePlace, RegistryStore, RegistryTransaction } from './registry-store.ts';

/** Everything but the events, by what it is found by. */
interface Content {
  readonly bundles: Map<string, { readonly place: BundlePlace; readonly files: BundleFiles }>;
  readonly evidence: Map<string, string>;
}

/** A store that keeps everything in memory and is gone when it is closed. */
export function openMemoryStore(): RegistryStore {
  const log = new EventLog();
  const content: Content = { bundles: new Map(), evidence: new Map() };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    location: 'memory',
    folder: undefined,
    read: async (query) => log.select(toQuery(query)),
    head: async () => log.head,
    transact: async (work) => {
      const before = turn;
      const { promise, resolve } = Promise.withResolvers<void>();
      turn = promise;
      await before;
      try {
        // On a draft, which becomes the content when all has gone well.
        const draft: Content = { bundles: new Map(content.bundles), evidence: new Map(content.evidence) };
        const appended: RegistryEvent[] = [];
        const result = await work(createTransaction(log, draft, appended));
        log.add(appended);
        replace(content.bundles, draft.bundles);
        replace(content.evidence, draft.evidence);
        return result;
      } finally {
        resolve();
      }
    },
    bundles: {
      stage: async (name, files) => ({ name, files: copy(files), discard: async () => undefined }),
      read: async (place) => copy(find(content, place)),
      folderOf: () => undefined,
      list: async () => [...content.bundles.values()].map(({ place }) => place).sort(byPlace),
    },
    evidence: {
      put: async (document) => putEvidence(content, document),
      read: async (digest) => content.evidence.get(digest),
      list: async () => [...content.evidence.keys()].sort(),
    },
    deliveries: createMemoryDeliveryStore(),
    close: async () => undefined,
  };
}

function createTransaction(log: EventLog, draft: Content, appended: RegistryEvent[]): RegistryTransaction {
  const own = new EventLog();
  const head = () => (appended.length === 0 ? log.head : own.head);
  return {
    read: async (query) => [...log.select(toQuery(query)), ...own.select(toQuery(query))],
    head: async () => head(),
    append: async (event) => {
      // As a database would give it back: the caller's own objects are not kept.
      const sealed = toEvent(toRow(registryEventSchema.parse(sealEvent(event, head()))));
      appended.push(sealed);
      own.add([sealed]);
      return sealed;
    },
    placeBundle: async ({ name, files }, version) => {
      draft.bundles.set(keyOf({ name, version }), { place: { name, version }, files });
    },
    readBundle: async (place) => copy(find(draft, place)),
    removeBundle: async (place) => {
      draft.bundles.delete(keyOf(place));
    },
    putSignature: async (place, file, bytes) => {
      const files = new Map([...find(draft, place), [file, Uint8Array.from(bytes)] as const]);
      draft.bundles.set(keyOf(place), { place, files });
    },
    putEvidence: async (document) => putEvidence(draft, document),
    readEvidence: async (digest) => draft.evidence.get(digest),
  };
}

/** @throws ModelFolderNotFoundError */
function find({ bundles }: Content, place: BundlePlace): BundleFiles {
  const bundle = bundles.get(keyOf(place));
  if (bundle === undefined) throw new ModelFolderNotFoundError(`${place.name} ${place.version} in memory`);
  return bundle.files;
}

function putEvidence({ evidence }: Content, document: string): string {
  const digest = sha256Hex(new TextEncoder().encode(document));
  evidence.set(digest, document);
  return digest;
}

function keyOf({ name, version }: BundlePlace): string {
  return `${name} ${version}`;
}

function byPlace(a: BundlePlace, b: BundlePlace): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** Nobody shares bytes with the store. */
function copy(files: BundleFiles): Map<string, Uint8Array> {
  return new Map([...files].map(([file, bytes]) => [file, Uint8Array.from(bytes)]));
}

function replace<K, V>(target: Map<K, V>, source: ReadonlyMap<K, V>): void {
  target.clear();
  for (const [key, value] of source) target.set(key, value);
}
