import { DimensionMismatchError, InvalidOptionError } from '../errors.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { stationaryDistribution } from '../markov-chain/stationary-distribution.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import { stateCovariance } from '../model/state-covariance.ts';
import { createParameters, parametersOf, type Parameters } from '../training/parameters.ts';

/** What a start must be to serve a fit. */
export interface StartShape {
  readonly nStates: number;
  readonly nFeatures: number;
  readonly covarianceType: CovarianceType;
}

// Share of every row of a previous transition matrix that is spread evenly: the once in four years of daily data that an
// unseen transition deserves. EM never leaves an exact zero.
const SPREAD = 0.001;

/**
 * A start at a user's own model, as it is: zeros stay zeros, which is how structure is given.
 *
 * @throws DimensionMismatchError, InvalidOptionError
 */
export function givenStart(model: GaussianHmm, shape: StartShape, name: string): Parameters {
  checkShape(model, shape, name);
  if (model.covarianceType !== shape.covarianceType) {
    throw new InvalidOptionError(
      `${name}.covarianceType`,
      `that of the fit, ${shape.covarianceType}`,
      model.covarianceType,
      'A model of another type can be given as startFrom, which converts it.',
    );
  }
  return parametersOf(model);
}

/**
 * A start at the model that a refit follows. Its emissions are kept (converted where the covariance type is another). Its
 * zeros are not: that a transition was not seen, or that the old window began in some state, is no structure. Initial
 * probabilities are equal and a thousandth of every row of the transition matrix is spread over all states.
 *
 * @throws DimensionMismatchError
 */
export function warmStart(model: GaussianHmm, shape: StartShape): Parameters {
  checkShape(model, shape, 'startFrom');
  const { nStates } = shape;
  const start = createParameters(shape.covarianceType, nStates, shape.nFeatures);
  start.initialProbs.fill(1 / nStates);
  for (const [p, value] of model.transitionMatrix.data.entries()) {
    start.transitionMatrix[p] = (1 - SPREAD) * value + SPREAD / nStates;
  }
  start.means.set(model.means.data);
  convertCovariances(start, model);
  return start;
}

/** Exact within a type; else the diagonal, the mean over the features, or the mean over the long run of the states. */
function convertCovariances({ covarianceType, covariances }: Parameters, model: GaussianHmm): void {
  const { nStates, nFeatures: D } = model;
  if (model.covarianceType === covarianceType) return covariances.set(model.covariances);
  const shares = stationaryDistribution(model.transitionMatrix);
  for (let k = 0; k < nStates; k++) {
    const sigma = stateCovariance(model, k);
    for (let d = 0; d < D; d++) {
      if (covarianceType === 'diag') covariances[k * D + d] = sigma[d * D + d]!;
      if (covarianceType === 'spherical') covariances[k]! += sigma[d * D + d]! / D;
    }
    if (covarianceType === 'full') covariances.set(sigma, k * D * D);
    if (covarianceType === 'tied') for (let p = 0; p < D * D; p++) covariances[p]! += shares[k]! * sigma[p]!;
  }
}

function checkShape(model: GaussianHmm, { nStates, nFeatures }: StartShape, name: string): void {
  if (model.nStates === nStates && model.nFeatures === nFeatures) return;
  throw new DimensionMismatchError(
    `${name} must have ${nStates} state(s) and ${nFeatures} feature(s), received ${model.nStates} and ${model.nFeatures}.`,
    { code: 'SHAPE_MISMATCH', details: { name, nStates: model.nStates, nFeatures: model.nFeatures } },
  );
}
