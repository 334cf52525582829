import { MatrixView } from '@regimekit/numerics';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType, GaussianParameters } from '../emissions/gaussian/covariance-structure.ts';
import type { Chain } from '../inference/chain.ts';
import { createGaussianHmm, type GaussianHmm } from '../model/gaussian-hmm.ts';

/** The parameters of a model on flat buffers that training writes to: plain data, which can be sent to a worker. */
export interface Parameters extends Chain, GaussianParameters {
  readonly covarianceType: CovarianceType;
}

export function createParameters(covarianceType: CovarianceType, nStates: number, nFeatures: number): Parameters {
  const shape = covarianceStructures[covarianceType].covarianceShape(nStates, nFeatures);
  return {
    covarianceType,
    nStates,
    nFeatures,
    initialProbs: new Float64Array(nStates),
    transitionMatrix: new Float64Array(nStates * nStates),
    means: new Float64Array(nStates * nFeatures),
    covariances: new Float64Array(shape.reduce((product, extent) => product * extent, 1)),
  };
}

/** A copy of the parameters of a model. */
export function parametersOf(model: GaussianHmm): Parameters {
  return {
    covarianceType: model.covarianceType,
    nStates: model.nStates,
    nFeatures: model.nFeatures,
    initialProbs: model.initialProbs.slice(),
    transitionMatrix: model.transitionMatrix.data.slice(),
    means: model.means.data.slice(),
    covariances: model.covariances.slice(),
  };
}

/** The model with these parameters, through every check that a model passes. */
export function modelOf(parameters: Parameters): GaussianHmm {
  const { nStates, nFeatures } = parameters;
  return createGaussianHmm({
    ...parameters,
    transitionMatrix: new MatrixView(nStates, nStates, parameters.transitionMatrix),
    means: new MatrixView(nStates, nFeatures, parameters.means),
  });
}
