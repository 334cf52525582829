/**
 * The loss of one row (at `at` of `data`, D numbers) in each state: 0.5 sum_d w_d^2 (x_d - center_kd)^2. Length K, into
 * `target` from `targetAt` on. The one place where rows are measured, so that training, batch and online cannot differ.
 */
export function stateLossesInto(
  target: Float64Array,
  targetAt: number,
  data: ArrayLike<number>,
  at: number,
  centers: Float64Array,
  squaredWeights: Float64Array,
): void {
  const D = squaredWeights.length;
  const K = centers.length / D;
  for (let k = 0; k < K; k++) {
    let sum = 0;
    for (let d = 0; d < D; d++) {
      const difference = data[at + d]! - centers[k * D + d]!;
      sum += squaredWeights[d]! * difference * difference;
    }
    target[targetAt + k] = 0.5 * sum;
  }
}

/** Losses of a whole history: T x K. */
export function historyLossesInto(
  target: Float64Array,
  data: Float64Array,
  centers: Float64Array,
  squaredWeights: Float64Array,
): void {
  const D = squaredWeights.length;
  const K = centers.length / D;
  const T = data.length / D;
  for (let t = 0; t < T; t++) stateLossesInto(target, t * K, data, t * D, centers, squaredWeights);
}

export function squared(featureWeights: Float64Array): Float64Array {
  return featureWeights.map((weight) => weight * weight);
}
