// A state that is being built from events, and how an event is refused.
import { ChainBrokenError } from '../errors.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import type { Stage } from '../model-version.ts';
import type { VersionRecord } from './version-record.ts';

/** The versions of a model by height, once somebody has asked: moving one does not change it. */
export interface VersionOrder {
  highestFirst: readonly string[] | undefined;
}

/** A `ModelState` while it grows. */
export interface ModelDraft {
  readonly name: string;
  readonly versions: Map<string, VersionRecord>;
  production: string | undefined;
  readonly trail: string[];
  readonly unfit: Set<string>;
  readonly aliases: Map<string, string>;
  generation: number;
  order: VersionOrder;
}

/** An event of one version. */
export type VersionEvent = RegistryEvent & { readonly to: Stage };

/** @throws ChainBrokenError, always */
export function impossible(event: RegistryEvent, problem: string): never {
  throw new ChainBrokenError(event.sequence, `${problem} (${event.type} ${event.modelName} ${event.version}).`);
}
