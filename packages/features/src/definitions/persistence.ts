// Return, downside and their ratio under exponential weights over the whole past: what the statistical jump model reads.
import { defineFeature, type FeatureDefinition, type FeatureMemory } from './feature-definition.ts';

/** Half-lives in sessions: a week, a month, a quarter. */
const HALF_LIVES = [5, 20, 60] as const;

// What is carried: the sums over all returns, each weighted by 0.5^(age / half-life), of the returns, of the squares of
// the negative ones, and of the weights themselves, by which the other two are divided.
const RETURNS = 0;
const DOWNSIDE = 1;
const WEIGHTS = 2;

const NOTHING = new Float64Array(3);

function weightedReturns(halfLife: number): FeatureMemory<'price'> {
  const decay = 0.5 ** (1 / halfLife);
  return {
    size: 3,
    waitsFor: 'a first day on which the price falls',
    step(carried, { price }) {
      if (price.length < 2) return;
      const r = price.ago(0) / price.ago(1) - 1;
      carried[RETURNS] = carried[RETURNS]! * decay + r;
      carried[DOWNSIDE] = carried[DOWNSIDE]! * decay + Math.min(r, 0) ** 2;
      carried[WEIGHTS] = carried[WEIGHTS]! * decay + 1;
    },
  };
}

function meanReturn(carried: Readonly<Float64Array> = NOTHING): number {
  return carried[RETURNS]! / carried[WEIGHTS]!;
}

/** NaN before the first fall: a downside of zero has no logarithm, and nothing can be divided by it. */
function downsideDeviation(carried: Readonly<Float64Array> = NOTHING): number {
  const squares = carried[DOWNSIDE]! / carried[WEIGHTS]!;
  return squares > 0 ? Math.sqrt(squares) : Number.NaN;
}

/**
 * The nine features of the set `jump9`: for each half-life h the exponentially weighted mean of the daily simple returns,
 * the natural log of their downside deviation (the root of the weighted mean of min(r, 0)^2), and their ratio (Sortino).
 * Weights 0.5^(age / h) over the whole past, normalised by their sum; so a value depends a little on where the series
 * begins. No value before as many returns as the half-life has sessions, nor before the first fall.
 *
 * Source: Shu, Yu, Mulvey (2024), Downside risk reduction using regime-switching signals, section 3 (features).
 */
export const jumpFeatures: readonly FeatureDefinition[] = HALF_LIVES.flatMap((h) => {
  const shared = { version: 1, inputs: ['price'], window: h + 1, memory: weightedReturns(h) } as const;
  const weights = `weights 0.5^(age / ${h}) over the whole past`;
  return [
    defineFeature({
      ...shared,
      name: `ew_return_${h}d`,
      unit: 'simple return per day, 0.01 = 1 %',
      description: `Mean of the daily returns, ${weights}.`,
      compute: (_, carried) => meanReturn(carried),
    }),
    defineFeature({
      ...shared,
      name: `log_downside_deviation_${h}d`,
      unit: 'natural log of a simple return per day',
      description: `Natural log of the root of the mean of min(return, 0)^2, ${weights}.`,
      compute: (_, carried) => Math.log(downsideDeviation(carried)),
    }),
    defineFeature({
      ...shared,
      name: `sortino_${h}d`,
      unit: 'ratio, per day',
      description: `Mean of the daily returns over their downside deviation, ${weights}.`,
      compute: (_, carried) => meanReturn(carried) / downsideDeviation(carried),
    }),
  ];
});
