import { EMPTY_WEIGHT } from './gaussian/covariance-structure.ts';
import type { EmissionData } from './emission-family.ts';

/** Weighted sums of the rows: what the M step of many families needs. */
export interface WeightedSums {
  /** N_k = sum_t g_t(k), length K. */
  readonly weights: Float64Array;
  /** sum_t g_t(k) y_t, K x D. */
  readonly sums: Float64Array;
}

export function weightedSums(
  { rows, nSteps, nFeatures: D }: EmissionData,
  weights: Float64Array,
  nStates: number,
): WeightedSums {
  const totals = new Float64Array(nStates);
  const sums = new Float64Array(nStates * D);
  for (let t = 0; t < nSteps; t++) {
    for (let k = 0; k < nStates; k++) {
      const weight = weights[t * nStates + k]!;
      totals[k]! += weight;
      for (let d = 0; d < D; d++) sums[k * D + d]! += weight * rows[t * D + d]!;
    }
  }
  return { weights: totals, sums };
}

/** The weighted mean of every state and feature, K x D; a state without weight keeps `previous` and is counted. */
export function weightedMeans(
  { weights, sums }: WeightedSums,
  previous: Float64Array,
  repairs: { emptyStates: number },
): Float64Array {
  const D = sums.length / weights.length;
  for (const weight of weights) if (weight <= EMPTY_WEIGHT) repairs.emptyStates++;
  return sums.map((sum, p) => {
    const weight = weights[Math.floor(p / D)]!;
    return weight <= EMPTY_WEIGHT ? previous[p]! : sum / weight;
  });
}
