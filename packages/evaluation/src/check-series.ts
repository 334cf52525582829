import { describeValue } from '@regimekit/numerics';
import { InvalidOptionError, InvalidSeriesError, LengthMismatchError } from './errors.ts';

/** Numbers of one series, a day each. */
export type Series = Float64Array | readonly number[];

/**
 * The series as a flat array (itself, when it is one).
 *
 * @param least fewest values that the caller can use
 * @throws InvalidSeriesError when it is no array of numbers, too short, or holds NaN or an infinity
 */
export function checkSeries(name: string, values: Series, least = 1): Float64Array {
  if (!(values instanceof Float64Array) && !Array.isArray(values)) {
    throw new InvalidSeriesError(name, 'an array of numbers', describeValue(values));
  }
  if (values.length < least) {
    throw new InvalidSeriesError(name, `a series of at least ${least} values`, `${values.length}`);
  }
  for (let t = 0; t < values.length; t++) {
    if (Number.isFinite(values[t])) continue;
    throw new InvalidSeriesError(
      name,
      'finite numbers',
      `${describeValue(values[t])} at index ${t}`,
      'Leave out the days without a value first, in every series alike.',
    );
  }
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** @throws LengthMismatchError */
export function checkSameLength(name: string, length: number, other: string, otherLength: number): void {
  if (length !== otherLength) throw new LengthMismatchError(name, length, other, otherLength);
}

/**
 * A return for each of `n` days, from one number for all days or a series.
 *
 * @param name of the option, for the message
 * @throws InvalidOptionError, InvalidSeriesError, LengthMismatchError; also for a return of -1 or less
 */
export function returnForEachDay(name: string, value: number | Series, n: number): Float64Array {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && value > -1) return new Float64Array(n).fill(value);
    throw new InvalidOptionError(name, 'a return a day above -1, or one for each day', value);
  }
  const values = checkSeries(name, value, 0);
  checkSameLength(name, values.length, 'returns', n);
  const lost = values.findIndex((each) => each <= -1);
  if (lost >= 0) throw new InvalidSeriesError(name, 'returns above -1', `${values[lost]} at index ${lost}`);
  return values;
}
