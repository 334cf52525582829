import { InvalidOptionError } from '../errors.ts';
import type { EmissionData, EmissionFamily, EmissionParameters, StartSettings } from './emission-family.ts';
import { neutralParameters } from './parameter-layout.ts';

/** Starting parameters from rows and weights: the family's own way, or one M step from neutral ones. */
export function startOf(
  family: EmissionFamily,
  { data, weights }: { readonly data: EmissionData; readonly weights: Float64Array },
  settings: StartSettings,
): EmissionParameters {
  if (family.initialise !== undefined) return family.initialise(data, weights, settings);
  checkTrainable(family);
  const { nStates, varianceFloor } = settings;
  const neutral = neutralParameters(family.layout(data.nFeatures), nStates);
  const statistics = family.accumulate!(data, weights, neutral, nStates);
  const repairs = { emptyStates: 0, varianceFloor: 0, bounds: 0 };
  return family.estimate!(statistics, neutral, { varianceFloor, repairs });
}

/** @throws InvalidOptionError for a family without an M step */
export function checkTrainable(family: EmissionFamily): void {
  if (typeof family.accumulate === 'function' && typeof family.estimate === 'function') return;
  throw new InvalidOptionError(
    'family',
    'one that can be trained',
    `${family.name} without accumulate and estimate`,
    'A family without an M step serves inference; its parameters can be sought by maximising logLikelihood.',
  );
}
