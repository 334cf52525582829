import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType, DensityFactors, GaussianParameters } from '../emissions/gaussian/covariance-structure.ts';
import type { MissingPattern } from './patterns.ts';

/**
 * The emissions of the columns that a pattern observes. The marginal of a Gaussian is the Gaussian with the missing
 * columns struck out of its mean and covariance (Bishop 2006, eq. 2.98), of the same covariance type; so the kernels of
 * that type serve the marginal too, on rows of fewer columns.
 */
export interface Marginal {
  readonly covarianceType: CovarianceType;
  readonly pattern: MissingPattern;
  /** Means and covariances of the observed columns. */
  readonly parameters: GaussianParameters;
  /** Their factors, computed once for all rows of the pattern. */
  readonly factors: DensityFactors;
}

/** Buffers for one pattern; `restrictInto` fills them. */
export function createMarginal(covarianceType: CovarianceType, nStates: number, pattern: MissingPattern): Marginal {
  const structure = covarianceStructures[covarianceType];
  const nFeatures = pattern.observed.length;
  const size = structure.covarianceShape(nStates, nFeatures).reduce((product, extent) => product * extent, 1);
  return {
    covarianceType,
    pattern,
    parameters: {
      nStates,
      nFeatures,
      means: new Float64Array(nStates * nFeatures),
      covariances: new Float64Array(size),
    },
    factors: structure.createFactors(nStates, nFeatures),
  };
}

/**
 * Strikes out the missing columns and factors what is left. Returns the first state whose covariance is not positive
 * definite, or -1.
 */
export function restrictInto({ covarianceType, pattern, parameters, factors }: Marginal, whole: GaussianParameters) {
  const { observed } = pattern;
  const { nStates, nFeatures: n, means, covariances } = parameters;
  pickColumns(means, whole.means, observed, nStates, whole.nFeatures);
  if (covarianceType === 'spherical') covariances.set(whole.covariances);
  else if (covarianceType === 'diag') pickColumns(covariances, whole.covariances, observed, nStates, whole.nFeatures);
  else {
    const nMatrices = covarianceType === 'tied' ? 1 : nStates;
    for (let k = 0; k < nMatrices; k++) {
      for (let i = 0, p = k * n * n; i < n; i++) {
        const row = (k * whole.nFeatures + observed[i]!) * whole.nFeatures;
        for (let j = 0; j < n; j++, p++) covariances[p] = whole.covariances[row + observed[j]!]!;
      }
    }
  }
  return covarianceStructures[covarianceType].factorInto(factors, parameters);
}

function pickColumns(
  out: Float64Array,
  whole: Float64Array,
  columns: Int32Array,
  nRows: number,
  nColumns: number,
): void {
  for (let k = 0, p = 0; k < nRows; k++) {
    for (let i = 0; i < columns.length; i++, p++) out[p] = whole[k * nColumns + columns[i]!]!;
  }
}

/** Copies the observed columns of the pattern's rows `start` to `end` (counted within the pattern), side by side. */
export function gatherRows(
  out: Float64Array,
  data: Float64Array,
  nFeatures: number,
  { observed, rows }: MissingPattern,
  start: number,
  end: number,
): void {
  for (let r = start, p = 0; r < end; r++) {
    const row = rows[r]! * nFeatures;
    for (let i = 0; i < observed.length; i++, p++) out[p] = data[row + observed[i]!]!;
  }
}

/** Rows of one pattern that go through the kernels together: enough to fill their tiles, few enough to stay in cache. */
export const CHUNK = 256;
