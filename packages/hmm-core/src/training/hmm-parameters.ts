import type { EmissionFamily, EmissionParameters } from '../emissions/emission-family.ts';
import type { Chain } from '../inference/chain.ts';
import { hmmFrom, type HiddenMarkovModel } from '../model/hmm.ts';

/** The parameters of a model of any family: plain data, which can be sent to a worker. */
export interface HmmState extends Chain {
  readonly emissions: EmissionParameters;
}

/** A copy of the parameters of a model. */
export function stateOf({ nStates, initialProbs, transitionMatrix, emissions }: HiddenMarkovModel): HmmState {
  return {
    nStates,
    initialProbs: initialProbs.slice(),
    transitionMatrix: transitionMatrix.data.slice(),
    emissions: copyOf(emissions.parameters),
  };
}

export function copyOf(parameters: EmissionParameters): EmissionParameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values.slice()]));
}

export function hmmOf(state: HmmState, family: EmissionFamily, nFeatures: number): HiddenMarkovModel {
  return hmmFrom(state, nFeatures, family, state.emissions);
}
