import { covarianceStructures } from '../../emissions/gaussian/covariance-structures.ts';
import type { DensityFactors } from '../../emissions/gaussian/covariance-structure.ts';
import { smoothInto } from '../../inference/backward.ts';
import { filterInto } from '../../inference/forward.ts';
import type { ObservedSequences } from '../../observations.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { SufficientStatistics } from '../../training/sufficient-statistics.ts';
import { createMarginalEmissions } from '../../missing/marginal-emissions.ts';
import type { EStepKernel, KernelShape } from '../kernel.ts';
import { createWorkspace } from './workspace.ts';

/**
 * The E step in plain TypeScript: exact whatever the data, missing values included, and what every other kernel must agree
 * with.
 */
export function createTypescriptEStep(
  observed: ObservedSequences,
  { covarianceType, nStates }: KernelShape,
): EStepKernel {
  const { data, nSteps, nFeatures, lengths, missing } = observed;
  const structure = covarianceStructures[covarianceType];
  const marginals = missing && createMarginalEmissions({ covarianceType, nStates, nFeatures }, data, missing);
  const { densities, probs, predicted, scratch } = createWorkspace(nSteps, nStates);
  let current: Parameters | undefined;
  return {
    name: 'typescript',
    evaluate(parameters: Parameters, factors: DensityFactors): number {
      current = parameters;
      if (marginals !== undefined) marginals.logDensitiesInto(densities, parameters);
      else structure.logDensitiesInto(densities, data, nSteps, parameters, factors);
      return filterInto(probs, predicted, 0, parameters, densities, lengths);
    },
    gather({ initial, transitions, moments }: SufficientStatistics): void {
      smoothInto(probs, transitions, current!, densities, lengths, scratch);
      initial.fill(0);
      let first = 0;
      for (const length of lengths) {
        for (let k = 0; k < nStates; k++) initial[k]! += probs[first + k]!;
        first += length * nStates;
      }
      if (marginals !== undefined) marginals.momentsInto(moments, probs, current!);
      else structure.momentsInto(moments, data, nSteps, probs, current!);
    },
    release() {},
  };
}
