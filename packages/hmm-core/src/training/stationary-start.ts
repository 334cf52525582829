import { MatrixView } from '@regimekit/numerics';
import { inverse, Matrix } from 'ml-matrix';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import { normaliseInto } from '../math/simplex.ts';
import type { Chain } from '../inference/chain.ts';

/** What the M step of a chain that starts in its long run maximises over, as counts of at least zero. */
export interface ChainCounts {
  /** n_k, the expected starts in each state (with prior weights less one); length K. */
  readonly initial: Float64Array;
  /** X_ij, the expected transitions (with prior weights less one), 0 where the old probability is 0; K x K. */
  readonly transitions: Float64Array;
}

// The objective is smooth and the start is close: a handful of steps is usual.
const MAX_STEPS = 100;
const MAX_HALVINGS = 40;
const SMALL_GAIN = 1e-14;

/** Sets the initial probabilities to the long run of the transition matrix. */
export function tieInitialProbs({ nStates, initialProbs, transitionMatrix }: Chain): void {
  initialProbs.set(stationaryDistribution(new MatrixView(nStates, nStates, transitionMatrix)));
}

/**
 * M step of the transition matrix when the initial distribution is its stationary one, pi(A): climbs
 *
 *     Q(A) = sum_ij X_ij log A_ij + sum_k n_k log pi_k(A)
 *
 * from the better of the free M step (X divided by its row sums) and the previous matrix. Each step is a growth
 * transformation A_ij ~ X_ij + A_ij (H_ij - min_j H_ij), with H_ij = sum_k n_k pi_i Z_jk / pi_k the gradient of the second
 * term and Z = (I - A + 1 pi')^-1, halved until Q rises. So Q never falls below its value at the previous matrix, which
 * is all that EM needs (a generalised EM step).
 *
 * Source: growth transformations: Baum and Eagon (1967), Gopalakrishnan et al. (1991); derivative of the stationary
 * distribution: Schweitzer (1968), Perturbation theory and finite Markov chains, Journal of Applied Probability 5.
 *
 * @param next its transition matrix and initial probabilities are written
 */
export function maximiseStationaryInto(next: Chain, counts: ChainCounts, previous: Chain): void {
  const { nStates: K } = next;
  const free = counts.transitions.slice();
  for (let i = 0; i < K; i++) {
    if (normaliseInto(free, i * K, K) === 0) free.set(previous.transitionMatrix.subarray(i * K, (i + 1) * K), i * K);
  }
  let best = evaluate(previous.transitionMatrix.slice(), counts, K);
  const other = evaluate(free, counts, K);
  // Where the free step is no worse, it is the better place to climb from.
  if (other.value >= best.value) best = other;
  for (let step = 0; step < MAX_STEPS; step++) {
    const better = climb(best, counts, K);
    if (better === undefined) break;
    const gain = better.value - best.value;
    best = better;
    if (gain <= SMALL_GAIN * Math.abs(best.value)) break;
  }
  next.transitionMatrix.set(best.matrix);
  next.initialProbs.set(best.stationary);
}

interface Point {
  readonly matrix: Float64Array;
  readonly stationary: Float64Array;
  readonly value: number;
}

function evaluate(matrix: Float64Array, { initial, transitions }: ChainCounts, K: number): Point {
  const stationary = stationaryDistribution(new MatrixView(K, K, matrix));
  return { matrix, stationary, value: weightedLogs(transitions, matrix) + weightedLogs(initial, stationary) };
}

function weightedLogs(weights: Float64Array, probs: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) sum += weights[i]! * Math.log(probs[i]!);
  return sum;
}

/** One growth step, halved until it gains; undefined where none does. */
function climb(from: Point, counts: ChainCounts, K: number): Point | undefined {
  const target = grow(from, counts, K);
  if (target === undefined) return undefined;
  for (let halving = 0, share = 1; halving < MAX_HALVINGS; halving++, share /= 2) {
    const matrix = from.matrix.map((value, p) => value + share * (target[p]! - value));
    const point = evaluate(matrix, counts, K);
    if (point.value > from.value) return point;
  }
  return undefined;
}

function grow({ matrix, stationary }: Point, { initial, transitions }: ChainCounts, K: number) {
  const system = Matrix.zeros(K, K);
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) system.set(i, j, (i === j ? 1 : 0) - matrix[i * K + j]! + stationary[j]!);
  }
  // Z r with r_k = n_k / pi_k; a state that the long run never visits adds nothing that could be climbed.
  const ratios = Matrix.columnVector(
    Array.from(initial, (n, k) => (n > 0 && stationary[k]! > 0 ? n / stationary[k]! : 0)),
  );
  const reach = invert(system)?.mmul(ratios);
  if (reach === undefined) return undefined;
  const target = new Float64Array(K * K);
  for (let i = 0; i < K; i++) {
    const h = Array.from({ length: K }, (_, j) => stationary[i]! * reach.get(j, 0));
    const least = h.reduce((a, b) => Math.min(a, b), Infinity);
    for (let j = 0; j < K; j++) target[i * K + j] = transitions[i * K + j]! + matrix[i * K + j]! * (h[j]! - least);
    if (!(normaliseInto(target, i * K, K) > 0)) target.set(matrix.subarray(i * K, (i + 1) * K), i * K);
  }
  return target.every(Number.isFinite) ? target : undefined;
}

// A chain with several closed classes has no such inverse.
function invert(system: Matrix): Matrix | undefined {
  try {
    return inverse(system);
  } catch {
    return undefined;
  }
}
