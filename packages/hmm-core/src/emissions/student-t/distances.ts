import { triangleSize } from '../../math/cholesky.ts';
import type { CovarianceStructure, DensityFactors, GaussianParameters } from '../gaussian/covariance-structure.ts';

/**
 * out[t * K + k] = (y_t - mu_k)' S_k^-1 (y_t - mu_k), squared distances in units of the scale matrices S.
 *
 * @param factors of the same parameters, as the structure made them
 */
export function squaredDistancesInto(
  out: Float64Array,
  rows: Float64Array,
  { covarianceType }: CovarianceStructure,
  { nStates: K, nFeatures: D, means }: GaussianParameters,
  { scales }: DensityFactors,
): void {
  const diagonal = covarianceType === 'diag';
  const size = diagonal ? D : triangleSize(D);
  for (let t = 0, at = 0; at < out.length; t++) {
    for (let k = 0; k < K; k++, at++) {
      let sum = 0;
      for (let i = 0, p = k * size; i < D; i++) {
        if (diagonal) {
          const z = (rows[t * D + i]! - means[k * D + i]!) * scales[p++]!;
          sum += z * z;
          continue;
        }
        let z = 0;
        for (let j = 0; j <= i; j++) z += scales[p++]! * (rows[t * D + j]! - means[k * D + j]!);
        sum += z * z;
      }
      out[at] = sum;
    }
  }
}
