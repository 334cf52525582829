import type { OptionNames } from '@regimekit/numerics';
import { InvalidOptionError, TooManyStatesError } from '../errors.ts';
import { covarianceTypes } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { chooseKernel, createEStepKernel } from '../kernels/create-kernel.ts';
import type { EStepKernel, KernelChoice, KernelName } from '../kernels/kernel.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkEveryColumnObserved, type MissingPolicy } from '../missing/patterns.ts';
import { readObservations, type Observations, type ObservedSequences } from '../observations.ts';
import { givenStart, warmStart, type StartShape } from '../initialization/given.ts';
import { checkGaussianModel } from '../model/check-model.ts';
import type { GaussianHmm } from '../model/gaussian-hmm.ts';
import type { Parameters } from './parameters.ts';
import {
  checkOnProgress,
  resolveEmSettings,
  type Acceleration,
  type BaumWelchOptions,
  type EmSettings,
  type OnProgress,
} from './em-settings.ts';
import { resolveConstraints, type ConstraintOptions, type Constraints } from './constraints.ts';
import { isDirichletNiw, type DirichletNiwPriors } from './dirichlet-niw.ts';
import { checkPriors, type PriorOptions, type Shrinkage } from './prior-settings.ts';
import { maximumLikelihoodPriors, type Priors } from './priors.ts';
import { resolveSearch, type SearchOptions, type SearchSettings } from './search.ts';
import { pooledMoments, varianceFloor, type PooledMoments } from './variance-floor.ts';

/** What `fitGaussianHmm` is told: the shape of the model, the search, the priors. */
export interface FitOptions extends PriorOptions, ConstraintOptions {
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
  /**
   * How many seeded starts to run, each to its end. 0 is possible when `startFrom` or `starts` bring one.
   *
   * @default left to `search`
   */
  readonly restarts?: number | undefined;
  /** Many short runs, of which the best go on. @default 80 starts, 5 iterations each, the best 12 to the end */
  readonly search?: SearchOptions | undefined;
  /**
   * The model that this fit follows, in the units of the observations: one more start, which always runs to its end. Its
   * zeros are not taken for structure.
   */
  readonly startFrom?: GaussianHmm | undefined;
  /** Starts of your own, run to their end as they are: an exact zero in one stays a zero. @default none */
  readonly starts?: readonly GaussianHmm[] | undefined;
  /** @default 500 */
  readonly maxIterations?: number | undefined;
  /** As in `baumWelch`: gain of penalised objective per observation. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** As in `baumWelch`: a share of each feature's variance over all rows. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** As in `baumWelch`. @default 'none' */
  readonly acceleration?: Acceleration | undefined;
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** As in `baumWelch`: what a NaN means. @default 'error', which names row and column */
  readonly missing?: MissingPolicy | undefined;
  readonly onProgress?: OnProgress | undefined;
  /** Which implementation of the inner loops. @default 'auto' */
  readonly kernel?: KernelChoice | undefined;
}

export const fitOptionNames: OptionNames<FitOptions> = {
  nStates: true,
  covarianceType: true,
  seed: true,
  restarts: true,
  search: true,
  startFrom: true,
  starts: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  acceleration: true,
  lengths: true,
  missing: true,
  onProgress: true,
  kernel: true,
  priors: true,
  shrinkage: true,
  fixed: true,
  stationaryStart: true,
};

/** The options of a fit as they were used, defaults filled in. */
export interface FitSettings {
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly seed: number;
  /** Seeded starts. */
  readonly restarts: number;
  /** What was done with them; null when each was run to its end. */
  readonly search: SearchSettings | null;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly priors: Priors | DirichletNiwPriors;
  readonly shrinkage: Shrinkage | null;
  readonly constraints: Constraints;
  readonly acceleration: Acceleration;
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
  /** Starts that the caller brought along; restarts 0, 1, ... of the fit. */
  readonly given: readonly GivenStart[];
}

interface GivenStart {
  readonly kind: 'previous' | 'given';
  readonly parameters: Parameters;
}

/** @throws everything that can be wrong with observations and options */
export function planFit(observations: Observations, options: FitOptions): FitPlan {
  const observed = readObservations(observations, options.lengths, undefined, options.missing);
  checkEveryColumnObserved(observed);
  checkStarts(options);
  checkOnProgress(options.onProgress);
  const settings: FitSettings = {
    nStates: options.nStates,
    covarianceType: options.covarianceType ?? 'diag',
    seed: options.seed ?? 0,
    ...resolveSearch(options.restarts, options.search, countGiven(options)),
    maxIterations: options.maxIterations ?? 500,
    tolerance: options.tolerance ?? 1e-6,
    priors: fillIn(checkPriors(options.priors)),
    shrinkage: options.shrinkage ?? null,
    constraints: resolveConstraints(options),
    acceleration: options.acceleration ?? 'none',
    varianceFloor: options.varianceFloor ?? 1e-6,
    kernel: chooseKernel(observed, options.kernel),
  };
  checkSettings(settings, observed.missing?.nObservedRows ?? observed.nSteps);
  checkFixed(options);
  const pooled = pooledMoments(observed);
  // Also without a floor: starts are made in units of the pooled variance.
  varianceFloor(pooled, settings.varianceFloor);
  const { maxIterations, tolerance, priors, varianceFloor: share } = settings;
  const { shrinkage, fixed, stationaryStart, acceleration } = options;
  const emOptions: BaumWelchOptions = {
    maxIterations,
    tolerance,
    priors,
    shrinkage,
    varianceFloor: share,
    fixed,
    stationaryStart,
    acceleration,
  };
  const shape = { ...settings, nFeatures: observed.nFeatures };
  const em = resolveEmSettings(emOptions, shape, observed);
  return { settings, observed, pooled, em, given: readGiven(options, shape) };
}

function checkStarts({ startFrom, starts = [] }: FitOptions): void {
  if (!Array.isArray(starts)) throw new InvalidOptionError('starts', 'an array of models', starts);
  for (const [i, model] of starts.entries()) checkGaussianModel(model, `starts[${i}]`);
  if (startFrom !== undefined) checkGaussianModel(startFrom, 'startFrom');
}

/** Fixed parameters must come from somewhere. */
function checkFixed({ fixed = [], starts = [] }: FitOptions): void {
  if (fixed.length === 0 || starts.length === 1) return;
  throw new InvalidOptionError(
    'starts',
    'exactly one model when parameters are fixed',
    `${starts.length} models`,
    `Put the model that holds the fixed ${fixed.join(', ')} into starts.`,
  );
}

function countGiven({ startFrom, starts = [] }: FitOptions): number {
  return starts.length + (startFrom === undefined ? 0 : 1);
}

function readGiven({ startFrom, starts = [] }: FitOptions, shape: StartShape): GivenStart[] {
  const own = starts.map((model, i): GivenStart => {
    return { kind: 'given', parameters: givenStart(model, shape, `starts[${i}]`) };
  });
  return startFrom === undefined ? own : [{ kind: 'previous', parameters: warmStart(startFrom, shape) }, ...own];
}

function fillIn(priors: Priors | DirichletNiwPriors): Priors | DirichletNiwPriors {
  return isDirichletNiw(priors) ? priors : { ...maximumLikelihoodPriors(), ...priors };
}

function checkSettings({ nStates, covarianceType, seed, maxIterations }: FitSettings, nSteps: number): void {
  checkWholeNumber(nStates, 'nStates');
  if (!Number.isSafeInteger(seed)) throw new InvalidOptionError('seed', 'a whole number', seed);
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
