import { FeatureCalculator, type FeatureMatrix } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { RegimeDetector, type DetectorJumpOptions, type RegimeDetectorOptions } from '../../src/index.ts';

/** The features of the jump model on an invented market. */
export const jumpFeatures: FeatureMatrix = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory(
  createSyntheticMarket({ seed: 5, nDays: 1600 }).inputs,
);

export function fitJump(jump: DetectorJumpOptions = {}, options: RegimeDetectorOptions = {}): RegimeDetector {
  return new RegimeDetector({ model: 'jump', seed: 1, restarts: 6, jump, ...options }).fit(jumpFeatures);
}
