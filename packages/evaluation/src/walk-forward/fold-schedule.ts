// All date arithmetic of a walk-forward: which rows train, which are dropped, which are tested. Rows are sessions.
import type { OptionNames } from '@regimekit/numerics';
import { checkChoice, checkOptions, checkWhole } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';

/** Which past a fold is fitted on. */
export type WindowKind = 'rolling' | 'expanding';

export interface ScheduleOptions {
  /** `rolling`: the newest `windowDays` rows; `expanding`: all rows so far, at least `windowDays`. @default 'rolling' */
  readonly window?: WindowKind | undefined;
  /** Sessions of a rolling window, and the least of an expanding one. @default 2520 */
  readonly windowDays?: number | undefined;
  /** Sessions from one refit to the next. @default 21 */
  readonly refitEvery?: number | undefined;
  /** Training sessions dropped before each test block: h, where an objective looks h sessions ahead. @default 0 */
  readonly purgeDays?: number | undefined;
}

export const SCHEDULE_OPTIONS: OptionNames<ScheduleOptions> = {
  window: true,
  windowDays: true,
  refitEvery: true,
  purgeDays: true,
};

/** Rows from `start` to before `end`. */
export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/** One fit and the days that it answers for. */
export interface FoldPlan {
  readonly index: number;
  readonly train: RowSpan;
  readonly test: RowSpan;
}

/**
 * The folds of a walk-forward over `nRows` sessions. Test blocks follow each other without gap or overlap from the first
 * row that has a whole window (and the purge) before it; the last block may be shorter.
 *
 * @param firstTest - no test before this row @default 0
 * @throws InvalidOptionError, also when not one fold fits
 *
 * @example
 * ```ts
 * import { planFolds } from '@regimekit/evaluation';
 *
 * planFolds(10, { windowDays: 4, refitEvery: 3, purgeDays: 1 })[1];
 * // { index: 1, train: { start: 3, end: 7 }, test: { start: 8, end: 10 } }
 * ```
 */
export function planFolds(nRows: number, options: ScheduleOptions = {}, firstTest = 0): FoldPlan[] {
  checkOptions(options, SCHEDULE_OPTIONS, 'planFolds');
  const { window = 'rolling', windowDays = 2520, refitEvery = 21, purgeDays = 0 } = options;
  checkWhole('nRows', nRows, 1);
  checkChoice('window', window, ['rolling', 'expanding']);
  checkWhole('windowDays', windowDays, 2);
  checkWhole('refitEvery', refitEvery, 1);
  checkWhole('purgeDays', purgeDays, 0);
  checkWhole('firstTest', firstTest, 0);
  const first = Math.max(firstTest, windowDays + purgeDays);
  if (first >= nRows) {
    throw new InvalidOptionError(
      'windowDays',
      `small enough to leave a day to test of ${nRows} sessions`,
      first === firstTest ? `a first test at session ${firstTest}` : `${windowDays} and a purge of ${purgeDays}`,
      'Take a shorter window, or more history.',
    );
  }
  const nFolds = Math.ceil((nRows - first) / refitEvery);
  return Array.from({ length: nFolds }, (_, index) => {
    const start = first + index * refitEvery;
    const end = start - purgeDays;
    return {
      index,
      train: { start: window === 'rolling' ? end - windowDays : 0, end },
      test: { start, end: Math.min(start + refitEvery, nRows) },
    };
  });
}

/**
 * The rows that may train a model for a test block when there is data on both sides of it, as in cross-validation: not the
 * `purgeDays` before the block, whose objective looks into it, and not the `embargoDays` after it, whose features still do.
 *
 * Source: Lopez de Prado (2018), Advances in Financial Machine Learning, chapter 7.
 *
 * @returns none, one or two spans in order
 * @throws InvalidOptionError
 *
 * @example
 * ```ts
 * import { trainingSpans } from '@regimekit/evaluation';
 *
 * trainingSpans(100, { start: 40, end: 60 }, { purgeDays: 5, embargoDays: 10 });
 * // [{ start: 0, end: 35 }, { start: 70, end: 100 }]
 * ```
 */
export function trainingSpans(
  nRows: number,
  test: RowSpan,
  options: { readonly purgeDays?: number; readonly embargoDays?: number } = {},
): RowSpan[] {
  checkOptions(options, { purgeDays: true, embargoDays: true }, 'trainingSpans');
  const { purgeDays = 0, embargoDays = 0 } = options;
  checkWhole('nRows', nRows, 1);
  checkWhole('purgeDays', purgeDays, 0);
  checkWhole('embargoDays', embargoDays, 0);
  checkWhole('test.start', test.start, 0);
  checkWhole('test.end', test.end, test.start + 1);
  if (test.end > nRows) throw new InvalidOptionError('test.end', `at most ${nRows}`, test.end);
  const before = { start: 0, end: Math.max(0, test.start - purgeDays) };
  const after = { start: Math.min(nRows, test.end + embargoDays), end: nRows };
  return [before, after].filter(({ start, end }) => end > start);
}
