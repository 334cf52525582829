import type { ObservedSequences } from '../observations.ts';
import type { PooledMoments } from './variance-floor.ts';

/** Covariance of the columns of all rows together, divided by T; flat D x D, symmetric to the bit. */
export function pooledCovariance(
  { data, nSteps, nFeatures: D }: ObservedSequences,
  { means }: Pick<PooledMoments, 'means'>,
): Float64Array {
  const sigma = new Float64Array(D * D);
  for (let t = 0; t < nSteps; t++) {
    for (let i = 0; i < D; i++) {
      const a = data[t * D + i]! - means[i]!;
      for (let j = 0; j <= i; j++) sigma[i * D + j]! += a * (data[t * D + j]! - means[j]!);
    }
  }
  for (let i = 0; i < D; i++) {
    for (let j = 0; j <= i; j++) {
      const value = sigma[i * D + j]! / nSteps;
      sigma[i * D + j] = value;
      sigma[j * D + i] = value;
    }
  }
  return sigma;
}
