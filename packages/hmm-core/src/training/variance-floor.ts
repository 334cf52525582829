import { InvalidObservationsError } from '../errors.ts';
import { observedMoments } from '../missing/observed-moments.ts';
import type { ObservedSequences } from '../observations.ts';

/** Means (D) and variances (D, divided by T) of the columns of all rows together; missing values do not count. */
export interface PooledMoments {
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

export function pooledMoments({ data, nSteps, nFeatures, missing }: ObservedSequences): PooledMoments {
  if (missing !== undefined) return observedMoments(data, nFeatures);
  const means = new Float64Array(nFeatures);
  const variances = new Float64Array(nFeatures);
  for (let t = 0, p = 0; t < nSteps; t++) {
    // Running mean: no overflow of a sum, exact for a constant column.
    for (let d = 0; d < nFeatures; d++, p++) means[d]! += (data[p]! - means[d]!) / (t + 1);
  }
  for (let t = 0, p = 0; t < nSteps; t++) {
    for (let d = 0; d < nFeatures; d++, p++) variances[d]! += (data[p]! - means[d]!) ** 2;
  }
  for (let d = 0; d < nFeatures; d++) variances[d]! /= nSteps;
  return { means, variances };
}

/**
 * The smallest variance that doubles can tell from zero around a value: that of a rounding error. A state whose feature
 * has no more is collapsed, whatever its covariance says.
 */
export function smallestVariance(value: number): number {
  return (4 * Number.EPSILON * value) ** 2;
}

/**
 * The floor of each feature's variance: `share` of its pooled variance.
 *
 * @throws InvalidObservationsError when a feature is constant: there is no share of nothing
 */
export function varianceFloor({ means, variances }: PooledMoments, share: number): Float64Array {
  const constant = variances.findIndex((variance, d) => !(variance > smallestVariance(means[d]!)));
  if (constant >= 0) {
    throw new InvalidObservationsError(
      `Column ${constant} is constant (${means[constant]}): it tells no states apart.`,
      {
        code: 'CONSTANT_FEATURE',
        hint: 'Leave the column out.',
        details: { column: constant, value: means[constant] },
      },
    );
  }
  return variances.map((variance) => share * variance);
}
