// From the warehouse to the feature matrix.
import { FeatureCalculator, type FeatureMatrix } from '@regimekit/features';
import { resolveMarketInputs } from '@regimekit/market-data';
import type { Context } from '../frame/context.ts';
import type { Configuration } from './configuration.ts';
import type { FeatureRecipe } from './recipe.ts';
import { openForReading } from './warehouse.ts';

/** Every session that has all features, over the whole history in the warehouse. */
export async function buildFeatures(
  context: Context,
  configuration: Configuration,
  recipe: FeatureRecipe,
): Promise<FeatureMatrix> {
  const calculator = createCalculator(recipe);
  const columns = [...calculator.featureSet.inputs().keys()];
  await using warehouse = await openForReading(context);
  const inputs = await resolveMarketInputs(warehouse, configuration.series, { columns });
  return calculator.calculateFeatureHistory(inputs);
}

export function createCalculator({ set, lookbackDays, maxCarryDays, lagSessions }: FeatureRecipe): FeatureCalculator {
  return new FeatureCalculator({ featureSet: set, lookbackDays, alignment: { maxCarryDays, lagSessions } });
}
