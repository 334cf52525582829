import type { OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { observedCovariance } from '../missing/observed-covariance.ts';
import type { ObservedSequences } from '../observations.ts';
import {
  dirichletNiwNames,
  isDirichletNiw,
  translateDirichletNiw,
  type DirichletNiwPriors,
  type PriorContext,
} from './dirichlet-niw.ts';
import type { Parameters } from './parameters.ts';
import { pooledCovariance } from './pooled-covariance.ts';
import { priorNames, resolvePriors, type Priors, type ResolvedPriors } from './priors.ts';
import { pooledMoments } from './variance-floor.ts';

/**
 * Plain shrinkage: each covariance becomes (weight S + sum_t g_t(k) (x_t - mu)(x_t - mu)') / (weight + N_k), S the
 * covariance of all rows, as if so many more observations of the state had been seen, spread like the whole.
 */
export interface Shrinkage {
  /** In observations. 250, a year of trading days, is a good first value for daily data. */
  readonly weight: number;
}

/** Which priors a fit is under. */
export interface PriorOptions {
  /**
   * `Priors` have hmmlearn's meaning; `dirichletNiwPriors` makes those of textbooks.
   *
   * @default maximum likelihood: no prior
   */
  readonly priors?: Priors | DirichletNiwPriors | undefined;
  /** Draws each covariance towards that of all rows; adds to the priors. @default none */
  readonly shrinkage?: Shrinkage | undefined;
}

const shrinkageNames: OptionNames<Shrinkage> = { weight: true };
const niwPriorNames: OptionNames<DirichletNiwPriors> = { ...dirichletNiwNames, kind: true };

/**
 * Priors and shrinkage as the weights and sums of the M steps.
 *
 * @throws InvalidPriorsError, InvalidOptionError, DimensionMismatchError
 */
export function resolvePriorOptions(
  { priors: given, shrinkage }: PriorOptions,
  { covarianceType, nStates, nFeatures }: Pick<Parameters, 'covarianceType' | 'nStates' | 'nFeatures'>,
  observed: ObservedSequences,
): ResolvedPriors {
  const context: PriorContext = {
    covarianceType,
    nStates,
    nFeatures,
    pooledMeans: () => pooledMoments(observed).means,
    pooledCovariance: () => covarianceOfAllRows(observed),
  };
  const priors = checkPriors(given);
  if (shrinkage !== undefined) checkOptions(shrinkage, shrinkageNames, 'shrinkage');
  const style = isDirichletNiw(priors) ? translateDirichletNiw(priors, context) : priors;
  const resolved = resolvePriors(style, covarianceType, nStates, nFeatures);
  return shrinkage === undefined ? resolved : addShrinkage(resolved, shrinkage, context);
}

/** @throws InvalidOptionError for a misspelt prior, which would be none */
export function checkPriors(priors: Priors | DirichletNiwPriors = {}): Priors | DirichletNiwPriors {
  const ofTextbooks = typeof priors === 'object' && priors !== null && isDirichletNiw(priors);
  checkOptions(priors, ofTextbooks ? niwPriorNames : priorNames, 'priors');
  return priors;
}

function covarianceOfAllRows(observed: ObservedSequences): Float64Array {
  const pooled = pooledMoments(observed);
  const { missing } = observed;
  return missing === undefined ? pooledCovariance(observed, pooled) : observedCovariance(observed, missing, pooled);
}

/** c gains weight S, the denominator weight. */
function addShrinkage(priors: ResolvedPriors, { weight }: Shrinkage, context: PriorContext): ResolvedPriors {
  if (!(weight >= 0 && weight < Infinity)) {
    throw new InvalidOptionError('shrinkage.weight', 'a number of observations, at least 0', weight);
  }
  const { covarianceType, nFeatures: D } = context;
  const matrices = covarianceType === 'tied' || covarianceType === 'full';
  const pooled = context.pooledCovariance();
  const target = (p: number) => (matrices ? pooled[p % (D * D)]! : pooled[(p % D) * (D + 1)]!);
  const base = matrices ? D : 1;
  return {
    ...priors,
    covariances: priors.covariances.map((value, p) => value + weight * target(p)),
    covariancesWeight: base + Math.max(priors.covariancesWeight - base, 0) + weight,
  };
}
