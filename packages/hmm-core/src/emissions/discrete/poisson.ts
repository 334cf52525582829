import { poissonCdf } from '../../math/distribution-functions.ts';
import { logFactorial } from '../../math/log-factorial.ts';
import { checkValues } from '../check-values.ts';
import type { EmissionFamily } from '../emission-family.ts';
import { diagonalCovariances } from '../gaussian/full-covariances.ts';
import { weightedMeans, weightedSums, type WeightedSums } from '../weighted-sums.ts';
import { drawPoisson } from './draw-poisson.ts';

/** No rate is estimated below this: a state that saw only zeros would else make every other count impossible. */
export const SMALLEST_RATE = 1e-10;

/**
 * Counts: each feature d of state k is Poisson with rate lambda_kd, independent of the others given the state
 * (Zucchini, MacDonald and Langrock 2016, chapter 1). Parameters: `rates`, K x D, in counts per row, above 0.
 *
 *     log p(y given k) = sum_d y_d log lambda_kd - lambda_kd - log y_d!
 *
 * The M step is the weighted mean, at least 1e-10. Any number of features; counts must be whole and not negative.
 *
 * @example
 * ```ts
 * import { createHmm, logLikelihood, poisson } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   emissions: { family: poisson(), parameters: { rates: [15, 26] } },
 * });
 * logLikelihood(model, [[13], [14], [30]]); // about -8.6
 * ```
 */
export function poisson(): EmissionFamily<WeightedSums> {
  return family;
}

const family: EmissionFamily<WeightedSums> = {
  name: 'poisson',
  layout: (nFeatures) => ({ rates: { shape: [nFeatures], domain: 'positive' } }),

  checkObservations(data) {
    checkValues(data, 'poisson', (value) => {
      if (value < 0) return { code: 'NEGATIVE_COUNT', expected: 'counts of at least 0' };
      return Number.isSafeInteger(value) ? undefined : { code: 'NOT_A_COUNT', expected: 'whole counts' };
    });
  },

  logDensitiesInto(out, { rows, nSteps, nFeatures: D }, { rates }, nStates) {
    const logRates = rates!.map(Math.log);
    for (let t = 0; t < nSteps; t++) {
      for (let k = 0; k < nStates; k++) {
        let sum = 0;
        for (let d = 0; d < D; d++) {
          const y = rows[t * D + d]!;
          sum += y * logRates[k * D + d]! - rates![k * D + d]! - logFactorial(y);
        }
        out[t * nStates + k] = sum;
      }
    }
  },

  accumulate: (data, weights, _previous, nStates) => weightedSums(data, weights, nStates),

  estimate: (sums, { rates }, { repairs }) => ({
    rates: weightedMeans(sums, rates!, repairs).map((rate) => Math.max(rate, SMALLEST_RATE)),
  }),

  sampleInto(row, k, { rates }, random) {
    for (let d = 0; d < row.length; d++) row[d] = drawPoisson(rates![k * row.length + d]!, random);
  },

  isDiscrete: () => true,

  cdfInto(out, { rows, nSteps, nFeatures: D }, d, { rates }, nStates) {
    for (let t = 0; t < nSteps; t++) {
      for (let k = 0; k < nStates; k++) out[t * nStates + k] = poissonCdf(rows[t * D + d]!, rates![k * D + d]!);
    }
  },

  momentsOf({ nFeatures }, { rates }, nStates) {
    return { means: rates!.slice(), covariances: diagonalCovariances(rates!, nStates, nFeatures) };
  },
};
