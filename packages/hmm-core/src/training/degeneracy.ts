import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { DensityFactors } from '../emissions/gaussian/covariance-structure.ts';
import type { Degeneracy } from './fit-report.ts';
import type { Parameters } from './parameters.ts';
import { smallestVariance } from './variance-floor.ts';

/** What is wrong, without when. */
export type Defect = Omit<Degeneracy, 'iteration'>;

/**
 * Prepares the density loop for new parameters, and says why they are no model if they are none: a mean that overflowed,
 * a variance that doubles cannot tell from zero, a covariance that is singular to working precision.
 */
export function findDegeneracy(parameters: Parameters, factors: DensityFactors): Defect | undefined {
  const { covarianceType, nStates, nFeatures, means } = parameters;
  const structure = covarianceStructures[covarianceType];
  for (let state = 0; state < nStates; state++) {
    for (let feature = 0; feature < nFeatures; feature++) {
      const mean = means[state * nFeatures + feature]!;
      const variance = structure.variance(parameters, state, feature);
      if (!Number.isFinite(mean) || !(variance < Infinity)) return { cause: 'overflow', state, feature };
      if (variance <= smallestVariance(mean)) return { cause: 'collapsed_variance', state, feature };
    }
  }
  const state = structure.factorInto(factors, parameters);
  return state < 0 ? undefined : { cause: 'singular_covariance', state };
}
