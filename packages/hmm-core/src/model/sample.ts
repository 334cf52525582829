import { MatrixView, type RandomStream } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { choleskyOf } from '../emissions/gaussian/draw-gaussian.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { readCovariates } from '../emissions/emission-data.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkModel, isGaussianHmm } from './check-model.ts';
import type { HiddenMarkovModel } from './hmm.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';
import { chooseRandom, sampleOptionNames, type SampleOptions } from './sample-options.ts';

const optionNames = { ...sampleOptionNames, covariates: true } as const;

/** States and observations drawn from a model. */
export interface HmmSample {
  /** z_1..z_T: nSteps states, 0 to K - 1. */
  readonly states: Int32Array;
  /** y_1..y_T: nSteps x D, row t drawn from the emissions of the state z = states[t]. */
  readonly observations: MatrixView;
}

/**
 * Simulates a model: z_1 from the initial probabilities, each further state from the row of the transition matrix, each
 * observation from its family; a Gaussian one as mu_z + L_z e with Sigma_z = L_z L_z' and e standard normal. Each step
 * draws the state first, then the row, so the first n steps are the same for every longer sample.
 *
 * @param nSteps - T, at least 1
 * @throws InvalidOptionError unless `nSteps` is a whole number of at least 1 and there is a seed or a stream
 *
 * @example
 * ```ts
 * import { createGaussianHmm, sample } from '@regimekit/hmm-core';
 *
 * const model = createGaussianHmm({
 *   covarianceType: 'diag', initialProbs: [1, 0], transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   means: [[0], [10]], covariances: [[1], [4]],
 * });
 * const { states, observations } = sample(model, 100, { seed: 42 });
 * states[0]; // 0
 * ```
 */
export function sample(model: HiddenMarkovModel, nSteps: number, options: SampleOptions): HmmSample {
  checkModel(model);
  checkWholeNumber(nSteps, 'nSteps');
  checkOptions(options, optionNames, 'sample');
  const random = chooseRandom(options);
  return isGaussianHmm(model) ? sampleGaussian(model, nSteps, random) : sampleAny(model, nSteps, random, options);
}

function sampleAny(
  { nFeatures: D, initialProbs, transitionMatrix, emissions }: HiddenMarkovModel,
  nSteps: number,
  random: RandomStream,
  { covariates: given }: SampleOptions,
): HmmSample {
  const { family, parameters } = emissions;
  if (family.sampleInto === undefined) {
    throw new InvalidOptionError('model', 'of a family with sampleInto', `one of ${family.name} without it`);
  }
  const covariates = readCovariates(family, given, nSteps);
  const states = new Int32Array(nSteps);
  const observations = MatrixView.zeros(nSteps, D);
  const none = new Float64Array(0);
  for (let t = 0; t < nSteps; t++) {
    const state = random.categorical(t === 0 ? initialProbs : transitionMatrix.row(states[t - 1]!));
    states[t] = state;
    const context = { t, rows: observations.data, covariates: covariates?.row(t) ?? none };
    family.sampleInto(observations.row(t), state, parameters, random, context);
  }
  return { states, observations };
}

function sampleGaussian(model: GaussianHmm, nSteps: number, random: RandomStream): HmmSample {
  const { nStates: K, nFeatures: D } = model;
  const factors = Array.from({ length: K }, (_, k) => scaleFactor(model, k));
  const states = new Int32Array(nSteps);
  const observations = MatrixView.zeros(nSteps, D);
  const noise = new Float64Array(D);

  let state = random.categorical(model.initialProbs);
  for (let t = 0; t < nSteps; t++) {
    if (t > 0) state = random.categorical(model.transitionMatrix.row(state));
    states[t] = state;
    for (let d = 0; d < D; d++) noise[d] = random.normal();
    addScaled(observations.row(t), model.means.row(state), factors[state]!, noise);
  }
  return { states, observations };
}

/** row = mean + L noise, L lower triangular D x D. */
function addScaled(row: Float64Array, mean: Float64Array, L: Float64Array, noise: Float64Array): void {
  const D = row.length;
  for (let i = 0; i < D; i++) {
    let value = mean[i]!;
    for (let j = 0; j <= i; j++) value += L[i * D + j]! * noise[j]!;
    row[i] = value;
  }
}

/** Lower triangular L with L L' = Sigma_k, flat D x D, for each of the four shapes of `covariances`. */
function scaleFactor(model: GaussianHmm, k: number): Float64Array {
  const { nFeatures: D, covariances } = model;
  switch (model.covarianceType) {
    case 'spherical':
      return diagonal(new Float64Array(D).fill(covariances[k]!));
    case 'diag':
      return diagonal(covariances.subarray(k * D, (k + 1) * D));
    case 'tied':
      return choleskyOf(covariances, D);
    default:
      return choleskyOf(covariances.subarray(k * D * D, (k + 1) * D * D), D);
  }
}

function diagonal(variances: Float64Array): Float64Array {
  const D = variances.length;
  const L = new Float64Array(D * D);
  for (let d = 0; d < D; d++) L[d * D + d] = Math.sqrt(variances[d]!);
  return L;
}
