import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError } from '../errors.ts';
import type { KernelChoice } from '../kernels/kernel.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import type { ObservedSequences } from '../observations.ts';
import { resolveConstraints, type ConstraintOptions, type Constraints } from './constraints.ts';
import { resolvePriorOptions, type PriorOptions } from './prior-settings.ts';
import type { ResolvedPriors } from './priors.ts';
import type { Parameters } from './parameters.ts';
import { pooledMoments, varianceFloor } from './variance-floor.ts';

/** What a progress callback hears after each iteration. */
export interface FitProgress {
  /** Index of the restart; 0 in `baumWelch`. */
  readonly restart: number;
  readonly restarts: number;
  /** Whether this is one of the short runs of a search, or a run to the end. */
  readonly run: 'short' | 'full';
  /** Iterations done in this restart. */
  readonly iteration: number;
  readonly maxIterations: number;
  /** Data log-likelihood of the parameters after this iteration. */
  readonly logLikelihood: number;
}

/** Returning false ends the fit with what it has (`stopReason: 'cancelled'`); anything else goes on. */
export type OnProgress = (progress: FitProgress) => boolean | void;

/** How EM is sped up. */
export type Acceleration = 'none' | 'squarem';

const accelerations: readonly Acceleration[] = ['none', 'squarem'];

/** What `baumWelch` is told beside the start and the rows. */
export interface BaumWelchOptions extends PriorOptions, ConstraintOptions {
  /**
   * Rows of each sequence, one after the other.
   *
   * @default one sequence, or the lengths the observations carry
   */
  readonly lengths?: readonly number[] | undefined;
  /** @default 100 */
  readonly maxIterations?: number | undefined;
  /**
   * Stop when an iteration gains no more than this of penalised objective per observation. -Infinity runs exactly
   * `maxIterations`, whatever the objective does.
   *
   * @default 1e-6
   */
  readonly tolerance?: number | undefined;
  /**
   * Smallest variance, as a share of each feature's variance over all rows. With tied and full covariances it holds in
   * every direction (of the features so scaled), not only along the features.
   *
   * @default 0, none
   */
  readonly varianceFloor?: number | undefined;
  /**
   * `squarem` extrapolates every third step of EM and keeps the extrapolation only if the penalised objective rises.
   *
   * @default 'none'
   */
  readonly acceleration?: Acceleration | undefined;
  /**
   * What a NaN means. `'marginalise'`: a missing value; EM maximises the likelihood of the values that are there
   * (docs/formulas.md, "Missing values"). Complete data gives the same bytes either way.
   *
   * @default 'error', which names row and column
   */
  readonly missing?: MissingPolicy | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Which implementation of the inner loops. @default 'auto' */
  readonly kernel?: KernelChoice | undefined;
}

export const baumWelchOptionNames: OptionNames<BaumWelchOptions> = {
  lengths: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  acceleration: true,
  missing: true,
  onProgress: true,
  kernel: true,
  priors: true,
  shrinkage: true,
  fixed: true,
  stationaryStart: true,
};

/** Everything one EM run is told. Plain data but for the callback. */
export interface EmSettings {
  readonly maxIterations: number;
  readonly tolerance: number;
  /** T, which the tolerance is multiplied by. */
  readonly nSteps: number;
  readonly priors: ResolvedPriors;
  /** Smallest variance of each feature, or undefined for none. */
  readonly floor: Float64Array | undefined;
  readonly constraints: Constraints;
  readonly acceleration: Acceleration;
  /** False ends the run. */
  readonly onIteration?: ((iteration: number, logLikelihood: number) => boolean) | undefined;
}

export function resolveEmSettings(
  options: BaumWelchOptions,
  shape: Pick<Parameters, 'covarianceType' | 'nStates' | 'nFeatures'>,
  observed: ObservedSequences,
): EmSettings {
  const { maxIterations = 100, tolerance = 1e-6, varianceFloor: share = 0, onProgress } = options;
  checkWholeNumber(maxIterations, 'maxIterations', 0);
  checkTolerance(tolerance);
  checkFloorShare(share);
  checkOnProgress(onProgress);
  const constraints = resolveConstraints(options);
  const { acceleration = 'none' } = options;
  if (!accelerations.includes(acceleration)) {
    throw new InvalidOptionError('acceleration', `one of ${accelerations.join(', ')}`, acceleration);
  }
  return {
    maxIterations,
    tolerance,
    nSteps: observed.nSteps,
    priors: resolvePriorOptions(options, shape, observed),
    constraints,
    acceleration,
    floor:
      share === 0 || constraints.fixed.includes('covariances')
        ? undefined
        : varianceFloor(pooledMoments(observed), share),
    onIteration: onProgress && listen(onProgress, { restart: 0, restarts: 1, run: 'full', maxIterations }),
  };
}

/** Turns the callback of a user into the one of a run. */
export function listen(
  onProgress: OnProgress,
  run: Omit<FitProgress, 'iteration' | 'logLikelihood'>,
): NonNullable<EmSettings['onIteration']> {
  return (iteration, logLikelihood) => onProgress({ ...run, iteration, logLikelihood }) !== false;
}

export function checkOnProgress(onProgress: OnProgress | undefined): void {
  if (onProgress === undefined || typeof onProgress === 'function') return;
  throw new InvalidOptionError('onProgress', 'a function', onProgress);
}

export function checkTolerance(tolerance: number): void {
  if (tolerance === -Infinity || (tolerance >= 0 && tolerance < Infinity)) return;
  throw new InvalidOptionError('tolerance', 'at least 0, or -Infinity to run exactly maxIterations', tolerance);
}

export function checkFloorShare(share: number): void {
  if (share >= 0 && share < 1) return;
  throw new InvalidOptionError('varianceFloor', 'a share of the pooled variance, at least 0 and below 1', share);
}
