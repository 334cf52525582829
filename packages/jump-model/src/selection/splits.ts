import { checkWholeNumber } from '../check-options.ts';
import { InvalidOptionError, JumpModelError } from '../errors.ts';

/** How history is cut into trainings, each with the stretch behind it on which its labels are judged. */
export interface SplitOptions {
  /** `expanding`: every training begins at row 0. `rolling`: it has the last `trainingRows` rows. @default 'expanding' */
  readonly window?: 'expanding' | 'rolling' | undefined;
  /** Rows of the first training (of every one, when rolling). */
  readonly trainingRows: number;
  /** Rows on which a training is judged; then the next one begins, so that every row is judged once. */
  readonly validationRows: number;
}

/** Rows of one split: training from `trainFrom` to before `from`, judged from `from` to before `to`. */
export interface Split {
  readonly index: number;
  readonly trainFrom: number;
  readonly from: number;
  readonly to: number;
}

/** @throws InvalidOptionError; JumpModelError when not one split fits into the rows */
export function makeSplits(nSteps: number, options: SplitOptions): Split[] {
  const { window = 'expanding', trainingRows, validationRows } = options;
  if (window !== 'expanding' && window !== 'rolling') {
    throw new InvalidOptionError('window', "'expanding' or 'rolling'", window);
  }
  checkWholeNumber(trainingRows, 'trainingRows', 2);
  checkWholeNumber(validationRows, 'validationRows', 1);
  const splits: Split[] = [];
  for (let from = trainingRows; from + validationRows <= nSteps; from += validationRows) {
    const trainFrom = window === 'expanding' ? 0 : from - trainingRows;
    splits.push({ index: splits.length, trainFrom, from, to: from + validationRows });
  }
  if (splits.length > 0) return splits;
  throw new JumpModelError(
    `A training of ${trainingRows} rows and a validation of ${validationRows} need ${trainingRows + validationRows} rows, received ${nSteps}.`,
    { code: 'NO_SPLIT', hint: 'Give more rows, or shorter spans.', details: { nSteps, trainingRows, validationRows } },
  );
}

/** The lengths of the sequences as they lie in rows `from` to before `to`. */
export function cutLengths(lengths: readonly number[], from: number, to: number): number[] {
  const cut: number[] = [];
  let begin = 0;
  for (const length of lengths) {
    const rows = Math.min(begin + length, to) - Math.max(begin, from);
    if (rows > 0) cut.push(rows);
    begin += length;
  }
  return cut;
}
