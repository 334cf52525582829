import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { GaussianPriors } from '../emissions/gaussian/covariance-structure.ts';
import type { ObservedSequences } from '../observations.ts';
import { createParameters, type Parameters } from '../training/parameters.ts';
import { resolvePriors } from '../training/priors.ts';
import type { PooledMoments } from '../training/variance-floor.ts';

/** What a starting model is made for. */
export interface StartRequest {
  readonly nStates: number;
  readonly covarianceType: Parameters['covarianceType'];
  readonly observed: ObservedSequences;
  readonly pooled: PooledMoments;
}

/** Smallest variance of a start, as a share of the pooled one: a start has to be a model, whatever the data. */
const START_FLOOR = 1e-6;

/**
 * Parameters whose means and covariances are estimated from the rows with weights g_t(k) (T x K), by the M step of the
 * covariance type. Each covariance is drawn to that of all rows with the weight of D + 1 observations, so that a small
 * cluster has one too. The chain is left to the caller.
 */
export function estimateStart(weights: Float64Array, request: StartRequest): Parameters {
  const { nStates, covarianceType, observed, pooled } = request;
  const { nFeatures } = observed;
  const structure = covarianceStructures[covarianceType];
  const centre = createParameters(covarianceType, nStates, nFeatures);
  for (let k = 0; k < nStates; k++) centre.means.set(pooled.means, k * nFeatures);
  const moments = structure.createMoments(nStates, nFeatures);
  structure.momentsInto(moments, observed.data, observed.nSteps, weights, centre);

  const next = createParameters(covarianceType, nStates, nFeatures);
  for (let p = 0; p < next.means.length; p++) {
    const weight = moments.weights[Math.floor(p / nFeatures)]!;
    next.means[p] = centre.means[p]! + (weight > 0 ? moments.first[p]! / weight : 0);
  }
  structure.estimateInto(next, moments, centre, towardPooled(request));
  structure.raiseToFloor(
    next,
    pooled.variances.map((variance) => START_FLOOR * variance),
  );
  return next;
}

// The diagonal of the pooled covariance is enough: it makes every start regular.
function towardPooled({ nStates, covarianceType, observed, pooled }: StartRequest): GaussianPriors {
  const { nFeatures } = observed;
  const strength = nFeatures + 1;
  const diagonal = pooled.variances.map((variance) => strength * variance);
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  const covariances = matrices
    ? Array.from(diagonal, (value, i) => diagonal.map((_, j) => (i === j ? value : 0)))
    : diagonal;
  // hmmlearn's formulas take 1 (or D) off the weight before they add it.
  const covariancesWeight = strength + (matrices ? nFeatures : 1);
  return resolvePriors({ covariances, covariancesWeight }, covarianceType, nStates, nFeatures);
}
