// How the features of a model were made. Stored with the model, so that a prediction makes them the same way.
import { RegimekitError } from '@regimekit/errors';
import { featureSetNames, type FeatureSetName } from '@regimekit/features';
import { z } from 'zod';
import type { Configuration } from './configuration.ts';

const recipeSchema = z.strictObject({
  set: z.enum(featureSetNames as [FeatureSetName, ...FeatureSetName[]]),
  lookbackDays: z.int(),
  maxCarryDays: z.int(),
  lagSessions: z.record(z.string(), z.int()),
});

export type FeatureRecipe = z.infer<typeof recipeSchema>;

/**
 * The recipe of the configuration, with the set that was asked for on the command line.
 *
 * @throws RegimekitError of kind `input` for a set that does not exist
 */
export function recipeFrom(configuration: Configuration, set: string | undefined): FeatureRecipe {
  const parsed = recipeSchema.safeParse({ ...configuration.features, set: set ?? configuration.features.set });
  if (parsed.success) return parsed.data;
  throw new RegimekitError(`There is no feature set "${set ?? configuration.features.set}".`, {
    code: 'UNKNOWN_FEATURE_SET',
    kind: 'input',
    hint: `Choose one of ${featureSetNames.join(', ')}; regimekit features list shows what is in them.`,
  });
}

/** The recipe that a registered model carries. */
export function recipeOf(metadata: Readonly<Record<string, unknown>>): FeatureRecipe {
  const recipe = findRecipe(metadata);
  if (recipe !== undefined) return recipe;
  throw new RegimekitError('The model does not say how its features are made.', {
    code: 'RECIPE_MISSING',
    kind: 'integrity',
    hint: 'Register models with regimekit train --register, which stores the recipe beside them.',
  });
}

/** The same, where it is there. */
export function findRecipe(metadata: Readonly<Record<string, unknown>>): FeatureRecipe | undefined {
  return recipeSchema.safeParse(metadata['featureRecipe']).data;
}
