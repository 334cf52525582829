import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../../check-options.ts';
import { InvalidOptionError } from '../../errors.ts';
import { normalCdf } from '../../math/distribution-functions.ts';
import { createMarginalEmissions, type MarginalEmissions } from '../../missing/marginal-emissions.ts';
import { findPatterns } from '../../missing/patterns.ts';
import type { EmissionData, EmissionFamily, EmissionParameters, ParameterBlock } from '../emission-family.ts';
import type { CovarianceType, GaussianParameters, Moments } from './covariance-structure.ts';
import { covarianceStructures, covarianceTypes } from './covariance-structures.ts';
import { drawGaussian } from './draw-gaussian.ts';
import { estimateGaussian, gaussianStart } from './estimate-gaussian.ts';
import { fullCovariances } from './full-covariances.ts';

/** What a Gaussian family is made with. */
export interface GaussianOptions {
  /** @default 'diag' */
  readonly covarianceType?: CovarianceType | undefined;
}

const optionNames: OptionNames<GaussianOptions> = { covarianceType: true };

/** How the covariances of a type are laid out. */
export function covarianceBlock(type: CovarianceType, nFeatures: number): ParameterBlock {
  if (type === 'spherical') return { shape: [], domain: 'positive' };
  if (type === 'diag') return { shape: [nFeatures], domain: 'positive' };
  return { shape: [nFeatures, nFeatures], domain: 'covariance', shared: type === 'tied' };
}

/** @throws InvalidOptionError */
export function checkCovarianceType(type: CovarianceType): CovarianceType {
  if (covarianceTypes.includes(type)) return type;
  throw new InvalidOptionError('covarianceType', `one of ${covarianceTypes.join(', ')}`, type);
}

/**
 * The Gaussian as a family among the others: for a product, for a comparison. For a Gaussian HMM by itself use
 * `createGaussianHmm` and `fitGaussianHmm`, which have kernels of their own and are about twice as fast; both
 * agree to rounding. Parameters: `means`, K x D, and `covariances`: K (spherical), K x D (diag), D x D (tied, one for
 * all states) or K x D x D (full). Missing values are integrated out one by one.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createHmm, gaussian, logLikelihood } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.2, 0.8]],
 *   emissions: { family: gaussian(), parameters: { means: [[0], [3]], covariances: [[1], [1]] } },
 * });
 * logLikelihood(model, [[0.2], [2.9], [3.1]]);
 * ```
 */
export function gaussian(options: GaussianOptions = {}): EmissionFamily<Moments> {
  checkOptions(options, optionNames, 'gaussian');
  const covarianceType = checkCovarianceType(options.covarianceType ?? 'diag');
  const structure = covarianceStructures[covarianceType];
  return {
    name: 'gaussian',
    options: { covarianceType },
    missing: 'values',
    layout: (nFeatures) => ({
      means: { shape: [nFeatures], domain: 'real' },
      covariances: covarianceBlock(covarianceType, nFeatures),
    }),

    logDensitiesInto(out, data, parameters, nStates) {
      const own = ownParameters(parameters, nStates, data.nFeatures);
      const marginals = marginalsOf(data, covarianceType, nStates);
      if (marginals !== undefined) return marginals.logDensitiesInto(out, own);
      const factors = structure.createFactors(nStates, data.nFeatures);
      structure.factorInto(factors, own);
      structure.logDensitiesInto(out, data.rows, data.nSteps, own, factors);
    },

    accumulate(data, weights, previous, nStates) {
      const own = ownParameters(previous, nStates, data.nFeatures);
      const moments = structure.createMoments(nStates, data.nFeatures);
      const marginals = marginalsOf(data, covarianceType, nStates);
      if (marginals === undefined) structure.momentsInto(moments, data.rows, data.nSteps, weights, own);
      else {
        // The marginals keep the factors of what they were last evaluated at.
        marginals.logDensitiesInto(new Float64Array(data.nSteps * nStates), own);
        marginals.momentsInto(moments, weights, own);
      }
      return moments;
    },

    estimate(moments, previous, { varianceFloor, repairs }) {
      const nStates = moments.weights.length;
      const own = ownParameters(previous, nStates, moments.first.length / nStates);
      return emissionsOf(estimateGaussian(structure, moments, own, varianceFloor, repairs));
    },

    initialise({ rows, nFeatures }, weights, { nStates }) {
      return emissionsOf(gaussianStart(structure, fillMissing(rows, nFeatures), weights, nStates, nFeatures));
    },

    sampleInto(row, k, parameters, random) {
      const nStates = parameters.means!.length / row.length;
      drawGaussian(row, k, ownParameters(parameters, nStates, row.length), covarianceType, random);
    },

    cdfInto(out, { rows, nSteps, nFeatures }, d, parameters, nStates) {
      const own = ownParameters(parameters, nStates, nFeatures);
      for (let t = 0; t < nSteps; t++) {
        for (let k = 0; k < nStates; k++) {
          const z =
            (rows[t * nFeatures + d]! - own.means[k * nFeatures + d]!) / Math.sqrt(structure.variance(own, k, d));
          out[t * nStates + k] = normalCdf(z);
        }
      }
    },

    momentsOf({ nFeatures }, parameters, nStates) {
      const { means, covariances } = ownParameters(parameters, nStates, nFeatures);
      return { means: means.slice(), covariances: fullCovariances(covarianceType, covariances, nStates, nFeatures) };
    },
  };
}

function ownParameters(parameters: EmissionParameters, nStates: number, nFeatures: number): GaussianParameters {
  return { nStates, nFeatures, means: parameters.means!, covariances: parameters.covariances! };
}

function emissionsOf({ means, covariances }: GaussianParameters): EmissionParameters {
  return { means, covariances };
}

/** What was made for a set of rows, for the number of states it was made for. */
const kept = new WeakMap<EmissionData, Map<string, MarginalEmissions | undefined>>();

/** How densities and moments are computed where values are missing; undefined where none is. */
function marginalsOf(
  data: EmissionData,
  covarianceType: CovarianceType,
  nStates: number,
): MarginalEmissions | undefined {
  const key = `${covarianceType} ${nStates}`;
  let known = kept.get(data);
  if (known === undefined) kept.set(data, (known = new Map<string, MarginalEmissions | undefined>()));
  if (!known.has(key)) {
    const { rows, nFeatures } = data;
    const shape = { covarianceType, nStates, nFeatures };
    const missing = rows.some(Number.isNaN) ? findPatterns(rows, nFeatures) : undefined;
    known.set(key, missing && createMarginalEmissions(shape, rows, missing));
  }
  return known.get(key);
}

/** The rows with each missing value replaced by the mean of its column: good enough for a start. */
export function fillMissing(rows: Float64Array, nFeatures: number): Float64Array {
  if (!rows.some(Number.isNaN)) return rows;
  const means = Array.from({ length: nFeatures }, (_, d) => {
    const there = rows.filter((value, p) => p % nFeatures === d && !Number.isNaN(value));
    return there.reduce((sum, value) => sum + value / there.length, 0);
  });
  return rows.map((value, p) => (Number.isNaN(value) ? means[p % nFeatures]! : value));
}
