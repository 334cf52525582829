// From the warehouse to the feature matrix.
import type { FeatureMatrix, MarketInputs } from '@regimekit/features';
import { resolveMarketInputs } from '@regimekit/market-data';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import { createCalculator } from './feature-calculator.ts';
import type { FeatureRecipe } from './recipe.ts';
import { openForReading } from './warehouse.ts';

export { createCalculator };

/** Every session that has all features, over the whole history in the warehouse. */
export async function buildFeatures(
  context: Context,
  configuration: Configuration,
  recipe: FeatureRecipe,
): Promise<FeatureMatrix> {
  return createCalculator(recipe).calculateFeatureHistory(await readInputs(context, configuration, recipe));
}

/** The series that a recipe needs, over the whole history in the warehouse. */
export async function readInputs(
  context: Context,
  configuration: Configuration,
  recipe: FeatureRecipe,
): Promise<MarketInputs> {
  const columns = [...createCalculator(recipe).featureSet.inputs().keys()];
  await using warehouse = await openForReading(context);
  return await resolveMarketInputs(warehouse, configuration.series, { columns });
}
