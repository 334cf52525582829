import { ArgumentError } from '../errors.ts';

/**
 * The p-quantile by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996), Sample
 * quantiles in statistical packages; the default of numpy and R.
 *
 * @param values - any order, at least one, none NaN (left as they are)
 * @param p - 0 (the minimum) to 1 (the maximum)
 * @throws ArgumentError when there is no value, one is NaN, or p is outside 0..1
 *
 * @example
 * ```ts
 * import { quantile } from '@regimekit/numerics';
 *
 * quantile([4, 1, 3, 2], 0.5); // 2.5
 * ```
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`p must lie between 0 and 1, received ${p}.`, { p });
  if (values.length === 0) throw new ArgumentError('A quantile needs at least one value, received none.');
  const sorted = Float64Array.from(values).sort();
  // A typed array sorts NaN to the end.
  if (Number.isNaN(sorted.at(-1))) {
    throw new ArgumentError(
      'A quantile needs numbers, received NaN among them.',
      {},
      'Leave missing values out first.',
    );
  }
  const position = p * (sorted.length - 1);
  const index = Math.floor(position);
  const lower = sorted[index]!;
  const upper = sorted[Math.min(index + 1, sorted.length - 1)]!;
  return interpolate(lower, upper, position - index);
}

/** From the nearer end, as numpy does: monotone in `share`, and exact at both ends. */
function interpolate(lower: number, upper: number, share: number): number {
  if (share === 0 || lower === upper) return lower;
  return share < 0.5 ? lower + (upper - lower) * share : upper - (upper - lower) * (1 - share);
}
