// A family of a user's own, in a module that a worker can load. docs/families.md shows the same.
import type { EmissionData, EmissionFamily } from '../../src/index.ts';

/** The value at which the weights to the left reach half of all. */
function weightedMedian(values: Float64Array, weights: Float64Array, k: number, K: number): number {
  const order = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!);
  const half = order.reduce((sum, t) => sum + weights[t * K + k]!, 0) / 2;
  let left = 0;
  return values[order.find((t) => (left += weights[t * K + k]!) >= half) ?? 0]!;
}

export const laplace: EmissionFamily<{ rows: Float64Array; weights: Float64Array }> = {
  name: 'laplace',
  source: { module: import.meta.url, exportName: 'laplace' },
  nFeatures: 1,
  layout: () => ({ locations: { shape: [], domain: 'real' }, scales: { shape: [], domain: 'positive' } }),
  logDensitiesInto(out, { rows, nSteps }: EmissionData, { locations, scales }, K) {
    for (let t = 0; t < nSteps; t++) {
      for (let k = 0; k < K; k++) {
        out[t * K + k] = -Math.log(2 * scales![k]!) - Math.abs(rows[t]! - locations![k]!) / scales![k]!;
      }
    }
  },
  accumulate: ({ rows }, weights) => ({ rows, weights }),
  estimate({ rows, weights }, { locations }) {
    const K = locations!.length;
    const medians = locations!.map((_, k) => weightedMedian(rows, weights, k, K));
    const scales = medians.map((median, k) => {
      const total = rows.reduce((sum, _, t) => sum + weights[t * K + k]!, 0);
      return rows.reduce((sum, y, t) => sum + (weights[t * K + k]! / total) * Math.abs(y - median), 0);
    });
    return { locations: medians, scales };
  },
  sampleInto(row, k, { locations, scales }, random) {
    const u = random.uniform() - 0.5;
    row[0] = locations![k]! - scales![k]! * Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
  },
};
