import type { Chain } from '../../inference/chain.ts';

/** Kernel: the best path of every sequence into `path` (length T). Returns the sum of the log joints. */
export function decodeInto(
  path: Int32Array,
  chain: Chain,
  logDensities: Float64Array,
  lengths: readonly number[],
): number {
  const { nStates } = chain;
  const logInitial = chain.initialProbs.map(Math.log);
  // Column by column, so that the inner loop walks along memory: element (j, i) is log A_ij.
  const logArrivals = Float64Array.from(chain.transitionMatrix, (_, a) =>
    Math.log(chain.transitionMatrix[(a % nStates) * nStates + Math.floor(a / nStates)]!),
  );
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const backpointers = new (nStates <= 256 ? Uint8Array : Uint32Array)(longest * nStates);
  let score = new Float64Array(nStates);
  let next = new Float64Array(nStates);
  let logJoint = 0;
  let start = 0;
  for (const length of lengths) {
    score.set(logInitial);
    logJoint += addDensities(score, logDensities, start * nStates, nStates);
    for (let step = 1; step < length; step++) {
      extendPaths(next, score, logArrivals, backpointers, step * nStates, nStates);
      logJoint += addDensities(next, logDensities, (start + step) * nStates, nStates);
      [score, next] = [next, score];
    }
    let state = score.indexOf(score.reduce((most, value) => Math.max(most, value), -Infinity));
    logJoint += score[state]!;
    for (let step = length - 1; step >= 0; step--) {
      path[start + step] = state;
      if (step > 0) state = backpointers[step * nStates + state]!;
    }
    start += length;
  }
  return logJoint;
}

/** next(j) = max_i score(i) + log A_ij, remembering the best i: the highest among equals. */
function extendPaths(
  next: Float64Array,
  score: Float64Array,
  logArrivals: Float64Array,
  backpointers: Uint8Array | Uint32Array,
  row: number,
  nStates: number,
): void {
  for (let j = 0, a = 0; j < nStates; j++) {
    let best = -Infinity;
    let from = 0;
    for (let i = 0; i < nStates; i++, a++) {
      const candidate = score[i]! + logArrivals[a]!;
      if (candidate >= best) {
        best = candidate;
        from = i;
      }
    }
    next[j] = best;
    backpointers[row + j] = from;
  }
}

/** Adds a row of log densities to the scores; returns 0, or -Infinity (and adds nothing) when no path would survive. */
function addDensities(score: Float64Array, logDensities: Float64Array, row: number, nStates: number): number {
  let possible = false;
  for (let k = 0; k < nStates; k++) possible ||= score[k]! + logDensities[row + k]! > -Infinity;
  if (!possible) return -Infinity;
  for (let k = 0; k < nStates; k++) score[k]! += logDensities[row + k]!;
  return 0;
}
