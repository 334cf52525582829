import { sizeOf } from '../parameter-layout.ts';
import type { EmissionRepairs } from '../emission-family.ts';
import type { CovarianceStructure, GaussianParameters, GaussianPriors, Moments } from './covariance-structure.ts';
import { estimateMeansInto } from './estimate-means.ts';

/** Maximum likelihood: no prior. */
function flatPriors(structure: CovarianceStructure, nStates: number, nFeatures: number): GaussianPriors {
  return {
    means: new Float64Array(nStates * nFeatures),
    meansWeight: new Float64Array(nStates * nFeatures),
    covariances: new Float64Array(sizeOf(structure.priorShape(nStates, nFeatures))),
    covariancesWeight: 1,
  };
}

/** The M step of means and covariances, then the floor: the operations of the Gaussian path, in its order. */
export function estimateGaussian(
  structure: CovarianceStructure,
  moments: Moments,
  previous: GaussianParameters,
  floor: Float64Array | undefined,
  repairs: Pick<EmissionRepairs, 'emptyStates' | 'varianceFloor'>,
): GaussianParameters {
  const { nStates, nFeatures, means, covariances } = previous;
  const next = {
    nStates,
    nFeatures,
    means: new Float64Array(means.length),
    covariances: new Float64Array(covariances.length),
  };
  const priors = flatPriors(structure, nStates, nFeatures);
  estimateMeansInto(next, moments, previous, priors);
  repairs.emptyStates += structure.estimateInto(next, moments, previous, priors);
  if (floor !== undefined) repairs.varianceFloor += structure.raiseToFloor(next, floor);
  return next;
}

/** Smallest variance of a start, as a share of the pooled one: a start has to be a model, whatever the data. */
const START_FLOOR = 1e-6;

/**
 * Means and covariances of the rows under weights, T x K, each covariance drawn to the pooled variances with the weight of
 * D + 1 observations, so that a small cluster has one too.
 *
 * @param rows T x D, complete
 */
export function gaussianStart(
  structure: CovarianceStructure,
  rows: Float64Array,
  weights: Float64Array,
  nStates: number,
  nFeatures: number,
): GaussianParameters {
  const nSteps = rows.length / nFeatures;
  const { means: centre, variances } = pool(rows, nFeatures);
  const size = sizeOf(structure.covarianceShape(nStates, nFeatures));
  const start = {
    nStates,
    nFeatures,
    means: Float64Array.from({ length: nStates * nFeatures }, (_, p) => centre[p % nFeatures]!),
    covariances: new Float64Array(size),
  };
  const moments = structure.createMoments(nStates, nFeatures);
  structure.momentsInto(moments, rows, nSteps, weights, start);
  const next = { ...start, means: start.means.slice(), covariances: new Float64Array(size) };
  const flat = flatPriors(structure, nStates, nFeatures);
  estimateMeansInto(next, moments, start, flat);
  const strength = nFeatures + 1;
  const matrices = structure.covarianceType === 'tied' || structure.covarianceType === 'full';
  const toward = flat.covariances.map((_, p) => {
    if (!matrices) return strength * variances[p % nFeatures]!;
    const place = p % (nFeatures * nFeatures);
    return place % (nFeatures + 1) === 0 ? strength * variances[place / (nFeatures + 1)]! : 0;
  });
  const priors = { ...flat, covariances: toward, covariancesWeight: strength + (matrices ? nFeatures : 1) };
  structure.estimateInto(next, moments, start, priors);
  structure.raiseToFloor(
    next,
    variances.map((variance) => START_FLOOR * variance),
  );
  return next;
}

function pool(rows: Float64Array, D: number): { means: Float64Array; variances: Float64Array } {
  const nSteps = rows.length / D;
  const means = new Float64Array(D);
  const variances = new Float64Array(D);
  for (let p = 0; p < rows.length; p++) means[p % D]! += rows[p]! / nSteps;
  for (let p = 0; p < rows.length; p++) variances[p % D]! += (rows[p]! - means[p % D]!) ** 2 / nSteps;
  return { means, variances };
}
