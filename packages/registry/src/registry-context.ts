import { join } from 'node:path';
import type { RegimekitError } from '@regimekit/errors';
import { ModelNotFoundError, NoProductionModelError, VersionNotFoundError } from './errors.ts';
import { foldEvents, type ModelState, type VersionRecord } from './state/model-state.ts';
import { checkName, sortVersions, stages, type ModelVersion } from './model-version.ts';
import type { EventStore } from './store.ts';

/** What every operation of a registry stands on. */
export interface RegistryContext {
  /** Absolute path of the registry. */
  readonly folder: string;
  readonly store: EventStore;
  readonly actor: string;
  readonly clock: () => Date;
  /** Told what went wrong after the fact, when the operation itself has succeeded. */
  readonly warn: (error: RegimekitError) => void;
}

/** Where the bundles of a model lie. */
export function versionsFolder(context: Pick<RegistryContext, 'folder'>, name: string): string {
  return join(context.folder, name, 'versions');
}

export function toModelVersion(context: Pick<RegistryContext, 'folder'>, record: VersionRecord): ModelVersion {
  return { ...record, folder: join(versionsFolder(context, record.name), record.version) };
}

/** @throws ModelNotFoundError, naming the models there are */
export async function readModel(context: RegistryContext, name: string): Promise<ModelState> {
  const model = foldEvents(await context.store.read(checkName(name))).get(name);
  if (model !== undefined) return model;
  throw new ModelNotFoundError(name, [...foldEvents(await context.store.read()).keys()].sort(byText));
}

/**
 * The version that is asked for, by its number or by a stage; of several in one stage the one that entered it last.
 *
 * @throws NoProductionModelError or VersionNotFoundError
 */
export function findVersion(model: ModelState, versionOrStage: string): VersionRecord {
  const byNumber = model.versions.get(versionOrStage);
  if (byNumber !== undefined) return byNumber;
  if (stages.some((stage) => stage === versionOrStage)) {
    const inStage = [...model.versions.values()].filter(({ stage }) => stage === versionOrStage);
    const [last] = inStage.sort((a, b) => b.stageEvent - a.stageEvent);
    if (last !== undefined) return last;
    if (versionOrStage === 'production') throw new NoProductionModelError(model.name);
  }
  throw new VersionNotFoundError(model.name, versionOrStage, listVersions(model));
}

/** Highest version first. */
export function listVersions({ versions }: ModelState): VersionRecord[] {
  return sortVersions([...versions.keys()]).map((version) => versions.get(version)!);
}

export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
