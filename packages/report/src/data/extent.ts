// Math.min(...values) puts every value on the stack, and a long series overflows it.

/** The smallest value; Infinity of none. */
export const least = (values: readonly number[]): number =>
  values.reduce((low, value) => Math.min(low, value), Infinity);

/** The largest value; -Infinity of none. */
export const most = (values: readonly number[]): number =>
  values.reduce((high, value) => Math.max(high, value), -Infinity);
