import { describeValue, MatrixView } from '@regimekit/numerics';
import { sliceReport, type AlignmentReport } from './alignment/alignment-report.ts';
import { checkOptions } from './check-options.ts';
import { dayNumber, type IsoDate } from './dates.ts';
import { SeriesShapeError, UnknownFeatureError } from './errors.ts';
import type { FeatureSetRecord } from './feature-set.ts';
import { checkDays } from './market-series.ts';

export interface FeatureMatrixParts {
  /** The day of each row, strictly increasing, T of them. */
  readonly dates: readonly IsoDate[];
  /** The name of each column, D of them. */
  readonly featureNames: readonly string[];
  /** Shape T x D, row-major; taken over, not copied. */
  readonly data: Float64Array;
  /** By which set the features were computed. */
  readonly featureSet: FeatureSetRecord;
  /** @default one sequence */
  readonly lengths?: readonly number[];
  /** @default an empty report */
  readonly report?: AlignmentReport;
}

/**
 * Dates x features: a matrix view (T x D, each column in the unit of its definition) that knows its days, its columns,
 * where its sequences begin and what alignment had to do.
 */
export class FeatureMatrix extends MatrixView {
  readonly dates: readonly IsoDate[];
  readonly featureNames: readonly string[];
  readonly featureSet: FeatureSetRecord;
  /** Rows per sequence; they sum to `rows`. A model must not read a transition across their borders. */
  readonly lengths: readonly number[];
  readonly report: AlignmentReport;

  /** @throws SeriesShapeError when the parts do not fit together; InvalidDateError, UnsortedDatesError, DuplicateDateError */
  constructor(parts: FeatureMatrixParts) {
    requireLists(parts);
    const { dates, featureNames, data, featureSet } = parts;
    super(dates.length, featureNames.length, data);
    const lengths = parts.lengths ?? (dates.length === 0 ? [] : [dates.length]);
    checkParts(dates, featureNames, lengths);
    this.dates = Object.freeze([...dates]);
    this.featureNames = Object.freeze([...featureNames]);
    this.featureSet = featureSet;
    this.lengths = Object.freeze([...lengths]);
    this.report = parts.report ?? emptyReport(dates);
  }

  /** The row of a day, or -1 when it has none. */
  indexOf(date: IsoDate): number {
    const row = lowerBound(this.dates, date);
    return this.dates[row] === date ? row : -1;
  }

  /**
   * The rows dated `from` to `to`, both included and both optional. Shares storage with this matrix; sequences keep
   * their borders. A range without rows gives a matrix without rows.
   *
   * @throws InvalidDateError, InvalidOptionError
   */
  slice(range: { readonly from?: IsoDate | undefined; readonly to?: IsoDate | undefined } = {}): FeatureMatrix {
    checkOptions(range, { from: true, to: true }, 'slice');
    const { from = '0001-01-01', to = '9999-12-31' } = range;
    dayNumber(from, 'from');
    dayNumber(to, 'to');
    const start = lowerBound(this.dates, from);
    const end = Math.max(start, upperBound(this.dates, to));
    return new FeatureMatrix({
      dates: this.dates.slice(start, end),
      featureNames: this.featureNames,
      data: this.data.subarray(start * this.columns, end * this.columns),
      featureSet: this.featureSet,
      lengths: cutLengths(this.lengths, start, end),
      report: sliceReport(this.report, from, to),
    });
  }

  /**
   * A copy of one column, in the unit of its feature.
   *
   * @throws UnknownFeatureError
   */
  column(featureName: string): Float64Array {
    const j = this.featureNames.indexOf(featureName);
    if (j < 0) throw new UnknownFeatureError(featureName, this.featureNames);
    return Float64Array.from({ length: this.rows }, (_, i) => this.data[i * this.columns + j]!);
  }

  /** One row by feature name. */
  record(row: number): Record<string, number> {
    const values = this.row(row);
    return Object.fromEntries(this.featureNames.map((name, j) => [name, values[j]!]));
  }
}

function requireLists(parts: FeatureMatrixParts): void {
  if (typeof parts !== 'object' || parts === null) {
    throw new SeriesShapeError(`A feature matrix is made of an object, received ${describeValue(parts)}.`);
  }
  const { dates, featureNames, data, lengths = [] } = parts;
  for (const [name, list] of Object.entries({ dates, featureNames, lengths })) {
    if (!Array.isArray(list)) throw new SeriesShapeError(`${name} must be an array, received ${describeValue(list)}.`);
  }
  if (data instanceof Float64Array) return;
  throw new SeriesShapeError(`data must be a Float64Array of dates x features, received ${describeValue(data)}.`);
}

function checkParts(dates: readonly IsoDate[], featureNames: readonly string[], lengths: readonly number[]): void {
  checkDays('feature matrix', dates);
  if (new Set(featureNames).size !== featureNames.length) {
    throw new SeriesShapeError('Feature names must differ from each other.', { featureNames });
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== dates.length || lengths.some((length) => !Number.isSafeInteger(length) || length < 1)) {
    throw new SeriesShapeError(
      `Sequence lengths must be whole, at least 1, and sum to ${dates.length} rows; received ${lengths.join(', ')}.`,
      { lengths, rows: dates.length },
    );
  }
}

/** The lengths that remain of sequences when only the rows from `start` to before `end` are kept. */
function cutLengths(lengths: readonly number[], start: number, end: number): number[] {
  const kept: number[] = [];
  let offset = 0;
  for (const length of lengths) {
    const rows = Math.min(offset + length, end) - Math.max(offset, start);
    if (rows > 0) kept.push(rows);
    offset += length;
  }
  return kept;
}

function lowerBound(dates: readonly IsoDate[], date: IsoDate): number {
  let [low, high] = [0, dates.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dates[middle]! < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(dates: readonly IsoDate[], date: IsoDate): number {
  const row = lowerBound(dates, date);
  return dates[row] === date ? row + 1 : row;
}

function emptyReport(dates: readonly IsoDate[]): AlignmentReport {
  return {
    sessions: { count: dates.length, from: dates[0] ?? null, to: dates.at(-1) ?? null },
    series: [],
    carried: [],
    warmUp: { nSessions: 0, from: null, to: null, firstValueOn: {} },
    dropped: [],
    gaps: [],
  };
}
