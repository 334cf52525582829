import { MatrixView } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkModel } from './check-model.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';
import { chooseRandom, sampleOptionNames, type SampleOptions } from './sample-options.ts';

export interface HmmSample {
  /** z_1..z_T: nSteps states, 0 to K - 1. */
  readonly states: Int32Array;
  /** y_1..y_T: nSteps x D, row t drawn from N(mu_z, Sigma_z) of the state z = states[t]. */
  readonly observations: MatrixView;
}

/**
 * Simulates a model: z_1 from the initial probabilities, each further state from the row of the transition matrix, each
 * observation as mu_z + L_z e with Sigma_z = L_z L_z' and e standard normal. Each step draws the state first, then D
 * normals, so the first n steps are the same for every longer sample.
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
export function sample(model: GaussianHmm, nSteps: number, options: SampleOptions): HmmSample {
  checkModel(model);
  checkWholeNumber(nSteps, 'nSteps');
  checkOptions(options, sampleOptionNames, 'sample');
  const random = chooseRandom(options);
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

/** Cholesky factor; a pivot that rounding took to zero or below gives a column of zeros, so a singular matrix can be sampled. */
function choleskyOf(sigma: Float64Array, D: number): Float64Array {
  const L = new Float64Array(D * D);
  for (let j = 0; j < D; j++) {
    for (let i = j; i < D; i++) {
      let rest = sigma[i * D + j]!;
      for (let m = 0; m < j; m++) rest -= L[i * D + m]! * L[j * D + m]!;
      const pivot = L[j * D + j]!;
      if (i === j) L[j * D + j] = Math.sqrt(Math.max(rest, 0));
      else L[i * D + j] = pivot > 0 ? rest / pivot : 0;
    }
  }
  return L;
}
