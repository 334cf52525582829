import type { OptionNames } from '@regimekit/numerics';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType, DensityFactors, GaussianPriors } from '../emissions/gaussian/covariance-structure.ts';
import { InvalidPriorsError } from '../errors.ts';
import { broadcast, type NestedNumbers } from '../math/nested-numbers.ts';
import type { Chain } from '../inference/chain.ts';
import type { Parameters } from './parameters.ts';

/**
 * Prior settings with the meaning they have in hmmlearn. A number stands for every element; arrays are spread by numpy's
 * rule. Each default is maximum likelihood.
 */
export interface Priors {
  /** a, Dirichlet weights of the initial probabilities: K. @default 1 */
  readonly initialProbs?: NestedNumbers | undefined;
  /** A, Dirichlet weights of the rows of the transition matrix: K x K. @default 1 */
  readonly transitionMatrix?: NestedNumbers | undefined;
  /** m, where the means are drawn to: K x D. @default 0 */
  readonly means?: NestedNumbers | undefined;
  /**
   * w, how many observations that pull is worth: K x D. With tied and full covariances it must be the same for all
   * features of a state.
   *
   * @default 0
   */
  readonly meansWeight?: NestedNumbers | undefined;
  /**
   * c, added to the scatter of the states: K x D (spherical, diag), D x D (tied), K x D x D (full). As in hmmlearn a
   * number is added to *every* element of a tied or full matrix: a matrix of rank one, which regularises nothing.
   *
   * @default 0
   */
  readonly covariances?: NestedNumbers | undefined;
  /** v: `max(v - 1, 0)` (spherical, diag) or `max(v - D, 0)` (tied, full) is added to the count of observations. @default 1 */
  readonly covariancesWeight?: number | undefined;
}

/** Priors of the chain alone, which every family has. */
export type ChainPriorOptions = Pick<Priors, 'initialProbs' | 'transitionMatrix'>;

export const chainPriorNames: OptionNames<ChainPriorOptions> = { initialProbs: true, transitionMatrix: true };

export const priorNames: OptionNames<Priors> = {
  initialProbs: true,
  transitionMatrix: true,
  means: true,
  meansWeight: true,
  covariances: true,
  covariancesWeight: true,
};

/** Priors spread to full shapes. */
export interface ResolvedPriors extends GaussianPriors {
  /** a, length K. */
  readonly initialProbs: Float64Array;
  /** A, K x K. */
  readonly transitionMatrix: Float64Array;
}

/** Maximum likelihood, the default: no prior at all. */
export function maximumLikelihoodPriors() {
  return {
    initialProbs: 1,
    transitionMatrix: 1,
    means: 0,
    meansWeight: 0,
    covariances: 0,
    covariancesWeight: 1,
  } satisfies Priors;
}

/**
 * hmmlearn's defaults: maximum likelihood but for `covariances: 0.01`. It biases every variance by 0.01 / N_k, in squared
 * units of the data, and adds the same number off the diagonal; the data likelihood may then fall between iterations.
 */
export function hmmlearnPriors() {
  return { ...maximumLikelihoodPriors(), covariances: 0.01 } satisfies Priors;
}

/** @throws DimensionMismatchError, InvalidPriorsError */
export function resolvePriors(
  priors: Priors,
  covarianceType: CovarianceType,
  nStates: number,
  nFeatures: number,
): ResolvedPriors {
  const given = { ...maximumLikelihoodPriors(), ...withoutUndefined(priors) };
  const shape = covarianceStructures[covarianceType].priorShape(nStates, nFeatures);
  const resolved: ResolvedPriors = {
    initialProbs: broadcast(given.initialProbs, [nStates], 'priors.initialProbs'),
    transitionMatrix: broadcast(given.transitionMatrix, [nStates, nStates], 'priors.transitionMatrix'),
    means: broadcast(given.means, [nStates, nFeatures], 'priors.means'),
    meansWeight: broadcast(given.meansWeight, [nStates, nFeatures], 'priors.meansWeight'),
    covariances: broadcast(given.covariances, shape, 'priors.covariances'),
    covariancesWeight: given.covariancesWeight,
  };
  checkRange('initialProbs', resolved.initialProbs, 0);
  checkRange('transitionMatrix', resolved.transitionMatrix, 0);
  checkRange('means', resolved.means, -Infinity);
  checkRange('meansWeight', resolved.meansWeight, 0);
  // Off the diagonal of a matrix a negative number is as good as a positive one.
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  checkRange('covariances', resolved.covariances, matrices ? -Infinity : 0);
  checkRange('covariancesWeight', [resolved.covariancesWeight], -Infinity);
  if (matrices) checkOneWeightPerState(resolved.meansWeight, nFeatures, covarianceType);
  return resolved;
}

/**
 * Log prior of all parameters without additive constants: that of the emissions (see their families) and
 * sum_k (a_k - 1) log pi_k + sum_ij (A_ij - 1) log A_ij over what is not exactly zero. Zeros are structure, which the M
 * step never leaves.
 */
export function logPrior(parameters: Parameters, factors: DensityFactors, priors: ResolvedPriors): number {
  return (
    covarianceStructures[parameters.covarianceType].logPrior(parameters, factors, priors) +
    dirichletTerm(parameters.initialProbs, priors.initialProbs) +
    dirichletTerm(parameters.transitionMatrix, priors.transitionMatrix)
  );
}

/** The terms of the chain alone. */
export function logChainPrior(
  { initialProbs, transitionMatrix }: Chain,
  priors: Pick<ResolvedPriors, 'initialProbs' | 'transitionMatrix'>,
): number {
  return dirichletTerm(initialProbs, priors.initialProbs) + dirichletTerm(transitionMatrix, priors.transitionMatrix);
}

/** Dirichlet weights of the chain alone, spread to full shapes. @throws DimensionMismatchError, InvalidPriorsError */
export function resolveChainPriors({ initialProbs = 1, transitionMatrix = 1 }: ChainPriorOptions, nStates: number) {
  const resolved = {
    initialProbs: broadcast(initialProbs, [nStates], 'priors.initialProbs'),
    transitionMatrix: broadcast(transitionMatrix, [nStates, nStates], 'priors.transitionMatrix'),
  };
  checkRange('initialProbs', resolved.initialProbs, 0);
  checkRange('transitionMatrix', resolved.transitionMatrix, 0);
  return resolved;
}

function dirichletTerm(probs: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < probs.length; i++) {
    if (weights[i] !== 1 && probs[i]! > 0) sum += (weights[i]! - 1) * Math.log(probs[i]!);
  }
  return sum;
}

function withoutUndefined(priors: Priors): Priors {
  return Object.fromEntries(Object.entries(priors).filter(([, value]) => value !== undefined));
}

function checkRange(name: keyof Priors, values: ArrayLike<number>, smallest: number): void {
  const wrong = Array.from(values).find((value) => !(Number.isFinite(value) && value >= smallest));
  if (wrong === undefined) return;
  const expected = smallest === 0 ? 'finite numbers of at least 0' : 'finite numbers';
  throw new InvalidPriorsError(`priors.${name} must be ${expected}, received ${wrong}.`, {
    code: 'INVALID_PRIORS',
    details: { name, received: String(wrong) },
  });
}

function checkOneWeightPerState(meansWeight: Float64Array, nFeatures: number, covarianceType: CovarianceType): void {
  const differs = meansWeight.findIndex((weight, p) => weight !== meansWeight[p - (p % nFeatures)]);
  if (differs < 0) return;
  const state = Math.floor(differs / nFeatures);
  throw new InvalidPriorsError(
    `priors.meansWeight must be the same for all features of a state when covariances are ${covarianceType}: ` +
      `state ${state} has ${meansWeight[state * nFeatures]} and ${meansWeight[differs]}.`,
    {
      code: 'INVALID_PRIORS',
      hint: 'Give one number, or a K x 1 array. Weights per feature have a meaning for spherical and diag only.',
      details: { state, feature: differs % nFeatures },
    },
  );
}
