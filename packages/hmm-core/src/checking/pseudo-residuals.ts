import { createRandomStream, MatrixView, type OptionNames } from '@regimekit/numerics';
import { normalQuantile } from '@regimekit/numerics/distributions';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { inferenceOptionNames, type InferenceOptions } from '../inference/inference-input.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkModel } from '../model/check-model.ts';
import type { HiddenMarkovModel } from '../model/hmm.ts';
import type { Observations } from '../observations.ts';
import { predictiveCdf } from './predictive-cdf.ts';

/**
 * What stands for a whole number, whose predictive distribution jumps from F(y - 1) to F(y):
 *
 * - `'randomised'`: a seeded draw between the two, exactly uniform under the model (Dunn and Smyth 1996)
 * - `'mid'`: the middle; no chance in it, but not uniform either, so that normality cannot be tested
 */
export type DiscreteResiduals = 'randomised' | 'mid';

/** How pseudo-residuals are computed: where sequences begin, and what is done with whole numbers. */
export interface PseudoResidualOptions extends InferenceOptions {
  /** For features that are whole numbers; continuous ones do not read it. @default 'randomised' */
  readonly discrete?: DiscreteResiduals | undefined;
  /** Of `'randomised'`: a whole number; the same seed gives the same bytes. @default 0 */
  readonly seed?: number | undefined;
}

const optionNames: OptionNames<PseudoResidualOptions> = { ...inferenceOptionNames, discrete: true, seed: true };

/** What the model made of each row before it saw it. */
export interface PseudoResiduals {
  /** Normal quantiles of `uniforms`: standard normal and independent in time under the model. T x D; NaN without a value. */
  readonly residuals: MatrixView;
  /** F_t(y_td), the predictive distribution function at what came; 0 to 1, T x D; NaN without a value. */
  readonly uniforms: MatrixView;
  /** Rows of each sequence. */
  readonly lengths: readonly number[];
  /** Of each feature: what its residuals are; D. */
  readonly kinds: readonly ('continuous' | DiscreteResiduals)[];
  /** Values so far out that F rounds to 0 or 1: their residual is set to plus or minus `LARGEST_RESIDUAL`. */
  readonly clipped: number;
}

/** Beyond it a double cannot tell 1 - F from 0: the normal quantile of 2^-53. */
export const LARGEST_RESIDUAL = 8.209536151601387;
const SMALLEST_TAIL = 2 ** -53;

/**
 * Pseudo-residuals of one-step forecasts (Zucchini, MacDonald and Langrock 2016, section 6.2.3; Rosenblatt 1952; Smith 1985):
 *
 *     u_td = sum_k p(z_t = k given y_1..y_{t-1}) P(Y_td <= y_td given z_t = k),    r_td = Phi^-1(u_td)
 *
 * If the model is right, u is uniform and r standard normal, feature by feature and independent in time. Causal: row t is
 * judged from the rows before it (the predicted probabilities), so the future can be scrambled without a change. Each
 * feature is looked at by itself: features that hang together wrongly inside a row are not noticed here.
 *
 * A family with lags gives none for the rows it is conditioned on (NaN); nor does a missing value.
 *
 * @param observations - T x D
 * @throws FamilyMismatchError for a family without `cdfInto`, InvalidOptionError, and as `forward`
 *
 * @example
 * ```ts
 * import { createGaussianHmm, pseudoResiduals, sample } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [3]],
 *   covariances: [[1], [1]],
 * });
 * const { residuals } = pseudoResiduals(model, sample(model, 500, { seed: 1 }).observations);
 * residuals.rows; // 500 numbers that look like standard normal ones, because the model is the truth
 * ```
 */
export function pseudoResiduals(
  model: HiddenMarkovModel,
  observations: Observations,
  options: PseudoResidualOptions = {},
): PseudoResiduals {
  checkModel(model);
  checkOptions(options, optionNames, 'pseudoResiduals');
  const { discrete = 'randomised', seed = 0, ...inference } = options;
  if (discrete !== 'randomised' && discrete !== 'mid') {
    throw new InvalidOptionError('discrete', "'randomised' or 'mid'", discrete);
  }
  checkWholeNumber(seed, 'seed', -Infinity);
  const { data, isDiscrete, at, below } = predictiveCdf(model, observations, inference);
  const { nSteps: T, nFeatures: D, lengths } = data;
  const random = createRandomStream(seed);
  const uniforms = MatrixView.zeros(T, D);
  for (let d = 0; d < D; d++) {
    const upper = at(d);
    const lower = isDiscrete(d) ? below(d) : upper;
    for (let t = 0; t < T; t++) {
      // One draw for each value, there or not: a gap does not change the others.
      const share = !isDiscrete(d) ? 0 : discrete === 'mid' ? 0.5 : random.uniform();
      uniforms.data[t * D + d] = lower[t]! + share * (upper[t]! - lower[t]!);
    }
  }
  let clipped = 0;
  const residuals = new MatrixView(
    T,
    D,
    uniforms.data.map((u) => {
      if (Number.isNaN(u)) return u;
      if (u >= SMALLEST_TAIL && u <= 1 - SMALLEST_TAIL) return normalQuantile(u);
      clipped++;
      return u < 0.5 ? -LARGEST_RESIDUAL : LARGEST_RESIDUAL;
    }),
  );
  const kinds = Array.from({ length: D }, (_, d) => (isDiscrete(d) ? discrete : ('continuous' as const)));
  return { residuals, uniforms, lengths, kinds, clipped };
}
