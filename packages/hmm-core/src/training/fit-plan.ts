import { InvalidOptionError, TooManyStatesError } from '../errors.ts';
import { covarianceTypes } from '../emissions/emission-families.ts';
import type { CovarianceType } from '../emissions/emission-family.ts';
import { chooseKernel, createEStepKernel } from '../kernels/create-kernel.ts';
import type { EStepKernel, KernelChoice, KernelName } from '../kernels/kernel.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkEveryColumnObserved, type MissingPolicy } from '../missing/patterns.ts';
import { readObservations, type Observations, type ObservedSequences } from '../observations.ts';
import { resolveEmSettings, type BaumWelchOptions, type EmSettings, type OnProgress } from './em-settings.ts';
import { maximumLikelihoodPriors, type Priors } from './priors.ts';
import { pooledMoments, varianceFloor, type PooledMoments } from './variance-floor.ts';

export interface FitOptions {
  /** K. */
  readonly nStates: number;
  /** @default 'diag' */
  readonly covarianceType?: CovarianceType | undefined;
  /**
   * A whole number; the same seed gives the same bytes.
   *
   * @default 0
   */
  readonly seed?: number | undefined;
  /** How many starts to try; even ones are k-means++, odd ones random. @default 20 */
  readonly restarts?: number | undefined;
  /** @default 500 */
  readonly maxIterations?: number | undefined;
  /** As in `baumWelch`: gain of penalised objective per observation. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** @default maximum likelihood: no prior */
  readonly priors?: Priors | undefined;
  /** As in `baumWelch`: a share of each feature's variance over all rows. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** As in `baumWelch`: what a NaN means. @default 'error', which names row and column */
  readonly missing?: MissingPolicy | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Which implementation of the inner loops. @default 'auto' */
  readonly kernel?: KernelChoice | undefined;
}

/** The options of a fit as they were used, defaults filled in. */
export interface FitSettings {
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly seed: number;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly priors: Priors;
  readonly varianceFloor: number;
  /** What 'auto' came to: every worker uses the same. */
  readonly kernel: KernelName;
}

/** A checked fit: all that a restart needs, as plain data. */
export interface FitPlan {
  readonly settings: FitSettings;
  readonly observed: ObservedSequences;
  readonly pooled: PooledMoments;
  readonly em: EmSettings;
}

/** @throws everything that can be wrong with observations and options */
export function planFit(observations: Observations, options: FitOptions): FitPlan {
  const observed = readObservations(observations, options.lengths, undefined, options.missing);
  checkEveryColumnObserved(observed);
  const settings: FitSettings = {
    nStates: options.nStates,
    covarianceType: options.covarianceType ?? 'diag',
    seed: options.seed ?? 0,
    restarts: options.restarts ?? 20,
    maxIterations: options.maxIterations ?? 500,
    tolerance: options.tolerance ?? 1e-6,
    priors: { ...maximumLikelihoodPriors(), ...options.priors },
    varianceFloor: options.varianceFloor ?? 1e-6,
    kernel: chooseKernel(observed, options.kernel),
  };
  checkSettings(settings, observed.missing?.nObservedRows ?? observed.nSteps);
  const pooled = pooledMoments(observed);
  // Also without a floor: starts are made in units of the pooled variance.
  varianceFloor(pooled, settings.varianceFloor);
  const { maxIterations, tolerance, priors, varianceFloor: share } = settings;
  const emOptions: BaumWelchOptions = { maxIterations, tolerance, priors, varianceFloor: share };
  const em = resolveEmSettings(emOptions, { ...settings, nFeatures: observed.nFeatures }, observed);
  return { settings, observed, pooled, em };
}

function checkSettings({ nStates, covarianceType, seed, restarts, maxIterations }: FitSettings, nSteps: number): void {
  checkWholeNumber(nStates, 'nStates');
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError('seed', 'a whole number', seed);
  checkWholeNumber(restarts, 'restarts');
  checkWholeNumber(maxIterations, 'maxIterations');
  if (!covarianceTypes.includes(covarianceType)) {
    throw new InvalidOptionError('covarianceType', `one of ${covarianceTypes.join(', ')}`, covarianceType);
  }
  if (nStates <= nSteps) return;
  throw new TooManyStatesError(`${nStates} states cannot be learnt from ${nSteps} row(s).`, {
    code: 'TOO_MANY_STATES',
    hint: 'Give more rows (checkSampleSize says how many), or ask for fewer states.',
    details: { nStates, nSteps },
  });
}

/** The kernel that the plan names. */
export function createPlannedKernel({ observed, settings }: FitPlan): EStepKernel {
  return createEStepKernel(observed, settings, settings.kernel === 'wasm-simd' ? 'wasm' : 'typescript');
}
