import type { MatrixInput, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { covarianceTypes as allTypes } from '../emissions/gaussian/covariance-structures.ts';
import type { CovarianceType } from '../emissions/gaussian/covariance-structure.ts';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import { checkFloorShare, checkTolerance } from '../training/em-settings.ts';
import type { MissingPolicy } from '../missing/patterns.ts';
import { checkFamily } from '../model/hmm.ts';
import { resolveSearch, type SearchOptions } from '../training/search.ts';

/** What a model is chosen by. */
export type SelectionCriterion = 'outOfSample' | 'aic' | 'bic' | 'icl';

const criteria: readonly SelectionCriterion[] = ['outOfSample', 'aic', 'bic', 'icl'];

/** The search of each fit: there are many of them, so fewer starts than a single fit has. */
export const SELECTION_SEARCH = Object.freeze({ starts: 24, shortIterations: 5, keep: 4 });

/** The expanding windows on which candidates foresee what they were not fitted on. */
export interface OutOfSampleOptions {
  /** How many spans are foreseen, each by models fitted to all rows before it. @default 5 */
  readonly folds?: number | undefined;
  /** Share of the rows before the first span, above 0 and below 1; the rest is split evenly. @default 0.5 */
  readonly firstShare?: number | undefined;
}

/** The candidates, the criterion, and what disqualifies. */
export interface SelectionOptions {
  /** K to try. @default [1, 2, 3, 4] */
  readonly nStates?: readonly number[] | undefined;
  /** Gaussian HMMs to try, each with every K. @default ['diag'], or none when `families` are given */
  readonly covarianceTypes?: readonly CovarianceType[] | undefined;
  /** Other families to try, each with every K. @default none */
  readonly families?: readonly EmissionFamily[] | undefined;
  /** @default 'outOfSample' */
  readonly criterion?: SelectionCriterion | undefined;
  /** How the expanding windows lie; false leaves them out, which is several times as fast. @default 5 folds from half on */
  readonly outOfSample?: OutOfSampleOptions | false | undefined;
  /** Least share of the rows that every state must hold, 0 to 1. @default 0.05 */
  readonly minOccupancy?: number | undefined;
  /** Least expected stay in every state, in rows. @default 5 */
  readonly minDuration?: number | undefined;
  /** Of every fit: a whole number; the same seed gives the same bytes for any number of workers. @default 0 */
  readonly seed?: number | undefined;
  /** Of every fit. @default SELECTION_SEARCH */
  readonly search?: SearchOptions | undefined;
  /** Of every fit. @default 500 */
  readonly maxIterations?: number | undefined;
  /** Of every fit: gain per observation. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** Of every fit: a share of each feature's variance. @default 1e-6 */
  readonly varianceFloor?: number | undefined;
  /** Rows of each sequence. @default one sequence, or the lengths the observations carry */
  readonly lengths?: readonly number[] | undefined;
  /** What a NaN means. @default 'error', which names row and column */
  readonly missing?: MissingPolicy | undefined;
  /** What regressions among the families explain by: T x C. @default none */
  readonly covariates?: MatrixInput | undefined;
  /** Hears of each fit when it is done; returning false ends the selection without a choice. */
  readonly onProgress?: ((progress: SelectionProgress) => boolean | void) | undefined;
}

/** How far the selection has come. */
export interface SelectionProgress {
  /** Fits behind us, and all of them. */
  readonly done: number;
  readonly total: number;
  /** The candidate that was fitted, for instance '3 states, full'. */
  readonly candidate: string;
  /** The span that the fit is to foresee, from 0; null for the fit to all rows. */
  readonly fold: number | null;
}

export const selectionOptionNames: OptionNames<SelectionOptions> = {
  nStates: true,
  covarianceTypes: true,
  families: true,
  criterion: true,
  outOfSample: true,
  minOccupancy: true,
  minDuration: true,
  seed: true,
  search: true,
  maxIterations: true,
  tolerance: true,
  varianceFloor: true,
  lengths: true,
  missing: true,
  covariates: true,
  onProgress: true,
};

const outOfSampleNames: OptionNames<OutOfSampleOptions> = { folds: true, firstShare: true };

/** The options with their defaults. */
export interface SelectionSettings {
  readonly nStates: readonly number[];
  readonly covarianceTypes: readonly CovarianceType[];
  readonly families: readonly EmissionFamily[];
  readonly criterion: SelectionCriterion;
  readonly outOfSample: Required<{ [Name in keyof OutOfSampleOptions]: number }> | null;
  readonly minOccupancy: number;
  readonly minDuration: number;
  readonly fit: {
    readonly seed: number;
    readonly search: SearchOptions;
    readonly maxIterations: number;
    readonly tolerance: number;
    readonly varianceFloor: number;
    readonly missing: MissingPolicy | undefined;
  };
}

/** @throws InvalidOptionError */
export function resolveSelection(options: SelectionOptions): SelectionSettings {
  const { nStates = [1, 2, 3, 4], families = [], criterion = 'outOfSample' } = options;
  const { covarianceTypes = families.length > 0 ? [] : ['diag'], minOccupancy = 0.05, minDuration = 5 } = options;
  const { seed = 0, maxIterations = 500, tolerance = 1e-6, varianceFloor = 1e-6, missing } = options;
  checkList(nStates, 'nStates', 'one or more numbers of states');
  for (const K of nStates) checkWholeNumber(K, 'nStates');
  if (!Array.isArray(covarianceTypes) || !covarianceTypes.every((type) => allTypes.includes(type))) {
    throw new InvalidOptionError('covarianceTypes', `an array of ${allTypes.join(', ')}`, covarianceTypes);
  }
  if (!Array.isArray(families)) throw new InvalidOptionError('families', 'an array of families', families);
  for (const [i, family] of families.entries()) checkFamily(family, `families[${i}]`);
  if (covarianceTypes.length + families.length === 0) {
    throw new InvalidOptionError('covarianceTypes', 'at least one when there are no families', covarianceTypes);
  }
  if (!criteria.includes(criterion)) {
    throw new InvalidOptionError('criterion', `one of ${criteria.join(', ')}`, criterion);
  }
  if (!(minOccupancy >= 0 && minOccupancy <= 1)) {
    throw new InvalidOptionError('minOccupancy', 'a share, 0 to 1', minOccupancy);
  }
  if (!(minDuration >= 0 && minDuration < Infinity)) {
    throw new InvalidOptionError('minDuration', 'a number of rows, at least 0', minDuration);
  }
  checkWholeNumber(seed, 'seed', -Infinity);
  checkWholeNumber(maxIterations, 'maxIterations');
  checkTolerance(tolerance);
  checkFloorShare(varianceFloor);
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new InvalidOptionError('onProgress', 'a function', options.onProgress);
  }
  const search = { ...SELECTION_SEARCH, ...options.search };
  resolveSearch(undefined, search, 0);
  return {
    nStates,
    covarianceTypes,
    families,
    criterion,
    outOfSample: resolveWindows(options.outOfSample, criterion),
    minOccupancy,
    minDuration,
    fit: { seed, search, maxIterations, tolerance, varianceFloor, missing },
  };
}

function resolveWindows(given: SelectionOptions['outOfSample'], criterion: SelectionCriterion) {
  if (given === false) {
    if (criterion !== 'outOfSample') return null;
    throw new InvalidOptionError('outOfSample', "left on when it is the criterion (or choose by 'bic')", given);
  }
  checkOptions(given ?? {}, outOfSampleNames, 'outOfSample');
  const { folds = 5, firstShare = 0.5 } = given ?? {};
  checkWholeNumber(folds, 'outOfSample.folds');
  if (!(firstShare > 0 && firstShare < 1)) {
    throw new InvalidOptionError('outOfSample.firstShare', 'a share above 0 and below 1', firstShare);
  }
  return { folds, firstShare };
}

function checkList(list: readonly unknown[], name: string, expected: string): void {
  if (!Array.isArray(list) || list.length === 0) throw new InvalidOptionError(name, expected, list);
}
