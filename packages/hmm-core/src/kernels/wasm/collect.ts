import type { Moments } from '../../emissions/gaussian/covariance-structure.ts';
import { triangleSize } from '../../math/cholesky.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { Layout } from './layout.ts';

// The kernels sum about the common centre and in two lanes; the M step wants moments about the old means. With
// c = mu_k - centre: sum g a = S - N c, sum g a a' = Q - S c' - c S' + N c c'.

/** Reads the sums of `momentsDiagonal`. `moments.weights` must be there already. */
export function collectDiagonal(
  { weights, first, second }: Moments,
  memory: Float64Array,
  layout: Layout,
  { nStates, nFeatures, means }: Parameters,
  centre: Float64Array,
): void {
  let at = layout.momentSums / 8;
  for (let k = 0, p = 0; k < nStates; k++) {
    const n = weights[k]!;
    for (let d = 0; d < nFeatures; d++, p++, at += 4) {
      const c = means[p]! - centre[d]!;
      const s = memory[at]! + memory[at + 1]!;
      const q = memory[at + 2]! + memory[at + 3]!;
      first[p] = s - n * c;
      second[p] = q - 2 * c * s + n * c * c;
    }
  }
}

/** Reads the sums of `momentsFull`. */
export function collectFull(
  { weights, first, second }: Moments,
  memory: Float64Array,
  layout: Layout,
  { nStates, nFeatures, means }: Parameters,
  centre: Float64Array,
): void {
  const sum = new Float64Array(nFeatures);
  const shift = new Float64Array(nFeatures);
  for (let k = 0; k < nStates; k++) {
    const n = weights[k]!;
    let at = layout.momentSums / 8 + 2 * k * layout.momentStride;
    for (let d = 0; d < nFeatures; d++, at += 2) {
      sum[d] = memory[at]! + memory[at + 1]!;
      shift[d] = means[k * nFeatures + d]! - centre[d]!;
      first[k * nFeatures + d] = sum[d]! - n * shift[d]!;
    }
    for (let d = 0, p = k * triangleSize(nFeatures); d < nFeatures; d++) {
      for (let e = 0; e <= d; e++, p++, at += 2) {
        const q = memory[at]! + memory[at + 1]!;
        second[p] = q - sum[d]! * shift[e]! - shift[d]! * sum[e]! + n * shift[d]! * shift[e]!;
      }
      // The upper row of a pair has one column more than the triangle.
      if (d % 2 === 0 && d + 1 < nFeatures) at += 2;
    }
  }
}
