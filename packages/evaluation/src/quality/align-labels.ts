import { assignOptimally, MatrixView } from '@regimekit/numerics';
import { checkSameLength } from '../check-series.ts';
import { cohensKappa } from '../tests/cohens-kappa.ts';
import { InvalidOptionError } from '../errors.ts';
import { checkLabels, type Labels } from './check-labels.ts';
import { adjustedRandIndex, confusionCounts } from './truth-scores.ts';

/**
 * The labels under the names that agree most often with the reference: the one-to-one renaming by optimal assignment on the
 * table of both. For labels without a meaning of their own (states, clusters); labels that have one are compared as they are.
 *
 * @returns the renamed labels, and `names`: the new name of each old label
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function alignLabels(
  reference: Labels,
  labels: Labels,
  nLabels: number,
): { labels: Int32Array; names: Int32Array } {
  const counts = confusionCounts(reference, labels, nLabels);
  // Rows: labels to rename; columns: names. What agrees costs less.
  const cost = MatrixView.zeros(nLabels, nLabels);
  for (let i = 0; i < nLabels; i++) {
    for (let j = 0; j < nLabels; j++) cost.data[i * nLabels + j] = -counts[j * nLabels + i]!;
  }
  const names = assignOptimally(cost).columns;
  return { labels: Int32Array.from(labels, (label) => names[label]!), names };
}

/** How far runs that differ only in their seed agree. */
export interface SeedAgreement {
  readonly runs: number;
  readonly pairs: number;
  /** Over all pairs of runs. */
  readonly meanAgreement: number;
  readonly worstAgreement: number;
  /** `undefined` when a pair always says one and the same label. */
  readonly meanKappa: number | undefined;
  readonly meanAdjustedRand: number;
}

/**
 * Agreement of the labels of the same days from several seeds, pair by pair. The labels must have a meaning of their own, or
 * be aligned ({@link alignLabels}) with one of the runs; the adjusted Rand index needs neither.
 *
 * @param runs - at least two
 * @throws InvalidSeriesError, InvalidOptionError, LengthMismatchError
 */
export function seedAgreement(runs: readonly Labels[], nLabels: number): SeedAgreement {
  if (!Array.isArray(runs) || runs.length < 2)
    throw new InvalidOptionError('runs', 'labels of at least two runs', runs);
  const all = runs.map((labels, i) => checkLabels(`run ${i}`, labels, nLabels));
  all.forEach((labels, i) => checkSameLength(`run ${i}`, labels.length, 'run 0', all[0]!.length));
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));
  const kappas = pairs.map(([a, b]) => cohensKappa(a, b, nLabels));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const known = kappas.map(({ kappa }) => kappa).filter((kappa) => kappa !== undefined);
  return {
    runs: all.length,
    pairs: pairs.length,
    meanAgreement: mean(kappas.map(({ agreement }) => agreement)),
    worstAgreement: Math.min(...kappas.map(({ agreement }) => agreement)),
    meanKappa: known.length < pairs.length ? undefined : mean(known),
    meanAdjustedRand: mean(pairs.map(([a, b]) => adjustedRandIndex(a, b, nLabels))),
  };
}
