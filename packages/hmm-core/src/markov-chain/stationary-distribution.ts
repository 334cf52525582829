import type { MatrixInput } from '@regimekit/numerics';
import { checkTransitionMatrix } from './chain-input.ts';
import { communicatingClasses } from './communicating-classes.ts';

/**
 * The long-run share of time in each state: pi with pi = pi A.
 *
 * - Irreducible chain: the one stationary distribution; a periodic chain has it too.
 * - Reducible chain, which has many: the long-run shares of a chain that starts in a state drawn uniformly,
 *   lim (1/n) sum_{m<n} u A^m with u = (1/K, ..., 1/K). Each closed class gets the probability that the chain ends there,
 *   spread by the class's own stationary distribution; transient states get 0.
 *
 * Computed by state reduction (Grassmann, Taksar, Heyman), which never subtracts and so is exact to rounding for
 * transitions as small as they come; in logarithms, so that none underflows. The diagonal is not read.
 *
 * Source: Grassmann, Taksar, Heyman (1985), Operations Research 33(5), 1107-1116.
 *
 * @param transitionMatrix - K x K, element (i, j) is P(z_{t+1} = j given z_t = i), rows sum to one
 * @returns K probabilities that sum to one, never NaN
 * @throws DimensionMismatchError unless square; InvalidProbabilitiesError when a row is no distribution
 *
 * @example
 * ```ts
 * import { stationaryDistribution } from '@regimekit/hmm-core';
 *
 * stationaryDistribution([[0.9, 0.1], [0.3, 0.7]]); // 0.75, 0.25
 * ```
 */
export function stationaryDistribution(transitionMatrix: MatrixInput): Float64Array {
  const A = checkTransitionMatrix(transitionMatrix);
  const K = A.rows;
  const { recurrent, transient } = communicatingClasses(A);
  const logA = A.data.map(Math.log);
  const logStart = absorb(logA, transient, K);

  const logPi = new Float64Array(K).fill(-Infinity);
  for (const states of recurrent) {
    let logEndsHere = -Infinity;
    for (const i of states) logEndsHere = logAdd(logEndsHere, logStart[i]!);
    solveClass(logA, states, K, logPi);
    for (const i of states) logPi[i]! += logEndsHere;
  }
  return normalise(logPi);
}

/** Where a uniform start first meets a recurrent state: log probabilities, K. Passes on the share of each transient state. */
function absorb(logA: Float64Array, transient: readonly number[], K: number): Float64Array {
  const logShare = new Float64Array(K).fill(-Math.log(K));
  const rest = new Set(Array.from({ length: K }, (_, i) => i));
  for (const n of transient) {
    rest.delete(n);
    reduce(logA, n, rest, K);
    for (const j of rest) logShare[j] = logAdd(logShare[j]!, logShare[n]! + logA[n * K + j]!);
    logShare[n] = -Infinity;
  }
  return logShare;
}

/** Writes log pi of one closed class, up to a constant that its states share. */
function solveClass(logA: Float64Array, states: readonly number[], K: number, logPi: Float64Array): void {
  const rest = new Set(states);
  const reduced = states.slice(1).reverse();
  const logLeave = reduced.map((n) => {
    rest.delete(n);
    return reduce(logA, n, rest, K);
  });
  logPi[states[0]!] = 0;
  const known = [states[0]!];
  for (let m = reduced.length - 1; m >= 0; m--) {
    const n = reduced[m]!;
    // Balance of flows: what enters n from the states before it leaves it towards them.
    let logInflow = -Infinity;
    for (const i of known) logInflow = logAdd(logInflow, logPi[i]! + logA[i * K + n]!);
    logPi[n] = logInflow - logLeave[m]!;
    known.push(n);
  }
  let logSum = -Infinity;
  for (const i of states) logSum = logAdd(logSum, logPi[i]!);
  for (const i of states) logPi[i]! -= logSum;
}

/**
 * Takes state n out of the chain: its row becomes where it goes when it leaves for one of the `rest`, and the others go
 * there straight, a_ij += a_in a_nj / sum_{j in rest} a_nj. Returns the log of that sum.
 */
function reduce(logA: Float64Array, n: number, rest: ReadonlySet<number>, K: number): number {
  let logLeave = -Infinity;
  for (const j of rest) logLeave = logAdd(logLeave, logA[n * K + j]!);
  for (const j of rest) logA[n * K + j]! -= logLeave;
  for (const i of rest) {
    const logEnter = logA[i * K + n]!;
    if (logEnter === -Infinity) continue;
    for (const j of rest) logA[i * K + j] = logAdd(logA[i * K + j]!, logEnter + logA[n * K + j]!);
  }
  return logLeave;
}

function normalise(logPi: Float64Array): Float64Array {
  const largest = logPi.reduce((a, b) => Math.max(a, b));
  const pi = logPi.map((value) => Math.exp(value - largest));
  const sum = pi.reduce((a, b) => a + b);
  return pi.map((value) => value / sum);
}

/** log(exp(a) + exp(b)) */
function logAdd(a: number, b: number): number {
  if (a === -Infinity) return b;
  if (b === -Infinity) return a;
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
}
