import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType, GaussianParameters } from '../emissions/gaussian/covariance-structure.ts';
import { CHUNK, createMarginal, gatherRows, restrictInto, type Marginal } from './marginal.ts';
import { createPattern, missingColumns, type MissingPattern } from './patterns.ts';

/**
 * out[t * K + k] = log p(x_t's observed values given z_t = k) = log N(x_o; mu_o, Sigma_oo): the missing values are
 * integrated out (Little and Rubin 2002, section 6.2). A row without any value has density 1 in every state, so that it
 * is a step of pure prediction.
 *
 * @param marginals one per pattern, overwritten with the factors of `parameters`
 */
export function marginalLogDensitiesInto(
  out: Float64Array,
  data: Float64Array,
  marginals: Iterable<Marginal>,
  parameters: GaussianParameters,
): void {
  const { nStates, nFeatures } = parameters;
  const gathered = new Float64Array(CHUNK * nFeatures);
  const densities = new Float64Array(CHUNK * nStates);
  for (const marginal of marginals) {
    // Where rounding alone makes a block of a sound covariance singular the densities are NaN, which the recursions
    // take for impossible: EM then ends as degenerate.
    restrictInto(marginal, parameters);
    const { rows } = marginal.pattern;
    for (let start = 0; start < rows.length; start += CHUNK) {
      const end = Math.min(start + CHUNK, rows.length);
      gatherRows(gathered, data, nFeatures, marginal.pattern, start, end);
      covarianceStructures[marginal.covarianceType].logDensitiesInto(
        densities,
        gathered,
        end - start,
        marginal.parameters,
        marginal.factors,
      );
      for (let r = start, p = 0; r < end; r++) {
        const row = rows[r]! * nStates;
        for (let k = 0; k < nStates; k++, p++) out[row + k] = densities[p]!;
      }
    }
  }
}

/** One marginal after the other, none kept: for a single pass over the data. */
export function* marginalsOf(
  covarianceType: CovarianceType,
  nStates: number,
  patterns: readonly MissingPattern[],
): Generator<Marginal> {
  for (const pattern of patterns) yield createMarginal(covarianceType, nStates, pattern);
}

/** Patterns whose factors an online filter keeps; the first to come is the first to go. */
const KEPT_PATTERNS = 256;

/** The same densities for one row at a time, to the bit; the factors of a bounded number of patterns are kept. */
export function createMarginalRowDensity(covarianceType: CovarianceType, parameters: GaussianParameters) {
  const { nStates, nFeatures } = parameters;
  const gathered = new Float64Array(nFeatures);
  const kept = new Map<string, Marginal>();
  return (out: Float64Array, row: Float64Array): void => {
    const missing = missingColumns(row);
    const key = missing.join();
    let marginal = kept.get(key);
    if (marginal === undefined) {
      marginal = createMarginal(covarianceType, nStates, createPattern(missing, [0], nFeatures));
      restrictInto(marginal, parameters);
      if (kept.size >= KEPT_PATTERNS) kept.delete(kept.keys().next().value!);
      kept.set(key, marginal);
    }
    gatherRows(gathered, row, nFeatures, marginal.pattern, 0, 1);
    covarianceStructures[covarianceType].logDensitiesInto(out, gathered, 1, marginal.parameters, marginal.factors);
  };
}
