import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { triangleSize } from '../math/cholesky.ts';
import type { ObservedSequences } from '../observations.ts';
import type { PooledMoments } from '../training/variance-floor.ts';
import { createMarginalEmissions } from './marginal-emissions.ts';
import type { MissingValues } from './patterns.ts';

const MAX_ITERATIONS = 200;
/** Change of a covariance in units of the two standard deviations, below which another iteration is not worth it. */
const TOLERANCE = 1e-8;

/**
 * Covariance of all rows together where values are missing: that of the one Gaussian under which the values that are there
 * are most likely (EM; Little and Rubin 2002, section 11.2). Products over the rows that hold both values would be simpler,
 * and need not be positive definite. Flat D x D, symmetric to the bit. Should an iteration end at a singular matrix, which
 * takes columns with hardly a common row, the one before is returned.
 *
 * @param pooled means and variances of the columns, where EM begins
 */
export function observedCovariance(
  { data, nSteps, nFeatures: D }: ObservedSequences,
  missing: MissingValues,
  pooled: PooledMoments,
): Float64Array {
  const means = pooled.means.slice();
  const covariances = new Float64Array(D * D);
  for (let d = 0; d < D; d++) covariances[d * (D + 1)] = pooled.variances[d]!;
  const gaussian = { covarianceType: 'full', nStates: 1, nFeatures: D, means, covariances } as const;
  // Rows without a value would only slow EM down.
  const patterns = missing.patterns.filter(({ observed }) => observed.length > 0);
  const emissions = createMarginalEmissions(gaussian, data, { ...missing, patterns });
  const moments = covarianceStructures.full.createMoments(1, D);
  const weights = new Float64Array(nSteps).fill(1);
  const logDensities = new Float64Array(nSteps);
  const usable = new Float64Array(D * D);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    emissions.logDensitiesInto(logDensities, gaussian);
    if (logDensities.some(Number.isNaN)) break;
    const change = largestChange(covariances, usable, pooled.variances);
    usable.set(covariances);
    if (change < TOLERANCE) break;
    emissions.momentsInto(moments, weights, gaussian);
    const steps = moments.first.map((sum) => sum / missing.nObservedRows);
    for (let i = 0; i < D; i++) {
      means[i]! += steps[i]!;
      for (let j = 0; j <= i; j++) {
        const value = moments.second[triangleSize(i) + j]! / missing.nObservedRows - steps[i]! * steps[j]!;
        covariances[i * D + j] = value;
        covariances[j * D + i] = value;
      }
    }
  }
  return usable;
}

function largestChange(a: Float64Array, b: Float64Array, variances: Float64Array): number {
  const D = variances.length;
  return a.reduce((most, value, p) => {
    const unit = Math.sqrt(variances[Math.floor(p / D)]! * variances[p % D]!);
    return Math.max(most, Math.abs(value - b[p]!) / unit);
  }, 0);
}
