// Apart from the way to the data, so that a thread that is given its data need not load a database for it.
import { FeatureCalculator } from '@regimekit/features';
import type { FeatureRecipe } from './recipe.ts';

export function createCalculator({ set, lookbackDays, maxCarryDays, lagSessions }: FeatureRecipe): FeatureCalculator {
  return new FeatureCalculator({ featureSet: set, lookbackDays, alignment: { maxCarryDays, lagSessions } });
}
