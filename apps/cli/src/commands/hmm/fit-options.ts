import { RegimekitError } from '@regimekit/errors';
import type { CovarianceType, GaussianHmm, HiddenMarkovModel, KernelChoice } from '@regimekit/hmm-core';
import { parseWhole } from '../../frame/options.ts';
import type { ColumnOptions } from '../../workflows/numeric-table.ts';
import type { FamilyName, FamilyOptions } from './families.ts';

/** As they come from the command line. */
export interface FitOptions extends ColumnOptions, FamilyOptions {
  readonly family?: FamilyName;
  readonly states?: string;
  readonly covariance?: CovarianceType;
  readonly starts?: string;
  readonly keep?: string;
  readonly restarts?: string;
  readonly startFrom?: string;
  readonly shrinkage: string;
  readonly stickiness: string;
  readonly maxIterations: string;
  readonly kernel: KernelChoice;
  readonly out?: string;
}

/** Checked, defaults filled in. What is undefined is left to the search. */
export interface FitRequest {
  readonly nStates: number;
  readonly covarianceType: CovarianceType;
  readonly starts: number | undefined;
  readonly keep: number | undefined;
  readonly restarts: number | undefined;
  /** In rows. */
  readonly shrinkage: number;
  readonly stickiness: number;
  readonly maxIterations: number;
}

const MOST_STARTS = 10_000;

/** A refit takes number of states and covariances from the model it follows, unless told otherwise. */
export function readFitOptions(options: FitOptions, previous: HiddenMarkovModel | undefined): FitRequest {
  const count = (option: string, text: string | undefined, min: number): number | undefined =>
    text === undefined ? undefined : parseWhole(option, text, { min, max: MOST_STARTS });
  // The model before is a start of its own: without another one the refit stays as near to it as the data allow.
  const fewest = previous === undefined ? 1 : 0;
  const before = previous as Partial<GaussianHmm> | undefined;
  const { states = String(previous?.nStates ?? 2), covariance = before?.covarianceType ?? 'diag' } = options;
  const request: FitRequest = {
    nStates: parseWhole('--states', states, { min: 1, max: 50 }),
    covarianceType: covariance,
    starts: count('--starts', options.starts, fewest),
    keep: count('--keep', options.keep, 1),
    restarts: count('--restarts', options.restarts, fewest),
    shrinkage: parseWhole('--shrinkage', options.shrinkage, { min: 0 }),
    stickiness: parseWhole('--stickiness', options.stickiness, { min: 0 }),
    maxIterations: parseWhole('--max-iterations', options.maxIterations, { min: 1 }),
  };
  if (request.restarts !== undefined && (request.starts ?? request.keep) !== undefined) {
    throw new RegimekitError(
      '--restarts runs every start to its end; --starts and --keep try many and keep the best.',
      {
        code: 'INVALID_OPTION',
        kind: 'input',
        hint: 'Give one or the other.',
      },
    );
  }
  return request;
}
