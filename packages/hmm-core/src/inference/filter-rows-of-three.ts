import type { Chain } from './chain.ts';
import { REACHABLE } from './reachable.ts';

/**
 * Kernel: `filterRowsOfAny` (forward.ts, which explains the steps) written out for three states, with its operations in
 * the same order, so that both agree to the bit. Nothing that one row leaves for the next goes through memory: two
 * fifths of the time.
 */
export function filterRowsOfThree(
  filtered: Float64Array,
  predicted: Float64Array,
  predictedStride: number,
  { initialProbs, transitionMatrix: A }: Chain,
  logDensities: Float64Array,
  start: number,
  end: number,
  begins: boolean,
): number {
  const [a00, a01, a02] = [A[0]!, A[1]!, A[2]!];
  const [a10, a11, a12] = [A[3]!, A[4]!, A[5]!];
  const [a20, a21, a22] = [A[6]!, A[7]!, A[8]!];
  let [f0, f1, f2] = begins
    ? [0, 0, 0]
    : [filtered[3 * start - 3]!, filtered[3 * start - 2]!, filtered[3 * start - 1]!];
  let logLikelihood = 0;
  let evidence = 1;
  for (let t = start; t < end; t++) {
    const row = 3 * t;
    const at = t * predictedStride;
    const first = begins && t === start;
    const p0 = first ? initialProbs[0]! : f0 * a00 + f1 * a10 + f2 * a20;
    const p1 = first ? initialProbs[1]! : f0 * a01 + f1 * a11 + f2 * a21;
    const p2 = first ? initialProbs[2]! : f0 * a02 + f1 * a12 + f2 * a22;

    const l0 = logDensities[row]!;
    const l1 = logDensities[row + 1]!;
    const l2 = logDensities[row + 2]!;
    let largest = p0 > REACHABLE ? l0 : -Infinity;
    if (l1 > largest && p1 > REACHABLE) largest = l1;
    if (l2 > largest && p2 > REACHABLE) largest = l2;
    const b0 = scaledDensity(l0, largest, p0);
    const b1 = scaledDensity(l1, largest, p1);
    const b2 = scaledDensity(l2, largest, p2);

    const total = p0 * b0 + p1 * b1 + p2 * b2;
    const scale = 1 / total;
    f0 = p0 * b0 * scale;
    f1 = p1 * b1 * scale;
    f2 = p2 * b2 * scale;
    predicted[at] = p0;
    predicted[at + 1] = p1;
    predicted[at + 2] = p2;
    logDensities[row] = b0;
    logDensities[row + 1] = b1;
    logDensities[row + 2] = b2;
    filtered[row] = f0;
    filtered[row + 1] = f1;
    filtered[row + 2] = f2;

    logLikelihood += largest;
    evidence *= total;
    if (evidence < 1e-20 || evidence > 1e20) {
      logLikelihood += Math.log(evidence);
      evidence = 1;
    }
  }
  return logLikelihood + Math.log(evidence);
}

function scaledDensity(logDensity: number, largest: number, probability: number): number {
  if (!(probability > REACHABLE)) return 0;
  const below = logDensity - largest;
  return below === 0 || largest === -Infinity ? 1 : Math.exp(below);
}
