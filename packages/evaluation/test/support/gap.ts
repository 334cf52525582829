/** Rounding of sums of a few hundred terms. */
export const ROUNDING = 1e-12;

/** How far two numbers are apart, as a share of the expected one (of 1, when that is smaller); infinite when one is none. */
export function gap(actual: number | undefined, expected: number): number {
  const difference = Math.abs((actual ?? Number.NaN) - expected) / Math.max(Math.abs(expected), 1);
  // A NaN must not hide behind a comparison.
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}
