import type { RegimeModelData } from '../../src/index.ts';

/**
 * The filter as the textbook writes it, from the stored numbers alone and without any code of the packages: densities by
 * their formula, stationary distribution by a thousand multiplications. Only for diagonal covariances and mild data.
 */
export function naiveFilter(data: RegimeModelData, rows: readonly (readonly number[])[]): number[][] {
  const [K, D] = data.arrays.means.shape as [number, number];
  const { transition_matrix: A, means, covariances, scaler_mean: mean, scaler_scale: scale } = mapData(data);
  let predicted: number[] = Array.from({ length: K }, () => 1 / K);
  for (let i = 0; i < 100_000; i++) predicted = multiply(predicted, A!, K);
  return rows.map((row) => {
    const joint = predicted.map((p, k) => {
      let density = p;
      for (let j = 0; j < D; j++) {
        const z = (row[j]! - mean![j]!) / scale![j]! - means![k * D + j]!;
        const variance = covariances![k * D + j]!;
        density *= Math.exp((-z * z) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      }
      return density;
    });
    const total = joint.reduce((sum, value) => sum + value, 0);
    const filtered = joint.map((value) => value / total);
    predicted = multiply(filtered, A!, K);
    return filtered;
  });
}

function multiply(probs: readonly number[], A: ArrayLike<number>, K: number): number[] {
  return probs.map((_, j) => probs.reduce((sum, p, i) => sum + p * A[i * K + j]!, 0));
}

function mapData({ arrays }: RegimeModelData): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, data]));
}
