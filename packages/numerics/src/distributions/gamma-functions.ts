// The special functions that distributions stand on, under the names of the field. From stdlib, bundled into our files.
import { requireAtLeast, requirePositive } from './check-argument.ts';
import * as stdlib from './stdlib.ts';

/**
 * log Gamma(x).
 *
 * @param x - above 0
 * @throws ArgumentError
 */
export function logGamma(x: number): number {
  return stdlib.gammaln(requirePositive('x', x));
}

/**
 * The derivative of log Gamma(x).
 *
 * @param x - above 0
 * @throws ArgumentError
 */
export function digamma(x: number): number {
  return stdlib.digamma(requirePositive('x', x));
}

/**
 * The regularised incomplete gamma functions: P(a, x), the mass of a gamma variable of shape a below x, and Q(a, x), the
 * mass above. Each is computed by itself: a small tail is never the difference of one and a large mass.
 *
 * @param a - shape, above 0
 * @param x - at least 0
 * @throws ArgumentError
 */
export function incompleteGamma(a: number, x: number): { readonly lower: number; readonly upper: number } {
  requirePositive('a', a);
  requireAtLeast('x', x, 0);
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 };
  return { lower: stdlib.gammainc(x, a, true, false), upper: stdlib.gammainc(x, a, true, true) };
}

/**
 * The regularised incomplete beta function I_x(a, b) and its complement, each computed by itself.
 *
 * @param x - 0 to 1
 * @param a - above 0
 * @param b - above 0
 * @throws ArgumentError
 */
export function incompleteBeta(x: number, a: number, b: number): { readonly lower: number; readonly upper: number } {
  requireAtLeast('x', x, 0);
  requireAtLeast('1 - x', 1 - x, 0);
  requirePositive('a', a);
  requirePositive('b', b);
  return { lower: stdlib.betainc(x, a, b, true, false), upper: stdlib.betainc(x, a, b, true, true) };
}
