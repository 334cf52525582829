import { diagGaussian } from './diag-gaussian.ts';
import type { CovarianceType, EmissionFamily } from './emission-family.ts';
import { fullGaussian } from './full-gaussian.ts';
import { sphericalGaussian } from './spherical-gaussian.ts';
import { tiedGaussian } from './tied-gaussian.ts';

/** Every covariance type and its family: a new type is one more line here. */
export const emissionFamilies: Readonly<Record<CovarianceType, EmissionFamily>> = {
  spherical: sphericalGaussian,
  diag: diagGaussian,
  tied: tiedGaussian,
  full: fullGaussian,
};

export const covarianceTypes = Object.keys(emissionFamilies) as readonly CovarianceType[];
