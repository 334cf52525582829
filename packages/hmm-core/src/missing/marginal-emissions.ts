import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType, GaussianParameters, Moments } from '../emissions/gaussian/covariance-structure.ts';
import { addConditionalMoments, createRegression } from './conditional-moments.ts';
import { CHUNK, createMarginal, gatherRows, type Marginal } from './marginal.ts';
import { marginalLogDensitiesInto } from './marginal-densities.ts';
import type { MissingPattern, MissingValues } from './patterns.ts';

/**
 * What EM needs of the emissions where values are missing: it stands in for `logDensitiesInto` and `momentsInto` of the
 * covariance type. Made once per fit; each pattern keeps its factors from the densities to the moments of an iteration.
 */
export interface MarginalEmissions {
  /** out[t * K + k] = log density of what row t holds, in state k. */
  logDensitiesInto(out: Float64Array, parameters: GaussianParameters): void;
  /**
   * Overwrites `moments` with the expected moments of the complete rows under the weights g (T x K), about the means of
   * the parameters that the densities were last written for.
   */
  momentsInto(moments: Moments, weights: Float64Array, parameters: GaussianParameters): void;
}

export function createMarginalEmissions(
  { covarianceType, nStates, nFeatures }: { covarianceType: CovarianceType; nStates: number; nFeatures: number },
  data: Float64Array,
  { patterns }: MissingValues,
): MarginalEmissions {
  const { createMoments } = covarianceStructures[covarianceType];
  const marginals = patterns.map((pattern) => createMarginal(covarianceType, nStates, pattern));
  const gathered = new Float64Array(CHUNK * nFeatures);
  const gatheredWeights = new Float64Array(CHUNK * nStates);
  const regression = createRegression(nFeatures);
  // One for each number of observed columns, not for each pattern: there may be thousands of those.
  const momentsBySize = Array.from({ length: nFeatures + 1 }, (_, n) => createMoments(nStates, n));
  const chunkBySize = Array.from({ length: nFeatures + 1 }, (_, n) => createMoments(nStates, n));

  /** Moments of the observed columns alone. */
  const observedMoments = (marginal: Marginal, weights: Float64Array): Moments => {
    const { pattern, parameters } = marginal;
    const total = clear(momentsBySize[parameters.nFeatures]!);
    const part = chunkBySize[parameters.nFeatures]!;
    for (let start = 0; start < pattern.rows.length; start += CHUNK) {
      const end = Math.min(start + CHUNK, pattern.rows.length);
      gatherRows(gathered, data, nFeatures, pattern, start, end);
      gatherWeights(gatheredWeights, weights, nStates, pattern, start, end);
      covarianceStructures[covarianceType].momentsInto(part, gathered, end - start, gatheredWeights, parameters);
      add(total.weights, part.weights);
      add(total.first, part.first);
      add(total.second, part.second);
    }
    return total;
  };

  return {
    logDensitiesInto: (out, parameters) => marginalLogDensitiesInto(out, data, marginals, parameters),
    momentsInto(moments, weights, parameters) {
      clear(moments);
      for (const marginal of marginals) {
        addConditionalMoments(moments, observedMoments(marginal, weights), marginal, parameters, regression);
      }
    },
  };
}

function gatherWeights(
  out: Float64Array,
  weights: Float64Array,
  nStates: number,
  { rows }: MissingPattern,
  start: number,
  end: number,
): void {
  for (let r = start, p = 0; r < end; r++) {
    const row = rows[r]! * nStates;
    for (let k = 0; k < nStates; k++, p++) out[p] = weights[row + k]!;
  }
}

function clear(moments: Moments): Moments {
  moments.weights.fill(0);
  moments.first.fill(0);
  moments.second.fill(0);
  return moments;
}

function add(total: Float64Array, part: Float64Array): void {
  for (let i = 0; i < total.length; i++) total[i]! += part[i]!;
}
