import type { DensityFactors, GaussianParameters } from '../../emissions/gaussian/covariance-structure.ts';
import { triangleSize } from '../../math/cholesky.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { Layout } from './layout.ts';

/**
 * Squared distance of a state's mean from the common centre, in its own standard deviations, beyond which moments about
 * that centre lose more than four digits against moments about the mean.
 */
const FARTHEST = 1e4;

/** Transition matrix as rows of Kp, and its transpose. Returns its smallest element. */
export function packTransitions(
  memory: Float64Array,
  { rowBytes, transition, transposed }: Layout,
  { nStates, transitionMatrix }: Parameters,
): number {
  const stride = rowBytes / 8;
  let smallest = Infinity;
  for (let i = 0, p = 0; i < nStates; i++) {
    for (let j = 0; j < nStates; j++, p++) {
      const value = transitionMatrix[p]!;
      if (value < smallest) smallest = value;
      memory[transition / 8 + i * stride + j] = value;
      memory[transposed / 8 + j * stride + i] = value;
    }
    // Where K is odd the last column must stay zero, whatever used this memory before.
    for (let j = nStates; j < stride; j++) memory[transition / 8 + i * stride + j] = 0;
    for (let j = nStates; j < stride; j++) memory[transposed / 8 + i * stride + j] = 0;
  }
  return smallest;
}

/** Scales 1 / sd in the order of `diagonalTile`. Returns whether every state is near enough to the centre. */
export function packDiagonal(
  memory: Float64Array,
  layout: Pick<Layout, 'factors'>,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
  centre: Float64Array,
): boolean {
  let farthest = 0;
  let p = layout.factors / 8;
  for (let k = 0; k < nStates; k++) {
    for (let d = 0; d < nFeatures; d++) {
      const scale = scales[k * nFeatures + d]!;
      const h = (means[k * nFeatures + d]! - centre[d]!) * scale;
      farthest = Math.max(farthest, h * h);
      memory[p++] = -h;
      memory[p++] = scale;
    }
    memory[p++] = logNorms[k]!;
  }
  return farthest <= FARTHEST;
}

/** Packed L^-1 in the order of `fullTile`, with h = L^-1 (mu - centre). @param stride 0 when the states share a factor */
export function packFull(
  memory: Float64Array,
  layout: Pick<Layout, 'factors'>,
  { nStates, nFeatures, means }: GaussianParameters,
  { scales, logNorms }: DensityFactors,
  centre: Float64Array,
  stride: number,
): boolean {
  let farthest = 0;
  let p = layout.factors / 8;
  const shift = (k: number, i: number) => {
    const row = k * stride + triangleSize(i);
    let h = 0;
    for (let j = 0; j <= i; j++) h += scales[row + j]! * (means[k * nFeatures + j]! - centre[j]!);
    return h;
  };
  for (let k = 0; k < nStates; k++) {
    let distance = 0;
    for (let i = 0; i < nFeatures; i += 2) {
      const upper = k * stride + triangleSize(i);
      const lower = upper + i + 1;
      const paired = i + 1 < nFeatures;
      const h = shift(k, i);
      const g = paired ? shift(k, i + 1) : 0;
      distance += h * h + g * g;
      memory[p++] = -h;
      if (paired) memory[p++] = -g;
      for (let j = 0; j <= i; j++) {
        memory[p++] = scales[upper + j]!;
        if (paired) memory[p++] = scales[lower + j]!;
      }
      if (paired) memory[p++] = scales[lower + i + 1]!;
    }
    farthest = Math.max(farthest, distance);
    memory[p++] = logNorms[k]!;
  }
  return farthest <= FARTHEST;
}
