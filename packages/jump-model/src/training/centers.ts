import type { StateSpace } from '../model/state-space.ts';

/** Rows x D of data, and where the centers of a path go. */
export interface CenterBuffers {
  /** K x D; a state without rows keeps what stands here. */
  readonly centers: Float64Array;
  /** Length K: the rows (or the sum of shares) of each state. */
  readonly mass: Float64Array;
  /** K x D, scratch. */
  readonly sums: Float64Array;
}

/** The centers that are best for a path: each state's mean, in the continuous variant weighted by its share. */
export function centersInto(
  { centers, mass, sums }: CenterBuffers,
  path: Uint16Array,
  data: Float64Array,
  nFeatures: number,
  space: StateSpace,
): void {
  const { nStates: K, shares } = space;
  const D = nFeatures;
  mass.fill(0);
  sums.fill(0);
  for (let t = 0; t < path.length; t++) {
    const candidate = path[t]!;
    if (shares === null) addRow(sums, mass, candidate, 1, data, t * D, D);
    else {
      for (let k = 0; k < K; k++) {
        const share = shares[candidate * K + k]!;
        if (share > 0) addRow(sums, mass, k, share, data, t * D, D);
      }
    }
  }
  for (let k = 0; k < K; k++) {
    if (mass[k] === 0) continue;
    for (let d = 0; d < D; d++) centers[k * D + d] = sums[k * D + d]! / mass[k]!;
  }
}

function addRow(
  sums: Float64Array,
  mass: Float64Array,
  k: number,
  share: number,
  data: Float64Array,
  at: number,
  D: number,
): void {
  mass[k]! += share;
  for (let d = 0; d < D; d++) sums[k * D + d]! += share * data[at + d]!;
}
