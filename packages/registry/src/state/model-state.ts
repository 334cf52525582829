// What the events of a model add up to. Pure: the same events always give the same state.
import type { JsonObject } from '@regimekit/persistence';
import { isRegistryWide } from '../events/event-types.ts';
import type { RegistryEvent } from '../events/registry-event.ts';
import { applyFact } from './apply-fact.ts';
import { impossible, type ModelDraft, type VersionEvent, type VersionOrder } from './model-draft.ts';
import { elapsed, type Probation, type RecipeFingerprints, type VersionRecord } from './version-record.ts';

export interface ModelState {
  readonly name: string;
  /** In order of registration. */
  readonly versions: ReadonlyMap<string, VersionRecord>;
  /** The version in production; at most one. */
  readonly production: string | undefined;
  /** Versions that were in production before and that a rollback returns to, the latest last. */
  readonly trail: readonly string[];
  /** Versions that a rollback passes over: they were rolled back from, or failed their probation, and not promoted since. */
  readonly unfit: ReadonlySet<string>;
  /** Free names and the versions they point to. */
  readonly aliases: ReadonlyMap<string, string>;
  /**
   * Sequence of the last event that moved a version; 0 before any did. Who decides on one state and acts on another
   * notices by it.
   */
  readonly generation: number;
  /** For `listVersions`, which fills it. */
  readonly order: VersionOrder;
}

/**
 * The state of every model that occurs in the events, by name.
 *
 * @param before what the events before these have added up to; it stays as it is
 * @throws ChainBrokenError when an event cannot have happened after those before it
 */
export function foldEvents(
  events: readonly RegistryEvent[],
  before: ReadonlyMap<string, ModelState> = new Map(),
): Map<string, ModelState> {
  const models = new Map(before);
  const drafts = new Map<string, ModelDraft>();
  for (const event of events) {
    const { modelName: name, to } = event;
    if (isRegistryWide(event.type) || to === null) continue;
    let model = drafts.get(name);
    if (model === undefined) {
      model = draftOf(name, models.get(name));
      drafts.set(name, model);
      models.set(name, model);
    }
    if (event.type === 'registered') register(model, { ...event, to });
    else apply(model, { ...event, to });
  }
  return models;
}

/** A state that may be changed, beginning as another or as that of a model without versions. */
function draftOf(name: string, before: ModelState | undefined): ModelDraft {
  return {
    name,
    versions: new Map(before?.versions),
    production: before?.production,
    trail: [...(before?.trail ?? [])],
    unfit: new Set(before?.unfit),
    aliases: new Map(before?.aliases),
    generation: before?.generation ?? 0,
    order: before?.order ?? { highestFirst: undefined },
  };
}

function register(model: ModelDraft, event: VersionEvent): void {
  if (model.versions.has(event.version)) impossible(event, 'its version was registered before');
  const { kind, metadata, recipe } = event.details;
  if (typeof kind !== 'string' || typeof metadata !== 'object')
    impossible(event, 'it does not say what was registered');
  model.order = { highestFirst: undefined };
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
    recipe: recipe as RecipeFingerprints | undefined,
    evidence: [],
    approvals: [],
    signatures: [],
    earlierShadowTime: 0,
    probation: undefined,
    collectedAt: undefined,
  });
}

function apply(model: ModelDraft, event: VersionEvent): void {
  const record = model.versions.get(event.version);
  if (record === undefined) return impossible(event, 'its version was never registered');
  if (record.manifestDigest !== event.manifestDigest)
    impossible(event, 'it speaks of another bundle than was registered');
  if (record.stage !== event.from) impossible(event, `its version was in ${record.stage}, not in ${event.from}`);
  if (event.type === 'promotion_rejected') return;
  if (event.from === event.to) applyFact(model, record, event);
  else move(model, record, event);
}

function move(model: ModelDraft, record: VersionRecord, event: VersionEvent): void {
  if (event.from === 'production') model.production = undefined;
  if (event.to === 'production') {
    if (model.production !== undefined) impossible(event, `${model.production} is in production still`);
    model.production = event.version;
  }
  if (event.type === 'replaced') model.trail.push(event.version);
  if (event.type === 'restored') shorten(model.trail, event.version);
  if (event.type === 'rolled_back' || event.type === 'probation_failed') model.unfit.add(event.version);
  // Whoever promotes it again by name takes it for good again.
  if (event.type === 'promoted' && event.to === 'production') model.unfit.delete(event.version);
  model.versions.set(event.version, {
    ...record,
    stage: event.to,
    stageSince: event.at,
    stageEvent: event.sequence,
    earlierShadowTime:
      record.earlierShadowTime + (record.stage === 'shadow' ? elapsed(record.stageSince, event.at) : 0),
    probation: probationAfter(record.probation, event),
  });
  model.generation = event.sequence;
}

function probationAfter(before: Probation | undefined, event: VersionEvent): Probation | undefined {
  const until = event.details['probationUntil'];
  if (event.to === 'production' && typeof until === 'string') {
    return { since: event.at, until, event: event.sequence, status: 'running' };
  }
  if (event.to === 'production') return undefined;
  if (event.type === 'probation_failed' && before !== undefined) return { ...before, status: 'failed' };
  return before?.status === 'running' ? { ...before, status: 'ended' } : before;
}

/** Takes from the end of the trail up to and including the version that was restored. */
function shorten(trail: string[], version: string): void {
  while (trail.length > 0 && trail.pop() !== version);
}
