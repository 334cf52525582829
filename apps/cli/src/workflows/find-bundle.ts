// A model by what its user calls it: a folder, or a version (or stage) in the registry.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import {
  decodeModel,
  readBundleFiles,
  readBundleFolder,
  type BundleFiles,
  type ModelData,
  type ReadBundle,
} from '@regimekit/persistence';
import { stages, type ModelRegistry, type ModelVersion } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { requireTrust, type IntendedUse } from './trust.ts';
import { lookIntoRegistry } from './with-registry.ts';

export interface FoundBundle {
  readonly files: BundleFiles;
  /** Absolute path, where the bundle is a folder. */
  readonly folder: string | undefined;
  /** What the registry knows of it; undefined for a folder beside it. */
  readonly version: ModelVersion | undefined;
}

/** Options of commands that take `<model>`. */
export interface ModelOption {
  /** Name of the model in the registry. */
  readonly model?: string;
}

/**
 * Finds a bundle; nothing of it is verified yet. A path (with a slash), or an existing folder whose name is neither a
 * version nor a stage, is a folder; everything else is asked of the registry.
 */
export async function findBundle(
  context: Context,
  configuration: Configuration,
  place: string,
  { model = configuration.model.name }: ModelOption = {},
): Promise<FoundBundle> {
  if (isFolder(place)) {
    const folder = resolve(place);
    return { files: await readBundleFolder(folder), folder, version: undefined };
  }
  const found = await lookIntoRegistry(context, configuration, async (registry) => readVersion(registry, model, place));
  if (found === undefined) throw nothingThere(context, place);
  return found;
}

/** A version of a registry that is open, with its files, which are those that were registered. */
export async function readVersion(registry: ModelRegistry, name: string, versionOrStage: string): Promise<FoundBundle> {
  const { version, files } = await registry.files(name, versionOrStage);
  return { files, folder: version.folder, version };
}

/**
 * Reads a bundle with every digest verified; one of the registry must be what was registered.
 *
 * @throws what `readBundle` of @regimekit/persistence throws
 */
export function readFound({ files, version }: FoundBundle): ReadBundle {
  return readBundleFiles(files, version === undefined ? {} : { manifestDigest: version.manifestDigest });
}

/** What the trust policy is asked about a bundle; a folder goes by the name it is asked for under. */
export function useOf({ version }: FoundBundle, name?: string): IntendedUse {
  return version === undefined ? { model: name } : { model: version.name, stage: version.stage };
}

/**
 * A detector from a bundle, as everything loads it that predicts: verified, trusted as the configuration asks, and every
 * invariant checked.
 */
export async function loadFound(
  context: Context,
  configuration: Configuration,
  found: FoundBundle,
  { model = configuration.model.name }: ModelOption = {},
): Promise<{ readonly detector: RegimeDetector; readonly data: ModelData }> {
  const { files, version } = found;
  readFound(found);
  await requireTrust(context, configuration, files, useOf(found, model));
  const data = decodeModel(files, regimeModelSchema);
  const known = version === undefined ? {} : { modelVersion: version.version };
  return { detector: RegimeDetector.fromModelData(data, { ...known, clock: context.now }), data };
}

function isFolder(place: string): boolean {
  if (/[/\\]/.test(place) || place === '.' || place === '..') return true;
  const isVersion = /^\d+\.\d+\.\d+/.test(place) || stages.some((stage) => stage === place);
  return !isVersion && existsSync(place);
}

function nothingThere({ home }: Context, place: string): RegimekitError {
  return new RegimekitError(`There is no folder "${place}" here, and there are no models in ${home.folder} yet.`, {
    code: 'MODEL_NOT_FOUND',
    kind: 'input',
    hint: 'Give the folder of a model, or a version in the registry (regimekit registry list shows them).',
    details: { place },
  });
}
