import { expect } from 'vitest';

type Numbers = number | ArrayLike<number> | readonly Numbers[];

/** All numbers of nested arrays in order. */
function flat(values: unknown): number[] {
  if (typeof values === 'number') return [values];
  return Array.from(values as ArrayLike<Numbers>, flat).flat();
}

/** The largest difference, relative to the largest element expected. */
export function relativeError(actual: unknown, expected: unknown): number {
  const a = flat(actual);
  const b = flat(expected);
  expect(a).toHaveLength(b.length);
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = a.reduce((most, value, i) => {
    const difference = Math.abs(value - b[i]!);
    // A NaN must not hide behind Math.max or a comparison.
    return difference <= most ? most : Number.isNaN(difference) ? Infinity : difference;
  }, 0);
  return largest === 0 ? error : error / largest;
}
