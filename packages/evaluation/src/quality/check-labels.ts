import { MatrixView, describeValue } from '@regimekit/numerics';
import { checkWhole } from '../check-options.ts';
import { InvalidSeriesError } from '../errors.ts';

/** Labels of a day each, from 0 (the least stressed) to K - 1. */
export type Labels = ArrayLike<number>;

/** @throws InvalidSeriesError unless there are `least` labels from 0 to K - 1 */
export function checkLabels(name: string, labels: Labels, nLabels: number, least = 1): Int32Array {
  checkWhole('nLabels', nLabels, 1);
  if (typeof labels !== 'object' || labels === null || !Number.isInteger(labels.length)) {
    throw new InvalidSeriesError(name, 'an array of labels', describeValue(labels));
  }
  if (labels.length < least) throw new InvalidSeriesError(name, `labels of at least ${least} days`, `${labels.length}`);
  return Int32Array.from({ length: labels.length }, (_, t) => {
    const label = labels[t]!;
    if (Number.isInteger(label) && label >= 0 && label < nLabels) return label;
    throw new InvalidSeriesError(name, `labels from 0 to ${nLabels - 1}`, `${String(label)} at index ${t}`);
  });
}

const ROW_TOLERANCE = 1e-6;

/** @throws InvalidSeriesError unless every row holds probabilities that sum to one */
export function checkProbabilities(name: string, probs: MatrixView): MatrixView {
  if (!(probs instanceof MatrixView)) {
    throw new InvalidSeriesError(name, 'a MatrixView, days x labels', describeValue(probs));
  }
  for (let t = 0; t < probs.rows; t++) {
    const row = probs.row(t);
    let sum = 0;
    for (const p of row) sum += p >= 0 ? p : Number.NaN;
    if (Math.abs(sum - 1) <= ROW_TOLERANCE) continue;
    throw new InvalidSeriesError(name, 'probabilities that sum to one in every row', `[${row.join(', ')}] in row ${t}`);
  }
  return probs;
}

/** @throws InvalidSeriesError unless the days are ISO dates in increasing order */
export function checkDates(name: string, dates: readonly string[]): void {
  for (let t = 0; t < dates.length; t++) {
    const fits = /^\d{4}-\d{2}-\d{2}$/u.test(dates[t]!) && (t === 0 || dates[t - 1]! < dates[t]!);
    if (fits) continue;
    throw new InvalidSeriesError(name, 'ISO days in increasing order', `${describeValue(dates[t])} at index ${t}`);
  }
}
