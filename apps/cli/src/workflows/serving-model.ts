// A registered model, ready to predict.
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import type { ModelVersion } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { readRegistry } from './with-registry.ts';

export interface ServingModel {
  readonly version: ModelVersion;
  readonly detector: RegimeDetector;
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
  return readRegistry(context, configuration, async (registry) => {
    const { version, model } = await registry.load(configuration.model.name, versionOrStage, regimeModelSchema);
    const detector = RegimeDetector.fromModelData(model, { modelVersion: version.version, clock: context.now });
    return { version, detector };
  });
}
