import { EMPTY_WEIGHT } from '../gaussian/covariance-structure.ts';
import type { Design } from './design.ts';

/** A weighted least squares problem of K states at once. */
export interface WeightedProblem {
  readonly design: Design;
  /** g_t(k), T x K. */
  readonly weights: Float64Array;
  /** 1 / sigma^2_k, length K: what an error of each state costs. */
  readonly scales: Float64Array;
  /** Which of the P coefficients all states share. */
  readonly tied: readonly boolean[];
  /** K x P: what stays where the rows say nothing. */
  readonly before: Float64Array;
}

/**
 * The K x P coefficients that minimise sum_tk g_t(k) (y_t - x_t b_k)^2 / sigma^2_k: one system for each state where nothing
 * is tied, one for all else.
 */
export function solveWeighted({ design, weights, scales, tied, before }: WeightedProblem): Float64Array {
  const K = scales.length;
  const P = design.nColumns;
  const result = before.slice();
  if (P === 0) return result;
  if (tied.some(Boolean)) {
    const states = Array.from({ length: K }, (_, k) => k);
    solveGroup(states);
  } else for (let k = 0; k < K; k++) solveGroup([k]);
  return result;

  /** States that share coefficients are solved together. */
  function solveGroup(states: readonly number[]): void {
    const own = tied.filter((shared) => !shared).length;
    const shared = P - own;
    const n = shared + own * states.length;
    // Unknowns: the shared ones first, then those of each state.
    let s = 0;
    let o = 0;
    const places = tied.map((isTied) => (isTied ? s++ : o++));
    const place = (i: number, p: number) => (tied[p] ? places[p]! : shared + i * own + places[p]!);
    const matrix = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (const [i, k] of states.entries()) {
      const { xx, xy, total } = crossProducts(design, weights, K, k);
      if (total <= EMPTY_WEIGHT) continue;
      for (let p = 0; p < P; p++) {
        right[place(i, p)]! += scales[k]! * xy[p]!;
        for (let q = 0; q < P; q++) matrix[place(i, p) * n + place(i, q)]! += scales[k]! * xx[p * P + q]!;
      }
    }
    const solution = solveSymmetric(matrix, right);
    for (const [i, k] of states.entries()) {
      for (let p = 0; p < P; p++) {
        const value = solution[place(i, p)]!;
        if (Number.isFinite(value)) result[k * P + p] = value;
      }
    }
  }
}

function crossProducts({ x, y, used, nColumns: P }: Design, weights: Float64Array, K: number, k: number) {
  const xx = new Float64Array(P * P);
  const xy = new Float64Array(P);
  let total = 0;
  for (let t = 0; t < used.length; t++) {
    const weight = used[t] === 0 ? 0 : weights[t * K + k]!;
    if (weight === 0) continue;
    total += weight;
    for (let p = 0; p < P; p++) {
      const scaled = weight * x[t * P + p]!;
      xy[p]! += scaled * y[t]!;
      for (let q = 0; q <= p; q++) xx[p * P + q]! += scaled * x[t * P + q]!;
    }
  }
  for (let p = 0; p < P; p++) for (let q = p + 1; q < P; q++) xx[p * P + q] = xx[q * P + p]!;
  return { xx, xy, total };
}

/** Share of its diagonal below which a pivot is rounding: the column is a combination of the others. */
const SINGULAR = 1e-12;

/**
 * Solves A b = c for a symmetric A that is positive semidefinite, by Cholesky in units of its diagonal. An unknown that
 * those before it make superfluous is 0; one of which the rows say nothing is NaN.
 */
function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const units = Float64Array.from({ length: n }, (_, i) => Math.sqrt(matrix[i * n + i]!));
  const L = new Float64Array(n * n);
  const z = new Float64Array(n);
  const dropped = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! / (units[i]! * units[j]!);
      for (let m = 0; m < j; m++) sum -= L[i * n + m]! * L[j * n + m]!;
      if (j < i) L[i * n + j] = dropped[j] === 1 ? 0 : sum / L[j * n + j]!;
      else if (sum > SINGULAR) L[i * n + i] = Math.sqrt(sum);
      else dropped[i] = 1;
    }
    if (dropped[i] === 1) L.fill(0, i * n, (i + 1) * n);
    let sum = right[i]! / units[i]!;
    for (let m = 0; m < i; m++) sum -= L[i * n + m]! * z[m]!;
    z[i] = dropped[i] === 1 ? 0 : sum / L[i * n + i]!;
  }
  const solution = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) {
    if (dropped[i] === 1) continue;
    let sum = z[i]!;
    for (let m = i + 1; m < n; m++) sum -= L[m * n + i]! * solution[m]!;
    solution[i] = sum / L[i * n + i]!;
  }
  return solution.map((value, i) => (units[i] === 0 ? Number.NaN : value / units[i]!));
}
