import { checkSeries, type Series } from '../check-series.ts';
import { InvalidSeriesError } from '../errors.ts';

/**
 * p-values adjusted for the false discovery rate: rejecting those at or below q makes the expected share of false ones among
 * the rejected at most q, for independent (or positively dependent) tests. With p in ascending order,
 * adjusted_i = min over j >= i of (m / j) p_j (Benjamini and Hochberg 1995).
 *
 * @returns in the order given, each from 0 to 1
 * @throws InvalidSeriesError
 *
 * @example
 * ```ts
 * import { benjaminiHochberg } from '@regimekit/evaluation';
 *
 * benjaminiHochberg([0.01, 0.04, 0.03]); // 0.03, 0.04, 0.04
 * ```
 */
export function benjaminiHochberg(pValues: Series): Float64Array {
  const p = checkSeries('pValues', pValues);
  const outside = p.findIndex((value) => value < 0 || value > 1);
  if (outside >= 0) {
    throw new InvalidSeriesError('pValues', 'probabilities from 0 to 1', `${p[outside]} at index ${outside}`);
  }
  const order = Array.from(p, (_, i) => i).toSorted((i, j) => p[j]! - p[i]!);
  const adjusted = new Float64Array(p.length);
  let smallest = 1;
  order.forEach((i, rank) => {
    smallest = Math.min(smallest, (p[i]! * p.length) / (p.length - rank));
    adjusted[i] = smallest;
  });
  return adjusted;
}
