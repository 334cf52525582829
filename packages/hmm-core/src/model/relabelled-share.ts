import type { MatrixView, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { forward } from '../inference/forward.ts';
import { forwardBackward } from '../inference/forward-backward.ts';
import { inferenceOptionNames, type InferenceOptions } from '../inference/inference-input.ts';
import { checkWholeNumber } from '../math/whole-number.ts';
import type { Observations } from '../observations.ts';
import { checkComparable } from './align-states.ts';
import type { GaussianHmm } from './gaussian-hmm.ts';

/** How `relabelledShare` walks the rows. */
export interface RelabelledShareOptions extends InferenceOptions {
  /** How many rows at the end count as the recent past. @default 252, a year of trading days */
  readonly lastRows?: number | undefined;
  /**
   * Which probabilities decide: `filtered` is what was said on the day, `smoothed` what is said with hindsight.
   *
   * @default 'filtered'
   */
  readonly by?: 'filtered' | 'smoothed' | undefined;
}

const optionNames: OptionNames<RelabelledShareOptions> = { ...inferenceOptionNames, lastRows: true, by: true };

/** How much of a common history two models label differently. */
export interface RelabelledShare {
  /** Of all rows, 0 to 1. */
  readonly all: number;
  /** Of the last `lastRows` rows (or of all, if there are fewer), 0 to 1. */
  readonly last: number;
  readonly rows: number;
  readonly lastRows: number;
}

/**
 * The share of rows whose most probable state differs between two models. States are compared by number: align the
 * candidate first (`relabel(candidate, alignStates(reference, candidate).order)`), or see what a refit does without.
 * Observations must be in the units of both models. Every sequence starts from each model's stationary distribution
 * unless `initialProbs` says otherwise, since the data may begin elsewhere than either model's training.
 *
 * @throws DimensionMismatchError, InvalidObservationsError, InvalidLengthsError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { createGaussianHmm, relabelledShare } from '@regimekit/hmm-core';
 *
 * const chain = { initialProbs: [0.5, 0.5], transitionMatrix: [[0.9, 0.1], [0.1, 0.9]] };
 * const before = createGaussianHmm({ ...chain, means: [[0], [4]], covariances: [[1], [1]] });
 * const refit = createGaussianHmm({ ...chain, means: [[0], [8]], covariances: [[1], [1]] });
 * relabelledShare(before, refit, [[0], [0.1], [4], [8]], { lastRows: 2 }); // { all: 0.25, last: 0.5, rows: 4, lastRows: 2 }
 * ```
 */
export function relabelledShare(
  reference: GaussianHmm,
  candidate: GaussianHmm,
  observations: Observations,
  options: RelabelledShareOptions = {},
): RelabelledShare {
  checkOptions(options, optionNames, 'relabelledShare');
  const { lastRows: wanted = 252, by = 'filtered', ...inference } = options;
  checkComparable(reference, candidate);
  checkWholeNumber(wanted, 'lastRows');
  if (by !== 'filtered' && by !== 'smoothed') throw new InvalidOptionError('by', "'filtered' or 'smoothed'", by);
  const probsOf = (model: GaussianHmm) => {
    const start: InferenceOptions = { initialProbs: 'stationary', ...inference };
    return by === 'filtered'
      ? forward(model, observations, start).filteredProbs
      : forwardBackward(model, observations, start).smoothedProbs;
  };
  const before = mostProbable(probsOf(reference));
  const after = mostProbable(probsOf(candidate));
  const lastRows = Math.min(wanted, before.length);
  return {
    all: differing(before, after, 0),
    last: differing(before, after, before.length - lastRows),
    rows: before.length,
    lastRows,
  };
}

/** The lowest of equally probable states. */
function mostProbable({ data, rows, columns }: MatrixView): Int32Array {
  return Int32Array.from({ length: rows }, (_, t) => {
    const row = data.subarray(t * columns, (t + 1) * columns);
    return row.reduce((best, value, k) => (value > row[best]! ? k : best), 0);
  });
}

function differing(before: Int32Array, after: Int32Array, from: number): number {
  let count = 0;
  for (let t = from; t < before.length; t++) if (before[t] !== after[t]) count++;
  return count / (before.length - from);
}
