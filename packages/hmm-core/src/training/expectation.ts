import { emissionFamilies } from '../emissions/emission-families.ts';
import type { DensityFactors } from '../emissions/emission-family.ts';
import { smoothInto } from '../inference/backward.ts';
import { filterInto } from '../inference/forward.ts';
import type { Workspace } from '../inference/workspace.ts';
import type { MarginalEmissions } from '../missing/marginal-emissions.ts';
import type { ObservedSequences } from '../observations.ts';
import type { Parameters } from './parameters.ts';
import type { SufficientStatistics } from './sufficient-statistics.ts';

/** E step, forward half: filtered probabilities into the workspace. Returns log p(Y) under the parameters. */
export function filterData(
  { densities, probs, predicted }: Workspace,
  parameters: Parameters,
  factors: DensityFactors,
  { data, nSteps, lengths }: ObservedSequences,
  marginals?: MarginalEmissions,
): number {
  if (marginals !== undefined) marginals.logDensitiesInto(densities, parameters);
  else emissionFamilies[parameters.covarianceType].logDensitiesInto(densities, data, nSteps, parameters, factors);
  return filterInto(probs, predicted, 0, parameters, densities, lengths);
}

/** E step, backward half: from filtered to smoothed probabilities (in place), and from these to the statistics. */
export function gatherStatistics(
  { initial, transitions, moments }: SufficientStatistics,
  { densities, probs, scratch }: Workspace,
  parameters: Parameters,
  { data, nSteps, lengths }: ObservedSequences,
  marginals?: MarginalEmissions,
): void {
  const { nStates } = parameters;
  smoothInto(probs, transitions, parameters, densities, lengths, scratch);
  initial.fill(0);
  let first = 0;
  for (const length of lengths) {
    for (let k = 0; k < nStates; k++) initial[k]! += probs[first + k]!;
    first += length * nStates;
  }
  if (marginals !== undefined) marginals.momentsInto(moments, probs, parameters);
  else emissionFamilies[parameters.covarianceType].momentsInto(moments, data, nSteps, probs, parameters);
}
