// The registry as a whole, and the model that serves.
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { modelMetadataSchema } from '@regimekit/persistence';
import type { Context } from '../../frame/context.ts';
import { counted } from '../../frame/words.ts';
import { askCanary } from '../../workflows/canary.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { recipeOf } from '../../workflows/recipe.ts';
import { isNothingInProduction, lookIntoRegistry } from '../../workflows/with-registry.ts';
import type { Finding, InstallationCheck } from './installation-check.ts';

export function modelChecks(context: Context): InstallationCheck[] {
  return [
    { name: 'registry', run: async () => checkRegistry(context) },
    { name: 'production', run: async () => checkProduction(context) },
  ];
}

async function checkRegistry(context: Context): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const verified = await lookIntoRegistry(context, configuration, (registry) => registry.verify());
  if (verified === undefined || verified.models === 0) {
    return { status: 'warning', found: 'no models yet', hint: 'Train one with: regimekit train --register --promote' };
  }
  const { events, versions, models } = verified;
  return {
    status: 'ok',
    found: `${counted(versions, 'version')} of ${counted(models, 'model')} as registered, chain of ${counted(events, 'event')} unbroken`,
  };
}

/** Loads what serves as `predict` would, and asks it for its recorded answer. */
async function checkProduction(context: Context): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const { name } = configuration.model;
  try {
    const loaded = await lookIntoRegistry(context, configuration, (registry) =>
      registry.loadProduction(name, regimeModelSchema),
    );
    if (loaded === undefined) return { status: 'warning', found: 'none yet' };
    const { version, model } = loaded;
    askCanary(RegimeDetector.fromModelData(model), version.metadata['canary']);
    const { set } = recipeOf(version.metadata);
    const trainedAt = modelMetadataSchema.safeParse(version.metadata).data?.trainedAt;
    const trained = trainedAt === undefined ? '' : `, trained on ${trainedAt.slice(0, 10)}`;
    return { status: 'ok', found: `${name} ${version.version} on ${set}${trained}, gives its recorded answer` };
  } catch (error) {
    if (!isNothingInProduction(error)) throw error;
    return {
      status: 'warning',
      found: `no version of ${name} is in production`,
      hint: 'Promote one with: regimekit registry promote VERSION   or train one with: regimekit train --register --promote',
    };
  }
}
