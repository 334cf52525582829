import { RegimeDetector } from '../../src/index.ts';
import { toyFeatureSet, toyFeatures } from './toy-features.ts';
import { createToyMarket, threeRegimeNames } from './toy-market.ts';

/** 1,500 days of the three-regime toy, as features with names, days and definitions. */
export const market = createToyMarket(1500, 11);
export const featureSet = toyFeatureSet(threeRegimeNames);
export const features = toyFeatures(market.rows, { featureSet, dates: market.dates });

export function fitToy(): RegimeDetector {
  return new RegimeDetector({ seed: 7, restarts: 4 }).fit(features);
}
