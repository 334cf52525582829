import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import type { WalkForwardRecipe } from '../../src/index.ts';

/** A short invented market: enough for a dozen small fits. */
export const { inputs } = createSyntheticMarket({ seed: 5, start: '2014-01-02', nDays: 900 });
export const calculator = new FeatureCalculator({ featureSet: 'vol2' });
export const features = calculator.calculateFeatureHistory(inputs);
export const recipe: WalkForwardRecipe = {
  windowDays: 500,
  refitEvery: 63,
  detector: { nStates: 2, seed: 3, restarts: 2 },
};
