import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../../check-options.ts';
import { InvalidOptionError } from '../../errors.ts';
import { logGamma } from '@regimekit/numerics/distributions';
import { studentTCdf } from '../../math/distribution-functions.ts';
import type { EmissionData, EmissionFamily, EmissionParameters, EmissionRepairs } from '../emission-family.ts';
import { EMPTY_WEIGHT, type CovarianceStructure, type GaussianParameters } from '../gaussian/covariance-structure.ts';
import { covarianceStructures } from '../gaussian/covariance-structures.ts';
import { drawGaussian } from '../gaussian/draw-gaussian.ts';
import { estimateGaussian, gaussianStart } from '../gaussian/estimate-gaussian.ts';
import { fullCovariances } from '../gaussian/full-covariances.ts';
import { covarianceBlock } from '../gaussian/gaussian.ts';
import { estimateDegreesOfFreedom } from './degrees-of-freedom.ts';
import { squaredDistancesInto } from './distances.ts';

/**
 * Between which degrees of freedom are sought: 1 is the Cauchy distribution, below it the likelihood of a few equal rows
 * has no bound; at 200 nobody can tell it from a Gaussian.
 */
export const DEGREES_OF_FREEDOM_BOUNDS = { min: 1, max: 200 } as const;

/** Where degrees of freedom begin that are estimated. */
const START_DEGREES_OF_FREEDOM = 8;

/** What a family of Student's t is made with: the shape of its scale matrices, and its degrees of freedom. */
export interface StudentTOptions {
  /** The scale matrix of each state: its diagonal, or all of it. @default 'diag' */
  readonly scaleType?: 'diag' | 'full' | undefined;
  /** Estimated for each state, estimated once for all, or a number that stays. @default 'state' */
  readonly degreesOfFreedom?: 'state' | 'shared' | number | undefined;
  /** Between which they lie. @default DEGREES_OF_FREEDOM_BOUNDS, 1 to 200 */
  readonly bounds?: { readonly min: number; readonly max: number } | undefined;
}

const optionNames: OptionNames<StudentTOptions> = { scaleType: true, degreesOfFreedom: true, bounds: true };

/** Rows and weights: the M step of the degrees of freedom needs both, after that of the scales. */
interface Statistics {
  readonly data: EmissionData;
  readonly weights: Float64Array;
  readonly nStates: number;
}

/**
 * The multivariate Student t: a Gaussian whose covariance is divided by a gamma variable of its own in every row, so that
 * far rows cost less and pull less (Peel and McLachlan 2000). Parameters: `means`, K x D; `scales`, K x D (diag) or
 * K x D x D (full), the covariance being nu / (nu - 2) times it where nu > 2; `degreesOfFreedom`, K, or one number where
 * they are shared or fixed.
 *
 *     log p(y given k) = log Gamma((nu + D) / 2) - log Gamma(nu / 2) - D / 2 log(nu pi) - 1/2 log |S|
 *                        - (nu + D) / 2 log(1 + delta / nu),   delta = (y - mu)' S^-1 (y - mu)
 *
 * The M step is that of EM with the latent scale, u = (nu + D) / (nu + delta): means weighted with g u, scales the
 * weighted scatter over the sum of g; then the degrees of freedom that maximise the weighted log-likelihood itself, between
 * the bounds (ECME; Liu and Rubin 1995). The features of a row share one latent scale, so that a diagonal t is no product
 * of univariate ones. A row must be whole or wholly missing.
 *
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { createHmm, createOnlineFilter, studentT } from '@regimekit/hmm-core';
 *
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.98, 0.02], [0.05, 0.95]],
 *   emissions: {
 *     family: studentT(),
 *     parameters: { means: [0.05, -0.1], scales: [0.5, 2], degreesOfFreedom: [6, 4] },
 *   },
 * });
 * createOnlineFilter(model).update([-1.2]).filteredProbs; // one bad day convinces less than with a Gaussian
 * ```
 */
export function studentT(options: StudentTOptions = {}): EmissionFamily<Statistics> {
  checkOptions(options, optionNames, 'studentT');
  const { scaleType = 'diag', degreesOfFreedom = 'state', bounds = DEGREES_OF_FREEDOM_BOUNDS } = options;
  if (scaleType !== 'diag' && scaleType !== 'full') {
    throw new InvalidOptionError('scaleType', "'diag' or 'full'", scaleType);
  }
  checkBounds(bounds, degreesOfFreedom);
  const structure = covarianceStructures[scaleType];
  const fixed = typeof degreesOfFreedom === 'number';
  const shared = degreesOfFreedom !== 'state';
  const nuOf = (nus: Float64Array, k: number) => nus[shared ? 0 : k]!;
  return {
    name: 'student-t',
    options: { scaleType, degreesOfFreedom, bounds: { min: bounds.min, max: bounds.max } },
    layout: (nFeatures) => ({
      means: { shape: [nFeatures], domain: 'real' },
      scales: covarianceBlock(scaleType, nFeatures),
      degreesOfFreedom: { shape: [], domain: { min: bounds.min, max: bounds.max }, shared, fixed },
    }),

    checkParameters({ degreesOfFreedom: nus }) {
      if (!fixed || nus![0] === degreesOfFreedom) return;
      throw new InvalidOptionError('degreesOfFreedom', `those of the family, ${degreesOfFreedom}`, nus![0]);
    },

    logDensitiesInto(out, data, parameters, nStates) {
      const { nFeatures: D } = data;
      const logNorms = distancesInto(out, structure, data, parameters, nStates);
      for (let k = 0; k < nStates; k++) {
        const nu = nuOf(parameters.degreesOfFreedom!, k);
        // logNorms has -D/2 log(2 pi) - 1/2 log |S|.
        const norm = logNorms[k]! + logGamma((nu + D) / 2) - logGamma(nu / 2) - (D / 2) * Math.log(nu / 2);
        for (let at = k; at < out.length; at += nStates) out[at] = norm - ((nu + D) / 2) * Math.log1p(out[at]! / nu);
      }
    },

    accumulate: (data, weights, _previous, nStates) => ({ data, weights, nStates }),

    estimate({ data, weights, nStates }, previous, { varianceFloor, repairs }) {
      const { nFeatures: D } = data;
      const nus = previous.degreesOfFreedom!;
      const distances = new Float64Array(weights.length);
      distancesInto(distances, structure, data, previous, nStates);
      // g u, which makes the moments those of a Gaussian...
      const scaled = weights.map((weight, at) => {
        const nu = nuOf(nus, at % nStates);
        return (weight * (nu + D)) / (nu + distances[at]!);
      });
      const own = ownParameters(previous, nStates, D);
      const moments = structure.createMoments(nStates, D);
      structure.momentsInto(moments, data.rows, data.nSteps, scaled, own);
      const totals = totalWeights(weights, nStates);
      const located = estimateScales(structure, moments, totals, own, varianceFloor, repairs);
      const next = { means: located.means, scales: located.covariances, degreesOfFreedom: nus };
      if (fixed) return next;
      distancesInto(distances, structure, data, next, nStates);
      const groups = nus.map((nu, group) => {
        if (!shared && totals[group]! <= EMPTY_WEIGHT) return nu;
        const own = (values: Float64Array) => (shared ? values : values.filter((_, at) => at % nStates === group));
        const rows = { distances: own(distances), weights: own(weights), nFeatures: D };
        const found = estimateDegreesOfFreedom(rows, nu, bounds);
        if (found === bounds.min || found === bounds.max) repairs.bounds++;
        return found;
      });
      return { ...next, degreesOfFreedom: groups };
    },

    initialise({ rows, nFeatures }, weights, { nStates }) {
      const { means, covariances } = gaussianStart(structure, rows, weights, nStates, nFeatures);
      const nu = fixed ? degreesOfFreedom : Math.min(Math.max(START_DEGREES_OF_FREEDOM, bounds.min), bounds.max);
      // A t of variance v has the scale v (nu - 2) / nu.
      const share = nu > 3 ? (nu - 2) / nu : 1 / 3;
      return {
        means,
        scales: covariances.map((value) => share * value),
        degreesOfFreedom: new Float64Array(shared ? 1 : nStates).fill(nu),
      };
    },

    sampleInto(row, k, parameters, random) {
      const nu = nuOf(parameters.degreesOfFreedom!, k);
      const own = ownParameters(parameters, parameters.means!.length / row.length, row.length);
      const u = random.gamma(nu / 2) / (nu / 2);
      drawGaussian(row, k, own, scaleType, random, 1 / Math.sqrt(u));
    },

    cdfInto(out, { rows, nSteps, nFeatures: D }, d, parameters, nStates) {
      const own = ownParameters(parameters, nStates, D);
      for (let t = 0; t < nSteps; t++) {
        for (let k = 0; k < nStates; k++) {
          const z = (rows[t * D + d]! - own.means[k * D + d]!) / Math.sqrt(structure.variance(own, k, d));
          out[t * nStates + k] = studentTCdf(z, nuOf(parameters.degreesOfFreedom!, k));
        }
      }
    },

    // nu / (nu - 2) of the scale; with two degrees of freedom or fewer there is no variance, with one no mean.
    momentsOf({ nFeatures: D }, { means, scales, degreesOfFreedom: nus }, nStates) {
      const covariances = fullCovariances(scaleType, scales!, nStates, D);
      const own = means!.slice();
      for (let k = 0; k < nStates; k++) {
        const nu = nuOf(nus!, k);
        if (nu <= 1) own.fill(Number.NaN, k * D, (k + 1) * D);
        for (let at = k * D * D; at < (k + 1) * D * D; at++) {
          const infinite = nu <= 1 ? Number.NaN : at % (D + 1) === (k * D * D) % (D + 1) ? Infinity : Number.NaN;
          covariances[at] = nu > 2 ? (covariances[at]! * nu) / (nu - 2) : infinite;
        }
      }
      return { means: own, covariances };
    },
  };
}

function checkBounds({ min, max }: { min: number; max: number }, degreesOfFreedom: unknown): void {
  if (!(min > 0 && min < max && max < Infinity)) {
    throw new InvalidOptionError('bounds', 'two numbers with 0 < min < max < Infinity', `${min} and ${max}`);
  }
  if (degreesOfFreedom === 'state' || degreesOfFreedom === 'shared') return;
  if (typeof degreesOfFreedom === 'number' && degreesOfFreedom >= min && degreesOfFreedom <= max) return;
  throw new InvalidOptionError(
    'degreesOfFreedom',
    `'state', 'shared' or a number from ${min} to ${max}`,
    degreesOfFreedom,
    'Other bounds can be given as bounds: { min, max }.',
  );
}

function ownParameters({ means, scales }: EmissionParameters, nStates: number, nFeatures: number): GaussianParameters {
  return { nStates, nFeatures, means: means!, covariances: scales! };
}

/** Writes the squared distances; returns -D/2 log(2 pi) - 1/2 log |S_k|. */
function distancesInto(
  out: Float64Array,
  structure: CovarianceStructure,
  { rows, nFeatures }: EmissionData,
  parameters: EmissionParameters,
  nStates: number,
): Float64Array {
  const own = ownParameters(parameters, nStates, nFeatures);
  const factors = structure.createFactors(nStates, nFeatures);
  structure.factorInto(factors, own);
  squaredDistancesInto(out, rows, structure, own, factors);
  return factors.logNorms;
}

function totalWeights(weights: Float64Array, nStates: number): Float64Array {
  const totals = new Float64Array(nStates);
  for (let at = 0; at < weights.length; at++) totals[at % nStates]! += weights[at]!;
  return totals;
}

/** Means weighted with g u; scales the scatter weighted with g u over the sum of g alone. */
function estimateScales(
  structure: CovarianceStructure,
  moments: ReturnType<CovarianceStructure['createMoments']>,
  totals: Float64Array,
  previous: GaussianParameters,
  floor: Float64Array | undefined,
  repairs: EmissionRepairs,
): GaussianParameters {
  const next = estimateGaussian(structure, moments, previous, undefined, repairs);
  const size = next.covariances.length / totals.length;
  for (let p = 0; p < next.covariances.length; p++) {
    const k = Math.floor(p / size);
    // The Gaussian step divided by the sum of g u.
    if (totals[k]! > EMPTY_WEIGHT) next.covariances[p]! *= moments.weights[k]! / totals[k]!;
  }
  if (floor !== undefined) repairs.varianceFloor += structure.raiseToFloor(next, floor);
  return next;
}
