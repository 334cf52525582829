// A fitted detector becomes an immutable version that says where it comes from.
import type { RegimeDetector } from '@regimekit/detector';
import type { FeatureMatrix } from '@regimekit/features';
import type { JsonObject } from '@regimekit/persistence';
import type { ModelVersion } from '@regimekit/registry';
import type { Context } from '../frame/context.ts';
import { canaryCheck, recordCanary } from './canary.ts';
import { inWordsOfTheCommandLine } from './command-words.ts';
import type { Configuration } from './configuration.ts';
import { diagnosticsOf } from './fit-detector.ts';
import { modelRecipe } from './model-recipe.ts';
import type { FeatureRecipe } from './recipe.ts';
import { registerSigned } from './register-signed.ts';
import { openRegistry } from './registry.ts';
import { packageVersions } from './software.ts';
import type { DataSources } from './training-data.ts';

export interface Registration {
  readonly detector: RegimeDetector;
  /** What it was trained on. */
  readonly features: FeatureMatrix;
  readonly recipe: FeatureRecipe;
  /** Where the data came from; left out for data that no warehouse holds. */
  readonly sources?: DataSources | undefined;
  /** The version that the fit followed. */
  readonly follows?: ModelVersion | undefined;
  readonly durationMs: number;
  readonly promote: boolean;
  readonly reason?: string | undefined;
}

/** Registers the model, signs it where a key is named and, when asked, promotes it after the canary has answered. */
export async function registerModel(
  context: Context,
  configuration: Configuration,
  registration: Registration,
): Promise<ModelVersion> {
  const { name } = configuration.model;
  const { detector, promote, reason } = registration;
  const registry = await openRegistry(context, configuration);
  try {
    const metadata = metadataOf(context, registry.actor, registration);
    const recipe = modelRecipe(detector.model, registration.recipe);
    const options = { metadata, recipe, reason };
    const registered = await registerSigned(context, registry, { name, data: detector.toModelData(), options });
    if (!promote) return registered;
    return await registry.promote(name, registered.version, { reason, checks: [canaryCheck()] });
  } catch (error) {
    throw inWordsOfTheCommandLine(error, name);
  } finally {
    await registry.close();
  }
}

function metadataOf(context: Context, actor: string, registration: Registration): JsonObject {
  const { detector, features, recipe, sources, follows, durationMs } = registration;
  return {
    trainedAt: context.now().toISOString(),
    trainedBy: actor,
    durationMs: Math.round(durationMs),
    performance: figuresOf(detector),
    versions: { node: process.versions.node, packages: packageVersions() },
    featureRecipe: { ...recipe, lagSessions: { ...recipe.lagSessions } },
    ...(sources === undefined ? {} : { dataSources: { ...sources } }),
    ...(follows === undefined ? {} : { follows: { version: follows.version, manifestDigest: follows.manifestDigest } }),
    canary: { ...recordCanary(detector, features) },
  };
}

function figuresOf(detector: RegimeDetector): Record<string, number> {
  const { statePersistence, restartsAtOptimum, nIterations } = diagnosticsOf(detector);
  const figures = { statePersistence, restartsAtOptimum, nIterations };
  if (detector.kind === 'hmm') return figures;
  const { objective, switches } = detector.getJumpDiagnostics();
  return { ...figures, objective, switches };
}
