import { ObservationMatrix } from '../observations.ts';

/** One expanding window: rows 0..trainEnd - 1 are learnt from, rows trainEnd..testEnd - 1 foreseen. */
export interface Window {
  readonly trainEnd: number;
  readonly testEnd: number;
}

/**
 * Spans of equal length (to a row) behind the first `firstShare` of the rows, each foreseen from everything before it.
 * Nothing is purged between the two: a filter uses no later row, so nothing of a span can leak into what came before.
 */
export function expandingWindows(nSteps: number, folds: number, firstShare: number): Window[] {
  const first = Math.ceil(firstShare * nSteps);
  const end = (i: number) => first + Math.round((i * (nSteps - first)) / folds);
  return Array.from({ length: folds }, (_, i) => ({ trainEnd: end(i), testEnd: end(i + 1) })).filter(
    ({ trainEnd, testEnd }) => trainEnd < testEnd,
  );
}

/** The first rows of a matrix, in the sequences they belong to; the last may be cut short. */
export function firstRows({ columns, data, lengths }: ObservationMatrix, nRows: number): ObservationMatrix {
  const kept: number[] = [];
  for (let left = nRows, i = 0; left > 0; i++) {
    kept.push(Math.min(lengths[i]!, left));
    left -= kept[i]!;
  }
  return new ObservationMatrix(nRows, columns, data.subarray(0, nRows * columns), kept);
}
