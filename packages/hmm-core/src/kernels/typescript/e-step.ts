import { emissionFamilies } from '../../emissions/emission-families.ts';
import type { DensityFactors } from '../../emissions/emission-family.ts';
import { smoothInto } from '../../inference/backward.ts';
import { filterInto } from '../../inference/forward.ts';
import type { ObservedSequences } from '../../observations.ts';
import type { Parameters } from '../../training/parameters.ts';
import type { SufficientStatistics } from '../../training/sufficient-statistics.ts';
import type { EStepKernel } from '../kernel.ts';
import { createWorkspace } from './workspace.ts';

/** The E step in plain TypeScript: exact whatever the data, and what every other kernel must agree with. */
export function createTypescriptEStep(observed: ObservedSequences, nStates: number): EStepKernel {
  const { data, nSteps, lengths } = observed;
  const { densities, probs, predicted, scratch } = createWorkspace(nSteps, nStates);
  let current: Parameters | undefined;
  return {
    name: 'typescript',
    evaluate(parameters: Parameters, factors: DensityFactors): number {
      current = parameters;
      emissionFamilies[parameters.covarianceType].logDensitiesInto(densities, data, nSteps, parameters, factors);
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
      emissionFamilies[current!.covarianceType].momentsInto(moments, data, nSteps, probs, current!);
    },
    release() {},
  };
}
