import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { normalCdf } from '../math/distribution-functions.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { EmissionData, EmissionFamily, EmissionParameters } from './emission-family.ts';
import { mixMoments } from './mix-moments.ts';
import {
  EMPTY_WEIGHT,
  type CovarianceType,
  type GaussianParameters,
  type Moments,
} from './gaussian/covariance-structure.ts';
import { covarianceStructures } from './gaussian/covariance-structures.ts';
import { drawGaussian } from './gaussian/draw-gaussian.ts';
import { estimateGaussian, gaussianStart } from './gaussian/estimate-gaussian.ts';
import { fullCovariances } from './gaussian/full-covariances.ts';
import { checkCovarianceType, covarianceBlock } from './gaussian/gaussian.ts';

/** What a family of Gaussian mixtures is made with. */
export interface GaussianMixtureOptions {
  /** M, components in every state. */
  readonly nComponents: number;
  /** Of the components; tied: one matrix for all components of all states. @default 'diag' */
  readonly covarianceType?: CovarianceType | undefined;
}

const optionNames: OptionNames<GaussianMixtureOptions> = { nComponents: true, covarianceType: true };

/**
 * A mixture of M Gaussians in every state (Rabiner 1989, section IV.A): states that are skewed, heavy-tailed, or lie in
 * several places. Parameters: `weights`, K x M, rows sum to one; `means`, K x M x D; `covariances`, K x M (spherical),
 * K x M x D (diag), D x D (tied) or K x M x D x D (full).
 *
 *     p(y given k) = sum_m w_km N(y; mu_km, Sigma_km)
 *
 * Inside, the components are K M Gaussians: the E step of the state is split by the responsibilities of its components, and
 * the M step is the Gaussian one. A row must be whole or wholly missing.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createHmm, gaussianMixture, logLikelihood } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [1],
 *   transitionMatrix: [[1]],
 *   emissions: {
 *     family: gaussianMixture({ nComponents: 2 }),
 *     parameters: { weights: [[0.9, 0.1]], means: [[[0], [0]]], covariances: [[[1], [9]]] },
 *   },
 * });
 * logLikelihood(model, [[0.1], [5]]);
 * ```
 */
export function gaussianMixture(options: GaussianMixtureOptions): EmissionFamily<Moments> {
  checkOptions(options, optionNames, 'gaussianMixture');
  const { nComponents: M } = options;
  checkWholeNumber(M, 'nComponents');
  const covarianceType = checkCovarianceType(options.covarianceType ?? 'diag');
  const structure = covarianceStructures[covarianceType];

  /** log(w_km N(y_t; k, m)), T x K M, and in `out` its logarithm of the sum over m, T x K. */
  const jointsInto = (out: Float64Array, data: EmissionData, parameters: EmissionParameters, K: number) => {
    const own = componentsOf(parameters, K * M, data.nFeatures);
    const factors = structure.createFactors(K * M, data.nFeatures);
    structure.factorInto(factors, own);
    const joints = new Float64Array(data.nSteps * K * M);
    structure.logDensitiesInto(joints, data.rows, data.nSteps, own, factors);
    const logWeights = parameters.weights!.map(Math.log);
    for (let at = 0, from = 0; at < out.length; at++, from += M) {
      let largest = -Infinity;
      for (let m = 0; m < M; m++) {
        joints[from + m]! += logWeights[(at % K) * M + m]!;
        largest = Math.max(largest, joints[from + m]!);
      }
      let sum = 0;
      for (let m = 0; m < M; m++) sum += Math.exp(joints[from + m]! - largest);
      out[at] = largest === -Infinity ? -Infinity : largest + Math.log(sum);
    }
    return joints;
  };

  return {
    name: 'gaussian-mixture',
    options: { nComponents: M, covarianceType },
    layout(nFeatures) {
      const block = covarianceBlock(covarianceType, nFeatures);
      return {
        weights: { shape: [M], domain: 'simplex' },
        means: { shape: [M, nFeatures], domain: 'real' },
        covariances: block.shared ? block : { ...block, shape: [M, ...block.shape] },
      };
    },

    logDensitiesInto(out, data, parameters, nStates) {
      jointsInto(out, data, parameters, nStates);
    },

    accumulate(data, weights, previous, nStates) {
      const totals = new Float64Array(weights.length);
      const shares = jointsInto(totals, data, previous, nStates);
      for (let from = 0; from < shares.length; from++) {
        const at = Math.floor(from / M);
        shares[from] = weights[at] === 0 ? 0 : weights[at]! * Math.exp(shares[from]! - totals[at]!);
      }
      const moments = structure.createMoments(nStates * M, data.nFeatures);
      structure.momentsInto(
        moments,
        data.rows,
        data.nSteps,
        shares,
        componentsOf(previous, nStates * M, data.nFeatures),
      );
      return moments;
    },

    estimate(moments, previous, { varianceFloor, repairs }) {
      const KM = moments.weights.length;
      const own = componentsOf(previous, KM, moments.first.length / KM);
      const { means, covariances } = estimateGaussian(structure, moments, own, varianceFloor, repairs);
      const weights = previous.weights!.slice();
      for (let k = 0; k < KM; k += M) {
        const row = moments.weights.subarray(k, k + M);
        const total = row.reduce((sum, weight) => sum + weight, 0);
        if (total > EMPTY_WEIGHT)
          weights.set(
            row.map((weight) => weight / total),
            k,
          );
      }
      return { weights, means, covariances };
    },

    // Each component begins at a row drawn by the weights of its state, as wide as the state.
    initialise({ rows, nSteps, nFeatures: D }, weights, { nStates, random }) {
      const wide = gaussianStart(structure, rows, weights, nStates, D);
      const means = new Float64Array(nStates * M * D);
      for (let c = 0; c < nStates * M; c++) {
        const column = Float64Array.from({ length: nSteps }, (_, t) => weights[t * nStates + Math.floor(c / M)]!);
        const t = column.some((weight) => weight > 0) ? random.categorical(column) : random.integer(nSteps);
        means.set(rows.subarray(t * D, (t + 1) * D), c * D);
      }
      const size = wide.covariances.length / nStates;
      const repeat = (_: number, p: number) => wide.covariances[Math.floor(p / (M * size)) * size + (p % size)]!;
      return {
        weights: new Float64Array(nStates * M).fill(1 / M),
        means,
        covariances: covarianceType === 'tied' ? wide.covariances : new Float64Array(nStates * M * size).map(repeat),
      };
    },

    sampleInto(row, k, parameters, random) {
      const { weights, means } = parameters;
      const m = random.categorical(weights!.subarray(k * M, (k + 1) * M));
      const own = componentsOf(parameters, means!.length / row.length, row.length);
      drawGaussian(row, k * M + m, own, covarianceType, random);
    },

    cdfInto(out, { rows, nFeatures: D }, d, parameters, nStates) {
      const own = componentsOf(parameters, nStates * M, D);
      for (let at = 0; at < out.length; at++) {
        const y = rows[Math.floor(at / nStates) * D + d]!;
        let sum = 0;
        for (let c = (at % nStates) * M; c < ((at % nStates) + 1) * M; c++) {
          const z = (y - own.means[c * D + d]!) / Math.sqrt(structure.variance(own, c, d));
          sum += parameters.weights![c]! * normalCdf(z);
        }
        out[at] = sum;
      }
    },

    momentsOf({ nFeatures: D }, parameters, nStates) {
      const { means, covariances } = componentsOf(parameters, nStates * M, D);
      const all = { means, covariances: fullCovariances(covarianceType, covariances, nStates * M, D) };
      const out = { means: new Float64Array(nStates * D), covariances: new Float64Array(nStates * D * D) };
      for (let k = 0; k < nStates; k++) {
        const part = {
          means: all.means.subarray(k * M * D, (k + 1) * M * D),
          covariances: all.covariances.subarray(k * M * D * D, (k + 1) * M * D * D),
        };
        const mixed = mixMoments(parameters.weights!.subarray(k * M, (k + 1) * M), part, D);
        out.means.set(mixed.mean, k * D);
        out.covariances.set(mixed.covariance, k * D * D);
      }
      return out;
    },
  };
}

/** The components of all states as states of their own. */
function componentsOf({ means, covariances }: EmissionParameters, KM: number, nFeatures: number): GaussianParameters {
  return { nStates: KM, nFeatures, means: means!, covariances: covariances! };
}
