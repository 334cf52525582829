import { EMPTY_WEIGHT } from '../gaussian/covariance-structure.ts';
import type { Design } from './design.ts';

/** y_t - x_t' b_k. */
export function residualOf({ x, y, nColumns }: Design, coefficients: Float64Array, k: number, t: number): number {
  let residual = y[t]!;
  for (let p = 0; p < nColumns; p++) residual -= coefficients[k * nColumns + p]! * x[t * nColumns + p]!;
  return residual;
}

/** sum_t g_t(k) e_t(k)^2 / sum_t g_t(k), of each state or of all together. */
export function residualVariances(
  design: Design,
  weights: Float64Array,
  coefficients: Float64Array,
  nStates: number,
  tied: boolean,
  before: Float64Array,
  repairs: { emptyStates: number },
): Float64Array {
  const totals = new Float64Array(before.length);
  const squares = new Float64Array(before.length);
  for (let at = 0; at < weights.length; at++) {
    const t = Math.floor(at / nStates);
    if (design.used[t] === 0) continue;
    const k = at % nStates;
    const residual = residualOf(design, coefficients, k, t);
    totals[tied ? 0 : k]! += weights[at]!;
    squares[tied ? 0 : k]! += weights[at]! * residual * residual;
  }
  return before.map((variance, k) => {
    if (totals[k]! > EMPTY_WEIGHT) return squares[k]! / totals[k]!;
    repairs.emptyStates++;
    return variance;
  });
}
