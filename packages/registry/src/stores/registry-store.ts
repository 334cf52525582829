// What a registry is kept in. A store is dumb: it chains, keeps and gives back, and knows no rules.
import type { ChainHead, NewEvent, RegistryEvent } from '../events/registry-event.ts';
import type { BundleFiles } from '@regimekit/persistence';
import type { DeliveryStore } from '../webhooks/delivery-store.ts';

/** Which events to read; all of them, oldest first, when nothing is said. */
export interface EventQuery {
  readonly modelName?: string | undefined;
  /** Only events with a higher sequence: what a reader lacks who has read up to there. */
  readonly after?: number | undefined;
  /**
   * Read every event again, whatever was read before: for verification. Otherwise only the last event is read anew, and
   * those before it when the store does not continue what is known.
   * @default false
   */
  readonly fresh?: boolean | undefined;
}

export type { BundleFiles };

/** Reads events, oldest first: `read()`, `read('means')` or `read({ modelName: 'means', after: 17 })`. */
export type ReadEvents = (query?: string | EventQuery) => Promise<RegistryEvent[]>;

/** Where in a registry a bundle belongs. */
export interface BundlePlace {
  readonly name: string;
  readonly version: string;
}

/** A bundle that is on its way: written, where the store writes before a transaction, but seen by nobody yet. */
export interface StagedBundle {
  readonly name: string;
  readonly files: BundleFiles;
  /** Forgets it. Does nothing once it has its place. Never throws. */
  discard(): Promise<void>;
}

/** What may be done while nobody else writes. All of it happens, or none. */
export interface RegistryTransaction {
  readonly read: ReadEvents;
  /** The end of the chain, what was appended here included. */
  head(): Promise<ChainHead>;
  /** Adds an event at the end of the chain. */
  append(event: NewEvent): Promise<RegistryEvent>;
  /** Gives a staged bundle its place. What lies there belongs to no event and is moved out of the way. */
  placeBundle(bundle: StagedBundle, version: string): Promise<void>;
  /** As `BundleStore.read`, which waits for itself inside a transaction of a database. */
  readBundle(place: BundlePlace): Promise<BundleFiles>;
  /** Takes a bundle away (retention). Append the event that says so in the same transaction. */
  removeBundle(place: BundlePlace): Promise<void>;
  /** Adds a file below `signatures/`, or replaces it. The one change a bundle takes once it has its place. */
  putSignature(place: BundlePlace, file: string, bytes: Uint8Array): Promise<void>;
  /** As `EvidenceStore.put`, but kept only with the rest of the transaction. */
  putEvidence(document: string): Promise<string>;
  /** As `EvidenceStore.read`. */
  readEvidence(digest: string): Promise<string | undefined>;
}

/** Keeps the events of a registry. */
export interface EventStore {
  readonly read: ReadEvents;
  /** The end of the chain. */
  head(): Promise<ChainHead>;
  /**
   * Runs `work` while no other process writes. What it did is kept, durably, when this resolves; nothing is when it
   * throws.
   */
  transact<T>(work: (transaction: RegistryTransaction) => Promise<T>): Promise<T>;
}

/** Keeps bundles: the bytes, and nothing about what they mean. */
export interface BundleStore {
  /** Takes in the files of a new version of a model, to be given a place by `RegistryTransaction.placeBundle`. */
  stage(name: string, files: BundleFiles): Promise<StagedBundle>;
  /**
   * All files of a bundle, bounded in number and size; not verified.
   *
   * @throws ModelFolderNotFoundError of @regimekit/persistence, where there is none
   */
  read(place: BundlePlace): Promise<BundleFiles>;
  /** Absolute path of a bundle, where bundles are folders. */
  folderOf(place: BundlePlace): string | undefined;
  /** Every bundle that lies there, whether an event knows it or not. */
  list(): Promise<BundlePlace[]>;
}

/** Keeps documents by the SHA-256 of their text. */
export interface EvidenceStore {
  /** @returns the digest: SHA-256 (lower-case hex) of the text in UTF-8 */
  put(document: string): Promise<string>;
  /** @returns the text, or undefined where there is none of that digest; not verified */
  read(digest: string): Promise<string | undefined>;
  /** Digests of all documents, in order. */
  list(): Promise<string[]>;
}

/** All that a registry keeps, in one place. */
export interface RegistryStore extends EventStore {
  /** Shown in messages; without a password. */
  readonly location: string;
  /** Absolute path of the folder for `registry.json` and `events.jsonl`; undefined where they are asked for, not written. */
  readonly folder: string | undefined;
  readonly bundles: BundleStore;
  readonly evidence: EvidenceStore;
  /** Receivers of webhooks; what they are sent follows from the events. */
  readonly deliveries: DeliveryStore;
  /** Further calls do nothing. */
  close(): Promise<void>;
}
