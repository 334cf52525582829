import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { InvalidPriorsError } from '../errors.ts';
import { broadcast, type NestedNumbers } from '../math/nested-numbers.ts';
import type { Priors } from './priors.ts';

/** Hyper-parameters of the Dirichlet and normal inverse Wishart priors, in the terms of the textbooks. */
export interface DirichletNiwOptions {
  /** Dirichlet weights of the initial probabilities: K. @default 1, flat */
  readonly initialProbs?: NestedNumbers | undefined;
  /** Dirichlet weights of the rows of the transition matrix: K x K. @default 1, flat */
  readonly transitions?: NestedNumbers | undefined;
  /**
   * Sticky term: added to the Dirichlet weight of staying in each state, so many stays seen before the data.
   *
   * @default 0
   */
  readonly stickiness?: number | undefined;
  /** @default none: means and covariances are maximum likelihood */
  readonly emissions?: NormalInverseWishart | undefined;
}

/**
 * Sigma_k ~ inverse Wishart(nu, Psi), mu_k given Sigma_k ~ N(m, Sigma_k / kappa); one inverse Wishart for all states when
 * they share a covariance; scaled inverse chi-squared, its one-dimensional case, for spherical and diag.
 */
export interface NormalInverseWishart {
  /** m: K x D, or what spreads to it. @default the means of all rows */
  readonly means?: NestedNumbers | undefined;
  /** kappa, how many observations the pull of the means is worth. @default 0, none */
  readonly meansWeight?: number | undefined;
  /** nu: above D - 1 (tied, full) or above 0 (spherical, diag). */
  readonly degreesOfFreedom: number;
  /** Psi: D x D (tied, full), or its diagonal, D (spherical, diag). @default nu times the covariance of all rows */
  readonly scale?: NestedNumbers | undefined;
}

export const dirichletNiwNames: OptionNames<DirichletNiwOptions> = {
  initialProbs: true,
  transitions: true,
  stickiness: true,
  emissions: true,
};

const emissionNames: OptionNames<NormalInverseWishart> = {
  means: true,
  meansWeight: true,
  degreesOfFreedom: true,
  scale: true,
};

/** Priors in the parametrisation of textbooks. Made by `dirichletNiwPriors`. */
export interface DirichletNiwPriors extends DirichletNiwOptions {
  readonly kind: 'dirichlet-niw';
}

/**
 * Priors in the parametrisation of textbooks (Gelman et al. 2013, section 3.6; Fox et al. 2011 for the sticky term); EM
 * then climbs to the mode of the posterior. Where hmmlearn's `Priors` cut weights at zero, every weight here means what
 * its distribution says. Formulas of the M steps: docs/formulas.md.
 *
 * @example
 * ```ts
 * import { createGaussianHmm, dirichletNiwPriors, fitGaussianHmm, sample } from '@regimekit/hmm-core';
 *
 * const truth = createGaussianHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.95, 0.05], [0.1, 0.9]],
 *   means: [[-2], [1]],
 *   covariances: [[1], [0.5]],
 * });
 * const { observations } = sample(truth, 300, { seed: 1 });
 * const priors = dirichletNiwPriors({ stickiness: 20, emissions: { degreesOfFreedom: 5 } });
 * const fit = fitGaussianHmm(observations, { nStates: 2, restarts: 2, priors });
 * fit.penalisedObjective < fit.logLikelihood; // true
 * ```
 */
export function dirichletNiwPriors(options: DirichletNiwOptions): DirichletNiwPriors {
  checkOptions(options, dirichletNiwNames, 'dirichletNiwPriors');
  const { emissions } = options;
  if (emissions !== undefined) checkOptions(emissions, emissionNames, 'emissions');
  return { kind: 'dirichlet-niw', ...options };
}

export function isDirichletNiw(priors: Priors | DirichletNiwPriors): priors is DirichletNiwPriors {
  return 'kind' in priors && priors.kind === 'dirichlet-niw';
}

/** What a translation needs to know of model and data. */
export interface PriorContext {
  readonly covarianceType: CovarianceType;
  readonly nStates: number;
  readonly nFeatures: number;
  /** Means of all rows, D. */
  readonly pooledMeans: () => Float64Array;
  /** Covariance of all rows, D x D. */
  readonly pooledCovariance: () => Float64Array;
}

/**
 * The same priors as weights and sums of the M steps, which is how `Priors` says them: c = Psi, and v such that the
 * denominator gains nu + D + 2 (full), nu + D + 1 + K (tied), nu + 3 (diag) or (nu + 2 + D) / D (spherical); one (K, 1, D)
 * less of it where kappa is 0, for there is no density of the mean then.
 *
 * @throws InvalidPriorsError
 */
export function translateDirichletNiw(priors: DirichletNiwPriors, context: PriorContext): Priors {
  const { nStates: K } = context;
  const { initialProbs = 1, transitions = 1, stickiness = 0, emissions } = priors;
  checkNumber('stickiness', stickiness, stickiness >= 0, 'at least 0');
  const weights = broadcast(transitions, [K, K], 'priors.transitions');
  for (let i = 0; i < K; i++) weights[i * K + i]! += stickiness;
  return {
    initialProbs,
    transitionMatrix: Array.from({ length: K }, (_, i) => weights.subarray(i * K, (i + 1) * K)),
    ...(emissions === undefined ? {} : translateEmissions(emissions, context)),
  };
}

function translateEmissions(emissions: NormalInverseWishart, context: PriorContext): Priors {
  const { covarianceType, nFeatures: D } = context;
  const { means = Array.from(context.pooledMeans()), meansWeight = 0, degreesOfFreedom: nu } = emissions;
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  const least = matrices ? D - 1 : 0;
  checkNumber('emissions.degreesOfFreedom', nu, nu > least, `above ${least}`);
  checkNumber('emissions.meansWeight', meansWeight, meansWeight >= 0, 'at least 0');
  const pooled = context.pooledCovariance();
  const shape = matrices ? [D, D] : [D];
  const scale =
    emissions.scale === undefined
      ? Float64Array.from({ length: matrices ? D * D : D }, (_, p) => nu * pooled[matrices ? p : p * D + p]!)
      : broadcast(emissions.scale, shape, 'priors.emissions.scale');
  if (covarianceType === 'spherical') for (let d = 0; d < D; d++) scale[d]! /= D;
  return {
    means,
    meansWeight,
    covariances: matrices ? rowsOf(scale, D) : scale,
    covariancesWeight: (matrices ? D : 1) + denominatorGain(nu, meansWeight > 0, context),
  };
}

function denominatorGain(nu: number, hasMeans: boolean, { covarianceType, nStates: K, nFeatures: D }: PriorContext) {
  switch (covarianceType) {
    case 'full':
      return nu + D + 1 + (hasMeans ? 1 : 0);
    case 'tied':
      return nu + D + 1 + (hasMeans ? K : 0);
    case 'diag':
      return nu + 2 + (hasMeans ? 1 : 0);
    default:
      return (nu + 2 + (hasMeans ? D : 0)) / D;
  }
}

function rowsOf(matrix: Float64Array, D: number): Float64Array[] {
  return Array.from({ length: D }, (_, i) => matrix.subarray(i * D, (i + 1) * D));
}

function checkNumber(name: string, value: number, holds: boolean, expected: string): void {
  if (holds && Number.isFinite(value)) return;
  throw new InvalidPriorsError(`priors.${name} must be a finite number ${expected}, received ${value}.`, {
    code: 'INVALID_PRIORS',
    details: { name, received: String(value) },
  });
}
