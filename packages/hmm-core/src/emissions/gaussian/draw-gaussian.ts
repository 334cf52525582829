import type { RandomStream } from '@regimekit/numerics';
import type { CovarianceType, GaussianParameters } from './covariance-structure.ts';

/** row = mean_k + scale * L_k e, where L_k L_k' is the covariance of state k and e standard normal, drawn first. */
export function drawGaussian(
  row: Float64Array,
  k: number,
  { nFeatures: D, means, covariances }: GaussianParameters,
  covarianceType: CovarianceType,
  random: RandomStream,
  scale = 1,
): void {
  const noise = Float64Array.from({ length: D }, () => random.normal());
  if (covarianceType === 'spherical' || covarianceType === 'diag') {
    for (let d = 0; d < D; d++) {
      const variance = covariances[covarianceType === 'diag' ? k * D + d : k]!;
      row[d] = means[k * D + d]! + scale * Math.sqrt(variance) * noise[d]!;
    }
    return;
  }
  const L = choleskyOf(covariances.subarray(covarianceType === 'tied' ? 0 : k * D * D), D);
  for (let i = 0; i < D; i++) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += L[i * D + j]! * noise[j]!;
    row[i] = means[k * D + i]! + scale * sum;
  }
}

/** Cholesky factor; a pivot that rounding took to zero or below gives a column of zeros, so a singular matrix can be sampled. */
export function choleskyOf(sigma: Float64Array, D: number): Float64Array {
  const L = new Float64Array(D * D);
  for (let j = 0; j < D; j++) {
    for (let i = j; i < D; i++) {
      let rest = sigma[i * D + j]!;
      for (let m = 0; m < j; m++) rest -= L[i * D + m]! * L[j * D + m]!;
      const pivot = L[j * D + j]!;
      if (i === j) L[j * D + j] = Math.sqrt(Math.max(rest, 0));
      else L[i * D + j] = pivot > 0 ? rest / pivot : 0;
    }
  }
  return L;
}
