import type { PooledMoments } from '../training/variance-floor.ts';

/** Means and variances of each column over the rows that hold a value there (divided by their number). */
export function observedMoments(data: Float64Array, nFeatures: number): PooledMoments {
  const counts = new Float64Array(nFeatures);
  const means = new Float64Array(nFeatures);
  const variances = new Float64Array(nFeatures);
  forEachValue(data, nFeatures, (d, value) => {
    counts[d]! += 1;
    means[d]! += (value - means[d]!) / counts[d]!;
  });
  forEachValue(data, nFeatures, (d, value) => {
    variances[d]! += (value - means[d]!) ** 2;
  });
  for (let d = 0; d < nFeatures; d++) variances[d]! /= counts[d]!;
  return { means, variances };
}

function forEachValue(data: Float64Array, nFeatures: number, visit: (d: number, value: number) => void): void {
  for (let p = 0; p < data.length; p++) {
    if (!Number.isNaN(data[p])) visit(p % nFeatures, data[p]!);
  }
}
