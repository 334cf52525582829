import type { NewEvent, RegistryEvent } from './events/registry-event.ts';

/** What may be done while nobody else writes. */
interface EventTransaction {
  /** Events of one model, oldest first. */
  read(modelName: string): Promise<RegistryEvent[]>;
  /** Adds an event at the end of the chain. */
  append(event: NewEvent): Promise<RegistryEvent>;
}

/** Keeps the events of a registry. A store is dumb: it chains and keeps, and knows no rules. */
export interface EventStore {
  /** Events of one model, or of all, oldest first. */
  read(modelName?: string): Promise<RegistryEvent[]>;
  /**
   * Runs `work` while no other process writes. What it appended is kept, durably, when it resolves; nothing is when it
   * throws.
   */
  transact<T>(work: (transaction: EventTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
