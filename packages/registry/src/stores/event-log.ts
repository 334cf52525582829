// Events that were read stay in memory: what is appended to need not be read twice.
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';
import type { EventQuery } from './registry-store.ts';

/** The events of a store as far as they were read, by position and by model. */
export class EventLog {
  readonly #events: RegistryEvent[] = [];
  readonly #byModel = new Map<string, RegistryEvent[]>();

  get head(): ChainHead {
    const { sequence, digest } = this.#events.at(-1) ?? GENESIS;
    return { sequence, digest };
  }

  add(events: readonly RegistryEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      const ofModel = this.#byModel.get(event.modelName);
      if (ofModel === undefined) this.#byModel.set(event.modelName, [event]);
      else ofModel.push(event);
    }
  }

  clear(): void {
    this.#events.length = 0;
    this.#byModel.clear();
  }

  /** A list of the caller's own. */
  select({ modelName, after = 0 }: EventQuery): RegistryEvent[] {
    const events = modelName === undefined ? this.#events : (this.#byModel.get(modelName) ?? []);
    return after === 0 ? [...events] : events.filter(({ sequence }) => sequence > after);
  }

  /**
   * Brings the log to the end of the store. The last event is read each time and hashed; those before it only when the
   * log does not hold them yet. When the store does not continue what was read (it was restored from a copy, or written
   * by an intruder), everything is read anew.
   */
  async follow(source: EventSource): Promise<void> {
    for (;;) {
      const last = await source.last();
      const known = this.head;
      if ((last ?? GENESIS).digest === known.digest) return;
      const next = await source.after(known.sequence);
      const continues = next[0]?.previousDigest === known.digest;
      const all = continues ? next : await source.after(0);
      // Somebody else of this process may have done the same meanwhile.
      if (this.head.digest !== known.digest) continue;
      if (!continues) this.clear();
      this.add(all);
      return;
    }
  }
}

/** Where events come from, unseen by the log. */
export interface EventSource {
  /** The last event, hashed again: nothing is ever chained to one that was tampered with. */
  last(): Promise<RegistryEvent | undefined>;
  /** Events with a higher sequence, oldest first. */
  after(sequence: number): Promise<RegistryEvent[]>;
}

/** A query in its long form. */
export function toQuery(query: string | EventQuery | undefined): EventQuery {
  return typeof query === 'string' ? { modelName: query } : (query ?? {});
}
