import type { Emissions } from '../emissions/emission-family.ts';
import { isGaussianHmm } from './check-model.ts';
import { gaussianEmissions } from './gaussian-hmm.ts';
import type { HiddenMarkovModel } from './hmm.ts';

/** Family and parameters of any model, also of a structured clone of a Gaussian HMM, which has lost its getter. */
export function emissionsOf(model: HiddenMarkovModel): Emissions {
  return isGaussianHmm(model) ? gaussianEmissions(model) : model.emissions;
}
