import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { Moments } from '../emissions/gaussian/covariance-structure.ts';
import type { Parameters } from './parameters.ts';

/** All that the M step needs to know of the data: what the E step gathers. */
export interface SufficientStatistics {
  /** sum over the sequences of p(first state = k given the sequence), length K. */
  readonly initial: Float64Array;
  /** sum over all neighbouring rows of p(z_t = i, z_{t+1} = j given the sequence), K x K. */
  readonly transitions: Float64Array;
  /** Moments of the observations under p(z_t = k given the sequence). */
  readonly moments: Moments;
}

export function createStatistics({ covarianceType, nStates, nFeatures }: Parameters): SufficientStatistics {
  return {
    initial: new Float64Array(nStates),
    transitions: new Float64Array(nStates * nStates),
    moments: covarianceStructures[covarianceType].createMoments(nStates, nFeatures),
  };
}
