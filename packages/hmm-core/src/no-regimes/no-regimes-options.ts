import type { OptionNames } from '@regimekit/numerics';
import { covarianceTypes } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkFloorShare, checkTolerance } from '../training/em-settings.ts';
import { resolveSearch, type SearchOptions } from '../training/search.ts';
import type { AlternativeSettings } from './log-likelihood-ratio.ts';
import type { NullKind } from './var1.ts';

/** The search of each fit in the test: far fewer starts than a fit for use has, and the same for data and simulations. */
export const TEST_SEARCH = Object.freeze({ starts: 8, shortIterations: 5, keep: 2 });

/** The null, the number of replicates, the search of each fit. */
export interface NoRegimesOptions {
  /** K of the HMM that is tested. @default 2 */
  readonly nStates?: number | undefined;
  /** Of the HMM; the null always has a full covariance. @default 'full' */
  readonly covarianceType?: CovarianceType | undefined;
  /**
   * What holds when there are no regimes: `'var1'`, a vector autoregression of order one; `'iid'`, independent rows.
   * Market data are autocorrelated, so that a rejected `'iid'` says nothing about regimes.
   *
   * @default 'var1'
   */
  readonly null?: NullKind | undefined;
  /** B, simulated series. @default 199 */
  readonly replicates?: number | undefined;
  /**
   * h: stop as soon as so many simulated statistics are at least as large as the observed one (Besag and Clifford 1991).
   * A clear "no" is then cheap; a clear "yes" still takes all replicates.
   *
   * @default none: all replicates
   */
  readonly stopAfter?: number | undefined;
  /**
   * Simulated series by which the estimated null is made as predictable as the data; 0 leaves the estimate, with which the
   * test rejects too easily as soon as there are several features.
   *
   * @default 50
   */
  readonly calibrationReplicates?: number | undefined;
  /** A whole number; the same seed gives the same bytes for any number of workers. @default 0 */
  readonly seed?: number | undefined;
  /** Of every fit, the one to the data included. @default TEST_SEARCH */
  readonly search?: SearchOptions | undefined;
  /** Of every fit. @default 200 */
  readonly maxIterations?: number | undefined;
  /** Of every fit: gain per observation. @default 1e-5 */
  readonly tolerance?: number | undefined;
  /** Of every fit: a share of each feature's variance. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** Hears of each replicate, in order; returning false ends the test with what it has. */
  readonly onProgress?: ((progress: NoRegimesProgress) => boolean | void) | undefined;
  /** Milliseconds of any clock, for instance `performance.now`: with it progress knows the time left. @default none */
  readonly now?: (() => number) | undefined;
}

/** How far the test has come. */
export interface NoRegimesProgress {
  /** Simulated series behind us. */
  readonly done: number;
  /** B: with `stopAfter` the most that it can take. */
  readonly replicates: number;
  readonly exceedances: number;
  /** Estimated from those behind us, if all replicates are needed; undefined without `now`. */
  readonly secondsLeft: number | undefined;
}

export const noRegimesOptionNames: OptionNames<NoRegimesOptions> = {
  nStates: true,
  covarianceType: true,
  null: true,
  replicates: true,
  stopAfter: true,
  calibrationReplicates: true,
  seed: true,
  search: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  lengths: true,
  onProgress: true,
  now: true,
};

/** The options as they were used. */
export interface NoRegimesSettings {
  readonly null: NullKind;
  readonly replicates: number;
  readonly stopAfter: number | null;
  readonly calibrationReplicates: number;
  readonly seed: number;
  readonly alternative: AlternativeSettings;
}

/** @throws InvalidOptionError */
export function resolveNoRegimes(options: NoRegimesOptions): NoRegimesSettings {
  const { nStates = 2, covarianceType = 'full', null: kind = 'var1', replicates = 199, stopAfter } = options;
  const { calibrationReplicates = 50, seed = 0, maxIterations = 200, tolerance = 1e-5, varianceFloor = 1e-6 } = options;
  checkWholeNumber(nStates, 'nStates');
  if (!covarianceTypes.includes(covarianceType)) {
    throw new InvalidOptionError('covarianceType', `one of ${covarianceTypes.join(', ')}`, covarianceType);
  }
  if (kind !== 'var1' && kind !== 'iid') throw new InvalidOptionError('null', "'var1' or 'iid'", kind);
  checkWholeNumber(replicates, 'replicates');
  if (stopAfter !== undefined) checkWholeNumber(stopAfter, 'stopAfter');
  checkWholeNumber(calibrationReplicates, 'calibrationReplicates', 0);
  checkWholeNumber(seed, 'seed', -Infinity);
  checkWholeNumber(maxIterations, 'maxIterations');
  checkTolerance(tolerance);
  checkFloorShare(varianceFloor);
  for (const name of ['onProgress', 'now'] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'function') throw new InvalidOptionError(name, 'a function', value);
  }
  const given = { ...TEST_SEARCH, ...options.search };
  resolveSearch(undefined, given, 0);
  const { starts, shortIterations, keep } = given;
  const search = { starts, shortIterations, keep };
  return {
    null: kind,
    replicates,
    stopAfter: stopAfter ?? null,
    calibrationReplicates,
    seed,
    alternative: { nStates, covarianceType, search, maxIterations, tolerance, varianceFloor, seed },
  };
}
