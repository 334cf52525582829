import { InvalidProbabilitiesError } from '../errors.ts';

/** How far from one the sum of given probabilities may lie: room for decimals typed by hand, none for a slip. */
export const SUM_TOLERANCE = 1e-8;

/**
 * Checks that each of `rows` rows of `columns` numbers is a probability vector.
 *
 * @throws InvalidProbabilitiesError with the position of the first impossible value, or with the sums of the rows
 */
export function checkProbabilities(values: ArrayLike<number>, rows: number, columns: number, name: string): void {
  const sums = Array.from({ length: rows }, () => 0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = values[i * columns + j]!;
      if (!(value >= 0 && value <= 1 + SUM_TOLERANCE)) {
        const place = rows === 1 ? `${j}` : `(${i}, ${j})`;
        throw new InvalidProbabilitiesError(`${name} must lie between 0 and 1, received ${value} at ${place}.`, {
          code: 'NOT_A_PROBABILITY',
          details: { name, row: i, column: j, value: String(value) },
        });
      }
      sums[i]! += value;
    }
  }
  if (sums.every((sum) => Math.abs(sum - 1) <= SUM_TOLERANCE)) return;
  const what = rows === 1 ? `${name} must sum to 1` : `Each row of ${name} must sum to 1`;
  throw new InvalidProbabilitiesError(`${what}, received ${rows === 1 ? 'the sum' : 'the sums'} ${sums.join(', ')}.`, {
    code: 'PROBABILITIES_DO_NOT_SUM',
    hint: 'Divide each row by its sum.',
    details: { name, sums },
  });
}

/** Divides `values[offset..offset+n)` by its sum and returns the sum; a sum of zero leaves the values as they are. */
export function normaliseInto(values: Float64Array, offset: number, n: number): number {
  let sum = 0;
  for (let i = offset; i < offset + n; i++) sum += values[i]!;
  if (sum > 0) for (let i = offset; i < offset + n; i++) values[i] = values[i]! / sum;
  return sum;
}
