import type { MatrixView } from '@regimekit/numerics';

/**
 * P(z_{t+1} != i given z_t = i): the sum of the other transitions, at most one. Not 1 - a_ii, which is exactly zero for
 * a state that leaves with probability 1e-17.
 */
export function leaveProb(A: MatrixView, i: number): number {
  let sum = 0;
  for (let j = 0; j < A.columns; j++) if (j !== i) sum += A.data[i * A.columns + j]!;
  return Math.min(sum, 1);
}
