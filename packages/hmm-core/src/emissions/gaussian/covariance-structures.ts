import { diagCovariance } from './diag-covariance.ts';
import type { CovarianceType, CovarianceStructure } from './covariance-structure.ts';
import { fullCovariance } from './full-covariance.ts';
import { sphericalCovariance } from './spherical-covariance.ts';
import { tiedCovariance } from './tied-covariance.ts';

/** Every covariance type and its structure: a new type is one more line here. */
export const covarianceStructures: Readonly<Record<CovarianceType, CovarianceStructure>> = {
  spherical: sphericalCovariance,
  diag: diagCovariance,
  tied: tiedCovariance,
  full: fullCovariance,
};

export const covarianceTypes = Object.keys(covarianceStructures) as readonly CovarianceType[];
