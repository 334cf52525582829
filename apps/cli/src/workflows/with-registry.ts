// Work on the registry, where there is one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import type { ModelRegistry } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import { inWordsOfTheCommandLine } from './command-words.ts';
import type { Configuration } from './configuration.ts';
import { describePlace, expectRecord, isWritable, openRegistry, RECORD, registryPlace } from './registry.ts';

type Work<T> = (registry: ModelRegistry) => Promise<T>;

/**
 * Opens the registry, does the work and closes it. A home without one is left as it is.
 *
 * @throws RegimekitError of kind `unavailable` when there is none; what `work` throws, with hints in the words of the
 *   command line
 */
export async function withRegistry<T>(context: Context, configuration: Configuration, work: Work<T>): Promise<T> {
  if (isMissing(context, configuration)) throw noModels(context, configuration);
  return use(configuration, () => openRegistry(context, configuration), work);
}

/** The same for what may come before the first model: a registry that is missing is created. */
export async function changeRegistry<T>(context: Context, configuration: Configuration, work: Work<T>): Promise<T> {
  return use(configuration, () => openRegistry(context, configuration), work);
}

/** The same for work that only looks: it needs no right to write. */
export async function readRegistry<T>(context: Context, configuration: Configuration, work: Work<T>): Promise<T> {
  if (isMissing(context, configuration)) throw noModels(context, configuration);
  return use(configuration, () => openToLook(context, configuration), work);
}

/** The same, for a home that may have no models: then the work is not done, and the answer is undefined. */
export async function lookIntoRegistry<T>(
  context: Context,
  configuration: Configuration,
  work: Work<T>,
): Promise<T | undefined> {
  return isMissing(context, configuration) ? undefined : readRegistry(context, configuration, work);
}

/** Whether no model was ever registered in this home. Looking does not create the registry. */
function isMissing(context: Context, configuration: Configuration): boolean {
  const place = registryPlace(context, configuration);
  expectRecord(place);
  return place.kind === 'folder' && !existsSync(join(place.folder, RECORD));
}

async function use<T>({ model }: Configuration, open: () => Promise<ModelRegistry>, work: Work<T>): Promise<T> {
  let registry: ModelRegistry | undefined;
  try {
    registry = await open();
    return await work(registry);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, model.name);
  } finally {
    await registry?.close();
  }
}

/** In a folder that can be written, what an older version or a crash left is put in order on the way. */
async function openToLook(context: Context, configuration: Configuration): Promise<ModelRegistry> {
  const place = registryPlace(context, configuration);
  if (place.kind === 'folder') {
    return openRegistry(context, configuration, { readOnly: !(await isWritable(place.folder, RECORD)) });
  }
  try {
    return await openRegistry(context, configuration, { readOnly: true });
  } catch (error) {
    if (!isPending(error)) throw error;
    return openRegistry(context, configuration); // Its tables are older than this program, or not there yet.
  }
}

/** Whether a database could not be opened for reading because it lacks tables. */
export function isPending(error: unknown): boolean {
  return RegimekitError.isInstance(error) && error.details['problem'] === 'pending';
}

function noModels(context: Context, configuration: Configuration): RegimekitError {
  const place = registryPlace(context, configuration);
  const where = place.kind === 'folder' ? context.home.folder : describePlace(place);
  return new RegimekitError(`There are no models in ${where} yet.`, {
    code: 'NO_MODELS',
    kind: 'unavailable',
    hint: 'Train one with: regimekit train --register --promote',
  });
}

/** Whether an error says no more than that nothing serves yet. */
export function isNothingInProduction(error: unknown): boolean {
  return RegimekitError.isInstance(error) && ['MODEL_NOT_FOUND', 'NO_PRODUCTION_MODEL'].includes(error.code);
}
