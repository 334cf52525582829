// What the options market expects and what the index did: VIX and realized volatility.
import { defineFeature, type FeatureDefinition } from './feature-definition.ts';

const DAYS_PER_YEAR = 252;
const VOL_DAYS = 20;

export const vixLevel: FeatureDefinition = defineFeature({
  name: 'vix_level',
  version: 1,
  inputs: ['vix'],
  window: 1,
  unit: 'index points',
  description: 'VIX close.',
  compute: ({ vix }) => vix.ago(0),
});

/**
 * Rank of today's VIX among the last L closes: (number below + half the number equal) / L, today's own close counted as
 * equal. A day without VIX is no close: the window then reaches further back.
 */
export function vixPercentile(lookbackDays: number): FeatureDefinition {
  return defineFeature({
    name: 'vix_percentile',
    version: 1,
    inputs: ['vix'],
    window: lookbackDays,
    missing: 'skip',
    unit: '0 to 1',
    description: `Among the last ${lookbackDays} VIX closes, today's included: (number below today's + half the number equal) / ${lookbackDays}.`,
    // Twice the count, a whole number, so that the one division is the only rounding.
    compute: ({ vix }) => (2 * vix.countBelow(vix.ago(0)) + vix.countEqual(vix.ago(0))) / (2 * vix.length),
  });
}

/** From the 20 returns of the window alone: no running sums, so no error builds up and any day can be computed by itself. */
export const realizedVol20d: FeatureDefinition = defineFeature({
  name: 'realized_vol_20d',
  version: 1,
  inputs: ['price'],
  window: VOL_DAYS + 1,
  unit: 'annualised, 0.15 = 15 %',
  description: 'Standard deviation (ddof 1) of the last 20 daily log returns, times the square root of 252.',
  compute: ({ price }) => {
    const { start, end } = price;
    const returns = price.logReturns();
    let sum = 0;
    for (let i = start + 1; i < end; i++) sum += returns[i]!;
    const mean = sum / VOL_DAYS;
    let squares = 0;
    for (let i = start + 1; i < end; i++) squares += (returns[i]! - mean) ** 2;
    return Math.sqrt((squares / (VOL_DAYS - 1)) * DAYS_PER_YEAR);
  },
});
