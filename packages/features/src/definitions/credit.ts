// What lenders ask of weak borrowers.
import { defineFeature, type FeatureDefinition } from './feature-definition.ts';

export const hySpread: FeatureDefinition = defineFeature({
  name: 'hy_spread',
  version: 1,
  inputs: ['hy_spread'],
  window: 1,
  unit: 'percent',
  description: 'High-yield option-adjusted spread, latest known.',
  compute: ({ hy_spread: spread }) => spread.ago(0),
});

/** Reads the two ends of its window only, so a hole in between is no matter. */
export const hySpreadChange20d: FeatureDefinition = defineFeature({
  name: 'hy_spread_change_20d',
  version: 1,
  inputs: ['hy_spread'],
  window: 21,
  missing: 'pass',
  unit: 'percentage points',
  description: 'Change of the high-yield spread over 20 sessions.',
  compute: ({ hy_spread: spread }) => spread.ago(0) - spread.ago(20),
});
