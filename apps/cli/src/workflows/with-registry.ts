// Work on the home's registry, where there is one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegimekitError } from '@regimekit/errors';
import type { ModelRegistry } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Home } from '../frame/home.ts';
import type { Configuration } from './configuration.ts';
import { openRegistry } from './registry.ts';

/** Whether a model was ever registered in this home. Looking does not create the registry. */
export function hasRegistry(home: Home): boolean {
  return existsSync(join(home.models, 'registry.sqlite'));
}

/**
 * Opens the registry, does the work and closes it. A home without one is left as it is.
 *
 * @throws RegimekitError of kind `unavailable` when there is none; what `work` throws, with hints in the words of the
 *   command line
 */
export async function withRegistry<T>(
  context: Context,
  configuration: Configuration,
  work: (registry: ModelRegistry) => Promise<T>,
): Promise<T> {
  if (!hasRegistry(context.home)) {
    throw new RegimekitError(`There are no models in ${context.home.folder} yet.`, {
      code: 'NO_MODELS',
      kind: 'unavailable',
      hint: 'Train one with: regimekit train --register --promote',
    });
  }
  const registry = await openRegistry(context, configuration);
  try {
    return await work(registry);
  } catch (error) {
    throw inWordsOfTheCommandLine(error);
  } finally {
    await registry.close();
  }
}

/** Whether an error says no more than that nothing serves yet. */
export function isNothingInProduction(error: unknown): boolean {
  return RegimekitError.isInstance(error) && ['MODEL_NOT_FOUND', 'NO_PRODUCTION_MODEL'].includes(error.code);
}

/** What to type, where the library says what to call. */
const hints: Readonly<Record<string, string>> = {
  MODEL_NOT_FOUND: 'regimekit registry list shows the models there are; regimekit train --register adds one.',
  NO_PRODUCTION_MODEL: 'Promote one with: regimekit registry promote VERSION',
  NOTHING_TO_ROLL_BACK: 'Promote the version you want instead: regimekit registry promote VERSION',
};

function inWordsOfTheCommandLine(error: unknown): unknown {
  if (!RegimekitError.isInstance(error) || !Object.hasOwn(hints, error.code)) return error;
  const { code, kind, details } = error;
  return new RegimekitError(error.message, { code, kind, details, hint: hints[code], cause: error });
}
