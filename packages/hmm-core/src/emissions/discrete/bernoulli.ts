import { checkValues } from '../check-values.ts';
import type { EmissionFamily } from '../emission-family.ts';
import { diagonalCovariances } from '../gaussian/full-covariances.ts';
import { weightedMeans, weightedSums, type WeightedSums } from '../weighted-sums.ts';

/**
 * Yes or no: each feature d of state k is 1 with probability p_kd and else 0, independent of the others given the state.
 * Parameters: `probs`, K x D, the probability of 1. The M step is the weighted share of ones; it may be exactly 0 or 1.
 *
 *     log p(y given k) = sum_d y_d log p_kd + (1 - y_d) log(1 - p_kd)
 *
 * @example
 * ```ts
 * import { bernoulli, createHmm, viterbi } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.1, 0.9]],
 *   emissions: { family: bernoulli(), parameters: { probs: [0.1, 0.9] } },
 * });
 * viterbi(model, [[0], [0], [1], [1]]).statePath; // Int32Array [0, 0, 1, 1]
 * ```
 */
export function bernoulli(): EmissionFamily<WeightedSums> {
  return family;
}

const family: EmissionFamily<WeightedSums> = {
  name: 'bernoulli',
  layout: (nFeatures) => ({ probs: { shape: [nFeatures], domain: 'probability' } }),

  checkObservations(data) {
    checkValues(data, 'bernoulli', (value) =>
      value === 0 || value === 1 ? undefined : { code: 'NOT_BINARY', expected: '0 or 1' },
    );
  },

  logDensitiesInto(out, { rows, nSteps, nFeatures: D }, { probs }, nStates) {
    const yes = probs!.map(Math.log);
    const no = probs!.map((p) => Math.log1p(-p));
    for (let t = 0; t < nSteps; t++) {
      for (let k = 0; k < nStates; k++) {
        let sum = 0;
        for (let d = 0; d < D; d++) sum += (rows[t * D + d] === 1 ? yes : no)[k * D + d]!;
        out[t * nStates + k] = sum;
      }
    }
  },

  accumulate: (data, weights, _previous, nStates) => weightedSums(data, weights, nStates),

  // Sums of weights may pass one by a rounding.
  estimate: (sums, { probs }, { repairs }) => ({
    probs: weightedMeans(sums, probs!, repairs).map((share) => Math.min(share, 1)),
  }),

  sampleInto(row, k, { probs }, random) {
    for (let d = 0; d < row.length; d++) row[d] = random.uniform() < probs![k * row.length + d]! ? 1 : 0;
  },

  isDiscrete: () => true,

  cdfInto(out, { rows, nSteps, nFeatures: D }, d, { probs }, nStates) {
    for (let t = 0; t < nSteps; t++) {
      const y = rows[t * D + d]!;
      for (let k = 0; k < nStates; k++) out[t * nStates + k] = y < 0 ? 0 : y < 1 ? 1 - probs![k * D + d]! : 1;
    }
  },

  momentsOf({ nFeatures }, { probs }, nStates) {
    const variances = probs!.map((p) => p * (1 - p));
    return { means: probs!.slice(), covariances: diagonalCovariances(variances, nStates, nFeatures) };
  },
};
