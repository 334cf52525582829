// What the events of a registry add up to, kept while it is open: only what has been appended since is folded.
import { REGISTRY_WIDE } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import type { RegistryPolicy } from '../policy/policy.ts';
import { foldEvents, type ModelState } from './model-state.ts';
import { foldPolicy } from './registry-state.ts';

/** The events of one model, and the state of those that were folded. */
interface Known {
  readonly events: RegistryEvent[];
  folded: number;
  state: ModelState | undefined;
}

/**
 * The states of all models after the events that were shown last. The same as folding all of them again, which is what
 * happens when they do not continue those shown before. States that were given out never change.
 */
export class KnownStates {
  #last: RegistryEvent | undefined;
  #length = 0;
  readonly #known = new Map<string, Known>();

  /**
   * Shows the events of the registry, all of them and oldest first.
   *
   * Those before are recognised by the last one alone, as an object: a store gives each event out as one object, frozen,
   * and in one order.
   */
  after(events: readonly RegistryEvent[]): this {
    if (this.#length > events.length || events[this.#length - 1] !== this.#last) this.#forget();
    for (let i = this.#length; i < events.length; i++) {
      const event = events[i]!;
      const known = this.#known.get(event.modelName);
      if (known === undefined) this.#known.set(event.modelName, { events: [event], folded: 0, state: undefined });
      else known.events.push(event);
    }
    this.#length = events.length;
    this.#last = events.at(-1);
    return this;
  }

  /** @throws ChainBrokenError when what was set as a policy is none */
  policy(): RegistryPolicy {
    return foldPolicy(this.#known.get(REGISTRY_WIDE)?.events ?? []).policy;
  }

  /**
   * One model. That the events of another make no sense does not matter to it.
   *
   * @throws ChainBrokenError when one of its events cannot have happened after those before it
   */
  model(name: string): ModelState | undefined {
    const known = this.#known.get(name);
    if (known === undefined || name === REGISTRY_WIDE) return undefined;
    if (known.folded < known.events.length) {
      const before = known.state === undefined ? undefined : new Map([[name, known.state]]);
      known.state = foldEvents(known.events.slice(known.folded), before).get(name);
      known.folded = known.events.length;
    }
    return known.state;
  }

  /**
   * Every model, in the order of their first events.
   *
   * @throws ChainBrokenError as `model`
   */
  models(): ModelState[] {
    return [...this.#known.keys()].flatMap((name) => this.model(name) ?? []);
  }

  #forget(): void {
    this.#known.clear();
    this.#length = 0;
    this.#last = undefined;
  }
}
