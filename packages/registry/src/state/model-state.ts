// What the events of a model add up to. Pure: the same events always give the same state.
import type { JsonObject } from '@regimekit/persistence';
import { ChainBrokenError } from '../errors.ts';
import type { ModelVersion, Stage } from '../model-version.ts';
import { isRegistryWide } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';

/** A version without the place of its bundle, which only the registry's folder gives. */
export type VersionRecord = Omit<ModelVersion, 'folder'>;

export interface ModelState {
  readonly name: string;
  /** In order of registration. */
  readonly versions: ReadonlyMap<string, VersionRecord>;
  /** The version in production; at most one. */
  readonly production: string | undefined;
  /** Versions that were in production before and that a rollback returns to, the latest last. */
  readonly trail: readonly string[];
  /**
   * Sequence of the last event that moved a version; 0 before any did. Who decides on one state and acts on another
   * notices by it.
   */
  readonly generation: number;
}

interface Draft {
  readonly name: string;
  readonly versions: Map<string, VersionRecord>;
  production: string | undefined;
  readonly trail: string[];
  generation: number;
}

/**
 * The state of every model that occurs in the events, by name.
 *
 * @throws ChainBrokenError when an event cannot have happened after those before it
 */
export function foldEvents(events: readonly RegistryEvent[]): Map<string, ModelState> {
  const models = new Map<string, Draft>();
  for (const event of events) {
    const { modelName: name, to } = event;
    if (isRegistryWide(event.type) || to === null) continue;
    const model = models.get(name) ?? { name, versions: new Map(), production: undefined, trail: [], generation: 0 };
    models.set(name, model);
    if (event.type === 'registered') register(model, { ...event, to });
    else move(model, { ...event, to });
  }
  return models;
}

/** An event of one version. */
type VersionEvent = RegistryEvent & { readonly to: Stage };

function register(model: Draft, event: VersionEvent): void {
  if (model.versions.has(event.version)) impossible(event, 'its version was registered before');
  const { kind, metadata } = event.details;
  if (typeof kind !== 'string' || typeof metadata !== 'object')
    impossible(event, 'it does not say what was registered');
  model.versions.set(event.version, {
    name: event.modelName,
    version: event.version,
    stage: event.to,
    stageSince: event.at,
    stageEvent: event.sequence,
    kind,
    createdAt: event.at,
    createdBy: event.actor,
    reason: event.reason,
    manifestDigest: event.manifestDigest,
    metadata: metadata as JsonObject,
  });
}

function move(model: Draft, event: VersionEvent): void {
  const record = model.versions.get(event.version);
  if (record === undefined) return impossible(event, 'its version was never registered');
  if (record.manifestDigest !== event.manifestDigest)
    impossible(event, 'it speaks of another bundle than was registered');
  if (record.stage !== event.from) impossible(event, `its version was in ${record.stage}, not in ${event.from}`);
  if (event.type === 'promotion_rejected' || event.from === event.to) return;

  if (event.from === 'production') model.production = undefined;
  if (event.to === 'production') {
    if (model.production !== undefined) impossible(event, `${model.production} is in production still`);
    model.production = event.version;
  }
  if (event.type === 'replaced') model.trail.push(event.version);
  if (event.type === 'restored') shorten(model.trail, event.version);
  model.versions.set(event.version, { ...record, stage: event.to, stageSince: event.at, stageEvent: event.sequence });
  model.generation = event.sequence;
}

/** Takes from the end of the trail up to and including the version that was restored. */
function shorten(trail: string[], version: string): void {
  while (trail.length > 0 && trail.pop() !== version);
}

function impossible(event: RegistryEvent, problem: string): never {
  throw new ChainBrokenError(event.sequence, `${problem} (${event.type} ${event.modelName} ${event.version}).`);
}
