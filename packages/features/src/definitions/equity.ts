// Where the equity index stands against its own past.
import { defineFeature, type FeatureDefinition } from './feature-definition.ts';

export const return20d: FeatureDefinition = defineFeature({
  name: 'return_20d',
  version: 1,
  inputs: ['price'],
  window: 21,
  unit: 'simple return, 0.05 = 5 %',
  description: 'Close over the close 20 sessions before, minus one.',
  compute: ({ price }) => price.ago(0) / price.ago(20) - 1,
});

/** Exactly 0 on a day that closes at the highest close of the window, which is about one day in ten. */
export function drawdown(lookbackDays: number): FeatureDefinition {
  return defineFeature({
    name: 'drawdown',
    version: 1,
    inputs: ['price'],
    window: lookbackDays,
    unit: 'share, 0 or below',
    description: `Close over the highest close of the last ${lookbackDays} sessions, today's included, minus one.`,
    compute: ({ price }) => price.ago(0) / price.max() - 1,
  });
}
