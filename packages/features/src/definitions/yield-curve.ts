// The slope of the Treasury curve and where it is going.
import { defineFeature, type FeatureDefinition } from './feature-definition.ts';

export const yieldCurveSlope: FeatureDefinition = defineFeature({
  name: 'yield_curve_slope',
  version: 1,
  inputs: ['treasury_2y', 'treasury_10y'],
  window: 1,
  unit: 'percentage points',
  description: '10-year minus 2-year Treasury yield.',
  compute: (yields) => yields.treasury_10y.ago(0) - yields.treasury_2y.ago(0),
});

/** Reads the two ends of its window only, so a hole in between is no matter. */
export const yieldCurveChange20d: FeatureDefinition = defineFeature({
  name: 'yield_curve_change_20d',
  version: 1,
  inputs: ['treasury_2y', 'treasury_10y'],
  window: 21,
  missing: 'pass',
  unit: 'percentage points',
  description: 'Change over 20 sessions of the 10-year minus the 2-year Treasury yield.',
  compute: (yields) => {
    const { treasury_2y: two, treasury_10y: ten } = yields;
    return ten.ago(0) - two.ago(0) - (ten.ago(20) - two.ago(20));
  },
});
