// Labels and probabilities against labels that are known to be true, as in a simulation.
import type { MatrixView } from '@regimekit/numerics';
import { checkNumber } from '../check-options.ts';
import { checkSameLength } from '../check-series.ts';
import { checkLabels, checkProbabilities, type Labels } from './check-labels.ts';

/** K x K counts, row by row: element (i, j) is the number of days that are truly i and were called j. */
export function confusionCounts(truth: Labels, called: Labels, nLabels: number): Float64Array {
  const y = checkLabels('truth', truth, nLabels);
  const x = checkLabels('called', called, nLabels);
  checkSameLength('called', x.length, 'truth', y.length);
  const counts = new Float64Array(nLabels * nLabels);
  for (let t = 0; t < y.length; t++) counts[y[t]! * nLabels + x[t]!]! += 1;
  return counts;
}

/**
 * Balanced accuracy: the mean of the shares found of each label that occurs in the truth. Always saying the commonest label
 * earns 1 / K, however common it is.
 *
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 *
 * @example
 * ```ts
 * import { balancedAccuracy } from '@regimekit/evaluation';
 *
 * balancedAccuracy([0, 0, 0, 1], [0, 0, 0, 0], 2); // 0.5
 * ```
 */
export function balancedAccuracy(truth: Labels, called: Labels, nLabels: number): number {
  const counts = confusionCounts(truth, called, nLabels);
  let sum = 0;
  let occurring = 0;
  for (let i = 0; i < nLabels; i++) {
    let days = 0;
    for (let j = 0; j < nLabels; j++) days += counts[i * nLabels + j]!;
    if (days === 0) continue;
    occurring++;
    sum += counts[i * nLabels + i]! / days;
  }
  return sum / occurring;
}

/**
 * Adjusted Rand index: agreement of two partitions whatever their labels are called, 1 for the same one, 0 on average for
 * random ones. (sum C(n_ij, 2) - E) / ((sum C(a_i, 2) + sum C(b_j, 2)) / 2 - E), E = sum C(a_i, 2) sum C(b_j, 2) / C(n, 2).
 *
 * Source: Hubert and Arabie (1985), Comparing partitions.
 *
 * @returns 1 when both partitions are trivial (one label throughout)
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function adjustedRandIndex(a: Labels, b: Labels, nLabels: number): number {
  const counts = confusionCounts(a, b, nLabels);
  const rows = new Float64Array(nLabels);
  const columns = new Float64Array(nLabels);
  counts.forEach((count, at) => {
    rows[Math.floor(at / nLabels)]! += count;
    columns[at % nLabels]! += count;
  });
  const pairs = (values: Float64Array) => values.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const [ofRows, ofColumns] = [pairs(rows), pairs(columns)];
  const all = (a.length * (a.length - 1)) / 2;
  const expected = all === 0 ? 0 : (ofRows * ofColumns) / all;
  const most = (ofRows + ofColumns) / 2;
  return most === expected ? 1 : (pairs(counts) - expected) / (most - expected);
}

/**
 * Brier score of probabilities over K labels: mean over days of sum_k (p_k - [truth is k])^2; 0 is perfect, 2 is worst.
 * (With two labels it is twice the score that is written for one of them.)
 *
 * @throws InvalidSeriesError, LengthMismatchError
 */
export function brierScore(probs: MatrixView, truth: Labels): number {
  const y = labelsFor(probs, truth);
  let sum = 0;
  for (let t = 0; t < y.length; t++) {
    const row = probs.row(t);
    for (let k = 0; k < row.length; k++) sum += (row[k]! - (k === y[t] ? 1 : 0)) ** 2;
  }
  return sum / y.length;
}

/** A mean log score, and how far it was held up. */
export interface LabelLogScore {
  /** Mean of ln p(true label): 0 is perfect. */
  readonly score: number;
  /** Days whose probability was below the floor. More than a few: the score says what the floor is. */
  readonly floored: number;
}

/**
 * Log score: mean over days of ln max(p of the true label, floor).
 *
 * @param floor - so that one day called impossible does not make the mean minus infinity
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function labelLogScore(probs: MatrixView, truth: Labels, floor = 1e-9): LabelLogScore {
  checkNumber('floor', floor, { above: 0, below: 1 });
  const y = labelsFor(probs, truth);
  let [sum, floored] = [0, 0];
  for (let t = 0; t < y.length; t++) {
    const p = probs.get(t, y[t]!);
    if (p < floor) floored++;
    sum += Math.log(Math.max(p, floor));
  }
  return { score: sum / y.length, floored };
}

function labelsFor(probs: MatrixView, truth: Labels): Int32Array {
  checkProbabilities('probs', probs);
  const y = checkLabels('truth', truth, probs.columns);
  checkSameLength('truth', y.length, 'probs', probs.rows);
  return y;
}
