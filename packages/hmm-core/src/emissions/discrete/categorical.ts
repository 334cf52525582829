import { MatrixView, type OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../../check-options.ts';
import { checkWholeNumber } from '../../math/whole-number.ts';
import { checkValues } from '../check-values.ts';
import type { EmissionFamily } from '../emission-family.ts';
import { EMPTY_WEIGHT } from '../gaussian/covariance-structure.ts';

/** What a categorical family is made with. */
export interface CategoricalOptions {
  /** C, at least 2: the values are 0 to C - 1. */
  readonly nCategories: number;
}

const optionNames: OptionNames<CategoricalOptions> = { nCategories: true };

/**
 * One of C kinds: the single feature is the number of the kind, 0 to C - 1, drawn with the probabilities of the state
 * (Rabiner 1989, section II, the discrete symbols). Parameters: `probs`, K x C, rows sum to one. The M step is the
 * weighted share of each kind; one that a state never saw gets exactly 0.
 *
 * @throws InvalidOptionError unless there are at least two categories
 *
 * @example
 * ```ts
 * import { categorical, createHmm, viterbi } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.1, 0.9]],
 *   emissions: { family: categorical({ nCategories: 3 }), parameters: { probs: [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]] } },
 * });
 * viterbi(model, [[0], [0], [2], [2]]).statePath; // Int32Array [0, 0, 1, 1]
 * ```
 */
export function categorical(options: CategoricalOptions): EmissionFamily<Float64Array> {
  checkOptions(options, optionNames, 'categorical');
  const { nCategories: C } = options;
  checkWholeNumber(C, 'nCategories', 2);
  return {
    name: 'categorical',
    options: { nCategories: C },
    nFeatures: 1,
    layout: () => ({ probs: { shape: [C], domain: 'simplex' } }),

    checkObservations(data) {
      checkValues(data, 'categorical', (value) => {
        if (!Number.isInteger(value)) return { code: 'NOT_A_CATEGORY', expected: 'whole numbers of categories' };
        const inside = value >= 0 && value < C;
        return inside ? undefined : { code: 'CATEGORY_OUT_OF_RANGE', expected: `categories 0 to ${C - 1}` };
      });
    },

    logDensitiesInto(out, { rows, nSteps }, { probs }, nStates) {
      const logProbs = probs!.map(Math.log);
      for (let t = 0; t < nSteps; t++) {
        for (let k = 0; k < nStates; k++) out[t * nStates + k] = logProbs[k * C + rows[t]!]!;
      }
    },

    // sum_t g_t(k) [y_t = c], K x C
    accumulate({ rows, nSteps }, weights, _previous, nStates) {
      const counts = new Float64Array(nStates * C);
      for (let t = 0; t < nSteps; t++) {
        for (let k = 0; k < nStates; k++) counts[k * C + rows[t]!]! += weights[t * nStates + k]!;
      }
      return counts;
    },

    estimate(counts, { probs }, { repairs }) {
      const next = probs!.slice();
      for (let at = 0; at < counts.length; at += C) {
        const row = counts.subarray(at, at + C);
        const total = row.reduce((sum, count) => sum + count, 0);
        if (total > EMPTY_WEIGHT)
          next.set(
            row.map((count) => count / total),
            at,
          );
        else repairs.emptyStates++;
      }
      return { probs: next };
    },

    // A column of zeros and ones for each kind: their numbers have no order.
    embed({ rows, nSteps }) {
      const points = MatrixView.zeros(nSteps, C);
      for (let t = 0; t < nSteps; t++) points.data[t * C + rows[t]!] = 1;
      return points;
    },

    sampleInto(row, k, { probs }, random) {
      row[0] = random.categorical(probs!.subarray(k * C, (k + 1) * C));
    },

    isDiscrete: () => true,

    cdfInto(out, { rows, nSteps }, _d, { probs }, nStates) {
      for (let t = 0; t < nSteps; t++) {
        for (let k = 0; k < nStates; k++) {
          let sum = 0;
          for (let c = 0; c <= rows[t]! && c < C; c++) sum += probs![k * C + c]!;
          out[t * nStates + k] = sum;
        }
      }
    },
  };
}
