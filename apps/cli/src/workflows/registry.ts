// The home's models: open the registry, load what serves.
import { userInfo } from 'node:os';
import { RegimekitError } from '@regimekit/errors';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { ModelRegistry, type ModelVersion } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';

/** A registered model, ready to predict. */
export interface ServingModel {
  readonly version: ModelVersion;
  readonly detector: RegimeDetector;
}

export async function openRegistry(context: Context, configuration: Configuration): Promise<ModelRegistry> {
  return ModelRegistry.open(context.home.models, { actor: actorOf(configuration), clock: context.now });
}

/** Who acts, for the audit trail: the configuration's word, else the account. */
export function actorOf(configuration: Configuration): string {
  return configuration.actor ?? userInfo().username;
}

/**
 * Loads a version (production unless another version or stage is named), verified to the byte.
 *
 * @throws RegimekitError that tells how to get a model when there is none
 */
export async function loadServingModel(
  context: Context,
  configuration: Configuration,
  versionOrStage = 'production',
): Promise<ServingModel> {
  const registry = await openRegistry(context, configuration);
  try {
    const loaded = await registry.load(configuration.model.name, versionOrStage, regimeModelSchema);
    const { version } = loaded;
    const detector = RegimeDetector.fromModelData(loaded.model, { modelVersion: version.version, clock: context.now });
    return { version, detector };
  } catch (error) {
    const missing = RegimekitError.isInstance(error) && ['MODEL_NOT_FOUND', 'NO_PRODUCTION_MODEL'].includes(error.code);
    if (!missing) throw error;
    throw new RegimekitError(error.message, {
      code: error.code,
      kind: 'unavailable',
      hint: 'Train one with: regimekit train --register --promote',
      details: error.details,
      cause: error,
    });
  } finally {
    await registry.close();
  }
}
