// What every operation of a registry stands on, and how it looks at a model.
import type { RegimekitError } from '@regimekit/errors';
import type { TrustPolicy } from '@regimekit/persistence';
import { digestEvidence } from './evidence/digest-evidence.ts';
import { ModelNotFoundError, NoProductionModelError, VersionNotFoundError } from './errors.ts';
import { REGISTRY_WIDE } from './events/event-types.ts';
import { checkName, sortVersions, stages, type ModelVersion } from './model-version.ts';
import { authorize, type Action, type Identity } from './people/authorize.ts';
import type { RegistryPolicy } from './policy/policy.ts';
import type { KnownStates } from './state/known-states.ts';
import type { ModelState } from './state/model-state.ts';
import { foldPolicy } from './state/registry-state.ts';
import type { VersionRecord } from './state/version-record.ts';
import type { ReadEvents, RegistryStore } from './stores/registry-store.ts';

/** What every operation of a registry stands on. */
export interface RegistryContext extends Identity {
  readonly store: RegistryStore;
  /** What the events of the store add up to. */
  readonly states: KnownStates;
  readonly clock: () => Date;
  /** Which signatures bundles must carry, by model and stage. */
  readonly trust: TrustPolicy | undefined;
  /** Told what went wrong after the fact, when the operation itself has succeeded. */
  readonly warn: (error: RegimekitError) => void;
}

/** A model and the rules, at one moment. */
export interface ModelView {
  readonly model: ModelState;
  readonly policy: RegistryPolicy;
}

/** The rules that hold. */
export async function readPolicy(read: ReadEvents): Promise<RegistryPolicy> {
  return foldPolicy(await read(REGISTRY_WIDE)).policy;
}

/** @throws PermissionDeniedError unless the actor may do this now */
export async function demand(context: RegistryContext, action: Action, read?: ReadEvents): Promise<RegistryPolicy> {
  const policy = await readPolicy(read ?? ((query) => context.store.read(query)));
  authorize(policy, context, action);
  return policy;
}

/**
 * A model, for somebody who may do `action`.
 *
 * @param read where from: the store, or a transaction
 * @throws PermissionDeniedError; ModelNotFoundError, naming the models there are
 */
export async function viewModel(
  context: RegistryContext,
  name: string,
  action: Action,
  read: ReadEvents = (query) => context.store.read(query),
): Promise<ModelView> {
  checkName(name);
  const states = context.states.after(await read());
  const policy = states.policy();
  authorize(policy, context, action);
  const model = states.model(name);
  if (model !== undefined) return { model, policy };
  throw new ModelNotFoundError(
    name,
    states
      .models()
      .map((known) => known.name)
      .sort(byText),
  );
}

/** As everybody sees a version. */
export function toModelVersion(
  { store }: Pick<RegistryContext, 'store'>,
  model: ModelState,
  record: VersionRecord,
): ModelVersion {
  const folder = record.collectedAt === undefined ? store.bundles.folderOf(record) : undefined;
  return { ...describeRecord(model, record), ...(folder === undefined ? {} : { folder }) };
}

/** A version without the place of its bundle. What is not there is absent, so that it can be written as JSON. */
export function describeRecord(model: ModelState, record: VersionRecord): ModelVersion {
  const { recipe, approvals, probation, collectedAt, earlierShadowTime: _, ...facts } = record;
  const evidenceDigest = digestEvidence(record.evidence);
  return {
    ...facts,
    ...(recipe === undefined ? {} : { recipe }),
    aliases: [...model.aliases]
      .filter(([, version]) => version === record.version)
      .map(([alias]) => alias)
      .sort(byText),
    evidenceDigest,
    approvals: approvals.map(({ approver, at, reason, event, signature, ...bound }) => ({
      approver,
      at,
      reason,
      event,
      signed: signature !== undefined,
      stale: bound.evidenceDigest !== evidenceDigest || bound.manifestDigest !== record.manifestDigest,
    })),
    ...(probation === undefined ? {} : { probation }),
    ...(collectedAt === undefined ? {} : { collectedAt }),
  };
}

/**
 * The version that is asked for, by its number, by a stage or by an alias; of several in one stage the one that entered
 * it last.
 *
 * @throws NoProductionModelError or VersionNotFoundError
 */
export function findVersion(model: ModelState, asked: string): VersionRecord {
  const byNumber = model.versions.get(asked) ?? model.versions.get(model.aliases.get(asked) ?? '');
  if (byNumber !== undefined) return byNumber;
  if (stages.some((stage) => stage === asked)) {
    const inStage = [...model.versions.values()].filter(({ stage }) => stage === asked);
    const [last] = inStage.sort((a, b) => b.stageEvent - a.stageEvent);
    if (last !== undefined) return last;
    if (asked === 'production') throw new NoProductionModelError(model.name);
  }
  throw new VersionNotFoundError(model.name, asked, listVersions(model));
}

/** Highest version first. */
export function listVersions({ versions, order }: ModelState): VersionRecord[] {
  order.highestFirst ??= sortVersions([...versions.keys()]);
  return order.highestFirst.map((version) => versions.get(version)!);
}

export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
