// From daily differences to the observations that are judged: means of whole blocks, and how much they remember.
import type { Series } from '../check-series.ts';
import { confidenceSequence } from '../tests/confidence-sequence.ts';
import type { ComparisonPlan } from './comparison-plan.ts';

/** Means of whole blocks of days; what is left over waits for its block. */
export function blockMeans(differences: Series, blockDays: number): Float64Array {
  return Float64Array.from({ length: Math.floor(differences.length / blockDays) }, (_, block) => {
    let sum = 0;
    for (let t = block * blockDays; t < (block + 1) * blockDays; t++) sum += differences[t]!;
    return sum / blockDays;
  });
}

/** Fewest observations whose autocorrelation says anything. */
const LEAST = 8;

/**
 * Autocorrelation at lag 1 of the observations as they are judged, clipped. The bounds are for a mean that stays the same
 * given the past; differences that remember it leave zero for months without any gain.
 *
 * @returns `undefined` for fewer than 8 observations or without variation
 */
export function dependenceOf(observations: Float64Array, clip: number): number | undefined {
  const n = observations.length;
  if (n < LEAST) return undefined;
  const x = observations.map((value) => Math.max(-clip, Math.min(clip, value)));
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  let [variance, covariance] = [0, 0];
  for (let t = 0; t < n; t++) {
    variance += (x[t]! - mean) ** 2;
    if (t > 0) covariance += (x[t]! - mean) * (x[t - 1]! - mean);
  }
  return variance > 0 ? covariance / variance : undefined;
}

/** The bounds of a plan. Both sides: a rejection is a finding, too. */
export function sequenceOf(plan: ComparisonPlan, gridSize: number) {
  const { clip, alpha, margin, method, blockDays } = plan;
  const tunedAt = Math.max(1, plan.tunedAt / blockDays);
  return { clip, alpha, margin, method, tunedAt, sides: 'both', gridSize } as const;
}

/** The observations, the bounds after each of them, and the autocorrelation of all. */
export function observeDifferences(plan: ComparisonPlan, differences: Float64Array, gridSize: number) {
  const observations = blockMeans(differences, plan.blockDays);
  const path = confidenceSequence(observations, sequenceOf(plan, gridSize));
  return { observations, path, dependence: dependenceOf(observations, plan.clip) };
}
